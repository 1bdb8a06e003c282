//! The built tree on disk: laid out as URL paths, `index.html` standing for a path that ends in `/`, a `.br` and a `.gz`
//! beside each compressed file, and `assets.json` with the list of all.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;

use super::asset::Asset;
use super::squeeze::Squeezed;
use crate::place;
use crate::trouble::{Outcome, While};

/// Writes what differs and removes what no longer belongs: an unchanged tree keeps its times, so that the endpoint,
/// which has it inside, is not built again for nothing.
pub fn write(assets: &[Asset], squeezed: &[Squeezed]) -> Outcome {
    let dist = place::dist();
    let mut belongs = BTreeSet::new();
    for (asset, squeezed) in assets.iter().zip(squeezed) {
        let file = dist.join(file_of(&asset.path));
        keep(&file, &asset.bytes)?;
        for (ending, squeezed) in [("br", &squeezed.brotli), ("gz", &squeezed.gzip)] {
            if let Some(squeezed) = squeezed {
                let file = PathBuf::from(format!("{}.{ending}", file.display()));
                keep(&file, squeezed)?;
                belongs.insert(file);
            }
        }
        belongs.insert(file);
    }
    let file = dist.join("assets.json");
    keep(&file, list(assets).as_bytes())?;
    belongs.insert(file);
    remove_others(&dist, &belongs)
}

/// Where a path's file is, relative to the tree.
fn file_of(path: &str) -> String {
    let index = if path.ends_with('/') { "index.html" } else { "" };
    format!("{}{index}", path.trim_start_matches('/'))
}

fn list(assets: &[Asset]) -> String {
    let mut assets: Vec<_> = assets.iter().collect();
    assets.sort_by(|one, other| one.path.cmp(&other.path));
    let lines = assets.into_iter().map(|asset| {
        json!({
            "path": asset.path, "sha256": asset.sha256_hex(), "bytes": asset.bytes.len(), "type": asset.kind,
        })
        .to_string()
    });
    format!("[\n{}\n]\n", lines.collect::<Vec<_>>().join(",\n"))
}

fn keep(file: &Path, bytes: &[u8]) -> Outcome {
    if fs::read(file).is_ok_and(|there| there == bytes) {
        return Ok(());
    }
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).or_trouble(|| format!("make {}", folder.display()))?;
    }
    fs::write(file, bytes).or_trouble(|| format!("write {}", file.display()))
}

fn remove_others(folder: &Path, belongs: &BTreeSet<PathBuf>) -> Outcome {
    let entries = fs::read_dir(folder).or_trouble(|| format!("read {}", folder.display()))?;
    for entry in entries {
        let path = entry.or_trouble(|| format!("read {}", folder.display()))?.path();
        if path.is_dir() {
            remove_others(&path, belongs)?;
        } else if !belongs.contains(&path) {
            fs::remove_file(&path).or_trouble(|| format!("remove {}", path.display()))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::asset::{Asset, kind};
    use super::{file_of, list};

    #[test]
    fn a_path_that_ends_in_a_slash_is_an_index() {
        assert_eq!(file_of("/"), "index.html");
        assert_eq!(file_of("/inbox/"), "inbox/index.html");
        assert_eq!(file_of("/read/cce"), "read/cce");
    }

    #[test]
    fn the_list_is_json_sorted_by_path_with_hashes_as_sha256sum_prints_them() {
        let assets = [Asset::plain("/b", kind::HTML, "two"), Asset::plain("/a", kind::WASM, "one")];
        let list: serde_json::Value = serde_json::from_str(&list(&assets)).expect("JSON");
        assert_eq!(list[0]["path"], "/a");
        assert_eq!(list[0]["type"], "application/wasm");
        assert_eq!(list[1]["bytes"], 3);
        assert_eq!(list[0]["sha256"], "7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed");
    }
}
