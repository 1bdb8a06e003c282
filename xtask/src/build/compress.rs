//! Compresses files on all cores: by Brotli at its best quality, and by gzip for networks whose proxies
//! remove Brotli from what a browser accepts. The result is kept under the file's hash, so that no later
//! build compresses the same bytes again.

use std::fs;
use std::io::Write as _;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use anyhow::{Context as _, Result, anyhow};
use brotli::enc::BrotliEncoderParams;
use flate2::{Compression, write::GzEncoder};

use super::asset::{Asset, media_type};
use crate::paths;

/// A file compressed. A field is `None` if its compressed form would not be smaller.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Compressed {
    /// What a browser gets that accepts Brotli.
    pub brotli: Option<Vec<u8>>,
    /// What every other browser gets.
    pub gzip: Option<Vec<u8>>,
}

/// Compresses each file; the results are in the order of the files.
pub fn compress_all(assets: &[Asset]) -> Result<Vec<Compressed>> {
    let folder = paths::build_cache().join("compressed");
    fs::create_dir_all(&folder).with_context(|| format!("Could not make {}", folder.display()))?;
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::new());
    let work = || {
        while let Some((index, asset)) = take_next(assets, &next) {
            let compressed = compress(asset, &folder);
            if let Ok(mut done) = done.lock() {
                done.push((index, compressed));
            }
        }
    };
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, NonZeroUsize::get) {
            scope.spawn(work);
        }
    });
    let mut done = done.into_inner().map_err(|_| anyhow!("Compressing stopped half-way."))?;
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, compressed)| compressed).collect()
}

fn take_next<'a>(assets: &'a [Asset], next: &AtomicUsize) -> Option<(usize, &'a Asset)> {
    let index = next.fetch_add(1, Ordering::Relaxed);
    assets.get(index).map(|asset| (index, asset))
}

fn compress(asset: &Asset, folder: &Path) -> Result<Compressed> {
    if asset.media_type == media_type::PNG {
        return Ok(Compressed::default());
    }
    Ok(Compressed {
        brotli: compress_once(asset, &folder.join(format!("{}.br", asset.sha256_hex())), brotli)?,
        gzip: compress_once(asset, &folder.join(format!("{}.gz", asset.sha256_hex())), gzip)?,
    })
}

/// The compressed bytes if they are fewer, read from the file `kept` or written to it.
fn compress_once(
    asset: &Asset,
    kept: &Path,
    compress: fn(&[u8]) -> std::io::Result<Vec<u8>>,
) -> Result<Option<Vec<u8>>> {
    let compressed = if let Ok(compressed) = fs::read(kept) {
        compressed
    } else {
        let compressed =
            compress(&asset.bytes).with_context(|| format!("Could not compress {}", asset.path))?;
        // The file gets its name when it is whole: after an interruption the next build would take half a file for
        // the result.
        let part = PathBuf::from(format!("{}.part", kept.display()));
        fs::write(&part, &compressed).with_context(|| format!("Could not write {}", part.display()))?;
        fs::rename(&part, kept).with_context(|| format!("Could not write {}", kept.display()))?;
        compressed
    };
    Ok((compressed.len() < asset.bytes.len()).then_some(compressed))
}

/// Compresses by Brotli with the parameters of every file.
pub fn brotli(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let best = BrotliEncoderParams { quality: 11, lgwin: 22, size_hint: bytes.len(), ..Default::default() };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut &bytes[..], &mut compressed, &best)?;
    Ok(compressed)
}

fn gzip(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    encoder.finish()
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::gzip;

    #[test]
    fn gzip_unpacks_to_the_same_bytes() {
        let text = "Invented. ".repeat(500);
        let packed = gzip(text.as_bytes()).expect("packed");
        assert!(packed.len() < text.len() / 10);
        let mut unpacked = String::new();
        flate2::read::GzDecoder::new(&packed[..]).read_to_string(&mut unpacked).expect("unpacked");
        assert_eq!(unpacked, text);
    }
}
