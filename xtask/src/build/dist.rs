//! The built files on disk. A file's path is that of its URL, with `index.html` appended to one that ends in
//! `/`. A compressed file has a `.br` and a `.gz` beside it. `assets.json` lists all files.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use serde_json::json;

use super::asset::Asset;
use super::compress::Compressed;

/// Writes the files that differ and removes those that are no longer built. An unchanged file keeps its time,
/// so that cargo does not build the endpoint, which contains all of them, again.
pub fn write(dist: &Path, assets: &[Asset], compressed: &[Compressed]) -> Result<()> {
    let mut written = BTreeSet::new();
    for (asset, compressed) in assets.iter().zip(compressed) {
        let file = dist.join(file_path(&asset.path));
        write_if_changed(&file, &asset.bytes)?;
        for (extension, bytes) in [("br", &compressed.brotli), ("gz", &compressed.gzip)] {
            if let Some(bytes) = bytes {
                let file = PathBuf::from(format!("{}.{extension}", file.display()));
                write_if_changed(&file, bytes)?;
                written.insert(file);
            }
        }
        written.insert(file);
    }
    let file = dist.join("assets.json");
    write_if_changed(&file, list_as_json(assets).as_bytes())?;
    written.insert(file);
    remove_others(dist, &written)
}

/// The file of a URL's path, relative to the folder of all files.
fn file_path(path: &str) -> String {
    let index = if path.ends_with('/') { "index.html" } else { "" };
    format!("{}{index}", path.trim_start_matches('/'))
}

fn list_as_json(assets: &[Asset]) -> String {
    let mut assets: Vec<_> = assets.iter().collect();
    assets.sort_by(|one, other| one.path.cmp(&other.path));
    let lines = assets.into_iter().map(|asset| {
        json!({
            "path": asset.path, "sha256": asset.sha256_hex(), "bytes": asset.bytes.len(), "type": asset.media_type,
        })
        .to_string()
    });
    format!("[\n{}\n]\n", lines.collect::<Vec<_>>().join(",\n"))
}

fn write_if_changed(file: &Path, bytes: &[u8]) -> Result<()> {
    if fs::read(file).is_ok_and(|present| present == bytes) {
        return Ok(());
    }
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).with_context(|| format!("Could not make {}", folder.display()))?;
    }
    fs::write(file, bytes).with_context(|| format!("Could not write {}", file.display()))
}

fn remove_others(folder: &Path, written: &BTreeSet<PathBuf>) -> Result<()> {
    let entries = fs::read_dir(folder).with_context(|| format!("Could not read {}", folder.display()))?;
    for entry in entries {
        let path = entry.with_context(|| format!("Could not read {}", folder.display()))?.path();
        if path.is_dir() {
            remove_others(&path, written)?;
        } else if !written.contains(&path) {
            fs::remove_file(&path).with_context(|| format!("Could not remove {}", path.display()))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::asset::{Asset, media_type};
    use super::{file_path, list_as_json};

    #[test]
    fn a_path_that_ends_in_a_slash_is_an_index() {
        assert_eq!(file_path("/"), "index.html");
        assert_eq!(file_path("/inbox/"), "inbox/index.html");
        assert_eq!(file_path("/read/cce"), "read/cce");
    }

    #[test]
    fn the_list_is_json_sorted_by_path_with_hashes_as_sha256sum_prints_them() {
        let assets =
            [Asset::plain("/b", media_type::HTML, "two"), Asset::plain("/a", media_type::WASM, "one")];
        let list: serde_json::Value = serde_json::from_str(&list_as_json(&assets)).expect("JSON");
        assert_eq!(list[0]["path"], "/a");
        assert_eq!(list[0]["type"], "application/wasm");
        assert_eq!(list[1]["bytes"], 3);
        assert_eq!(list[0]["sha256"], "7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed");
    }
}
