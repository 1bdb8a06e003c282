//! The service worker, with the name of its build and the list of the files that it keeps.

use anyhow::Result;
use serde_json::json;

use super::asset::{Asset, hex, media_type};
use super::page;

/// Assembles `/sw.js` for these files.
pub fn assemble(kept: &[Asset]) -> Result<Asset> {
    Ok(Asset::plain("/sw.js", media_type::JS, stamp(&page::read_script("sw.js")?, kept)))
}

/// Puts two lines before the worker's source: the build's name and the list of files. The name is the hash of
/// source and list.
fn stamp(source: &str, kept: &[Asset]) -> String {
    let mut files: Vec<&Asset> = kept.iter().collect();
    files.sort_by(|one, other| one.path.cmp(&other.path));
    let list: Vec<_> = files
        .into_iter()
        .map(|file| {
            json!({
                "path": file.path, "sha256": file.sha256_base64(), "bytes": file.bytes.len(), "type": file.media_type,
            })
        })
        .collect();
    let list = json!(list).to_string();
    let build = &hex(format!("{list}\n{source}").as_bytes())[..16];
    format!("const BUILD = \"{build}\";\nconst FILES = {list};\n{source}")
}

#[cfg(test)]
mod tests {
    use super::super::asset::{Asset, media_type};
    use super::stamp;

    fn files() -> Vec<Asset> {
        vec![Asset::plain("/b", media_type::HTML, "two"), Asset::plain("/a", media_type::HTML, "one")]
    }

    fn build(worker: &str) -> &str {
        worker.lines().next().expect("a first line")
    }

    #[test]
    fn the_list_names_path_hash_length_and_type_of_every_file() {
        let worker = stamp("// code", &files());
        let list = worker.lines().nth(1).expect("a second line");
        let list =
            list.strip_prefix("const FILES = ").and_then(|list| list.strip_suffix(';')).expect("a list");
        let list: serde_json::Value = serde_json::from_str(list).expect("JSON");
        assert_eq!(list[0]["path"], "/a");
        assert_eq!(list[0]["sha256"], "dpLDrTVAu4A8Ags67mbNiIcSMjTqDG5xQ8Ct1z/0Me0=");
        assert_eq!(list[0]["bytes"], 3);
        assert_eq!(list[1]["type"], "text/html; charset=utf-8");
        assert!(worker.ends_with("\n// code"));
    }

    #[test]
    fn the_build_has_the_same_name_whatever_the_order_of_the_files() {
        let mut turned = files();
        turned.reverse();
        assert_eq!(stamp("x", &files()), stamp("x", &turned));
    }

    #[test]
    fn a_changed_file_or_a_changed_worker_is_a_new_build() {
        let mut changed = files();
        changed[0].bytes.push(b'!');
        let first = stamp("x", &files());
        assert_ne!(build(&first), build(&stamp("x", &changed)));
        assert_ne!(build(&first), build(&stamp("y", &files())));
    }
}
