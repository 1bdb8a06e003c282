//! Brotli at its best, and gzip for networks that take Brotli away, over all cores; what was compressed once is kept under
//! its hash.

use std::fs;
use std::io::Write as _;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use brotli::enc::BrotliEncoderParams;
use flate2::{Compression, write::GzEncoder};

use super::asset::{Asset, kind};
use crate::place;
use crate::trouble::{Outcome, Trouble, While};

/// A file compressed; `None` where that gains nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Squeezed {
    /// What a browser gets as a rule.
    pub brotli: Option<Vec<u8>>,
    /// What it gets where Brotli did not come through.
    pub gzip: Option<Vec<u8>>,
}

/// One entry for each asset, in their order.
pub fn all(assets: &[Asset]) -> Outcome<Vec<Squeezed>> {
    let folder = place::kept().join("squeezed");
    fs::create_dir_all(&folder).or_trouble(|| format!("make {}", folder.display()))?;
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::new());
    let work = || {
        while let Some((index, asset)) = take(assets, &next) {
            let squeezed = one(asset, &folder);
            if let Ok(mut done) = done.lock() {
                done.push((index, squeezed));
            }
        }
    };
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, NonZeroUsize::get) {
            scope.spawn(work);
        }
    });
    let mut done = done.into_inner().map_err(|_| Trouble::new("Compressing stopped half-way."))?;
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, squeezed)| squeezed).collect()
}

fn take<'a>(assets: &'a [Asset], next: &AtomicUsize) -> Option<(usize, &'a Asset)> {
    let index = next.fetch_add(1, Ordering::Relaxed);
    assets.get(index).map(|asset| (index, asset))
}

fn one(asset: &Asset, folder: &Path) -> Outcome<Squeezed> {
    if asset.kind == kind::PNG {
        return Ok(Squeezed::default());
    }
    Ok(Squeezed {
        brotli: smaller(asset, &folder.join(format!("{}.br", asset.sha256_hex())), squeeze)?,
        gzip: smaller(asset, &folder.join(format!("{}.gz", asset.sha256_hex())), gzip)?,
    })
}

fn smaller(
    asset: &Asset,
    kept: &Path,
    squeeze: fn(&[u8]) -> std::io::Result<Vec<u8>>,
) -> Outcome<Option<Vec<u8>>> {
    let squeezed = if let Ok(squeezed) = fs::read(kept) {
        squeezed
    } else {
        let squeezed = squeeze(&asset.bytes).or_trouble(|| format!("compress {}", asset.path))?;
        // Under its name only when whole: an interrupted build must not leave half a file for the next one.
        let part = PathBuf::from(format!("{}.part", kept.display()));
        fs::write(&part, &squeezed).or_trouble(|| format!("write {}", part.display()))?;
        fs::rename(&part, kept).or_trouble(|| format!("write {}", kept.display()))?;
        squeezed
    };
    Ok((squeezed.len() < asset.bytes.len()).then_some(squeezed))
}

/// As a browser gets it.
pub fn squeeze(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let best = BrotliEncoderParams { quality: 11, lgwin: 22, size_hint: bytes.len(), ..Default::default() };
    let mut squeezed = Vec::new();
    brotli::BrotliCompress(&mut &bytes[..], &mut squeezed, &best)?;
    Ok(squeezed)
}

fn gzip(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut squeezing = GzEncoder::new(Vec::new(), Compression::best());
    squeezing.write_all(bytes)?;
    squeezing.finish()
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::gzip;

    #[test]
    fn what_is_packed_for_a_network_without_brotli_is_the_same_when_unpacked() {
        let text = "Invented. ".repeat(500);
        let packed = gzip(text.as_bytes()).expect("packed");
        assert!(packed.len() < text.len() / 10);
        let mut unpacked = String::new();
        flate2::read::GzDecoder::new(&packed[..]).read_to_string(&mut unpacked).expect("unpacked");
        assert_eq!(unpacked, text);
    }
}
