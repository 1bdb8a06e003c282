//! Brotli at its best, over all cores; what was compressed once is kept under its hash.

use std::fs;
use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use brotli::enc::BrotliEncoderParams;

use super::asset::{Asset, kind};
use crate::place;
use crate::trouble::{Outcome, Trouble, While};

/// One entry for each asset, in their order; `None` where compression gains nothing.
pub fn all(assets: &[Asset]) -> Outcome<Vec<Option<Vec<u8>>>> {
    let folder = place::kept().join("brotli");
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

fn one(asset: &Asset, folder: &Path) -> Outcome<Option<Vec<u8>>> {
    if asset.kind == kind::PNG {
        return Ok(None);
    }
    let kept = folder.join(asset.sha256_hex());
    let squeezed = if let Ok(squeezed) = fs::read(&kept) {
        squeezed
    } else {
        let squeezed = squeeze(&asset.bytes).or_trouble(|| format!("compress {}", asset.path))?;
        // Under its name only when whole: an interrupted build must not leave half a file for the next one.
        let part = kept.with_extension("part");
        fs::write(&part, &squeezed).or_trouble(|| format!("write {}", part.display()))?;
        fs::rename(&part, &kept).or_trouble(|| format!("write {}", kept.display()))?;
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
