//! The files of both web apps: inside the binary, for which `build.rs` writes the table, or in a folder.

#[cfg(debug_assertions)]
use std::{fs, io, path::Path};

/// One file as it is served.
#[derive(Clone, Copy, Debug)]
pub struct Asset {
    /// The address it is served at; one that ends in `/` is a folder's page.
    pub path: &'static str,
    /// Its media type.
    pub kind: &'static str,
    /// SHA-256 of `bytes`, as the build wrote it.
    pub sha256: &'static str,
    /// The file.
    pub bytes: &'static [u8],
    /// The file compressed with Brotli, if that is worth it.
    pub brotli: Option<&'static [u8]>,
    /// The same with gzip, for networks that take Brotli out of what a browser asks for.
    pub gzip: Option<&'static [u8]>,
}

/// The files that were built with this binary; none if it was built before them.
pub const EMBEDDED: &[Asset] = include!(concat!(env!("OUT_DIR"), "/assets.rs"));

#[cfg(debug_assertions)]
#[derive(serde::Deserialize)]
struct Listed {
    path: String,
    sha256: String,
    #[serde(rename = "type")]
    kind: String,
}

/// The files that `assets.json` in a folder lists, without compressed ones, as they are now: what changes there later is
/// served by the next process. The list is that of `cargo xtask serve`, which names files by their addresses.
///
/// # Errors
/// If the list or one of its files can't be read; it says which.
#[cfg(debug_assertions)]
pub fn read_folder(folder: &Path) -> io::Result<&'static [Asset]> {
    let read_file = |name: &str| {
        let path = folder.join(name);
        fs::read(&path).map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", path.display())))
    };
    let list: Vec<Listed> = serde_json::from_slice(&read_file("assets.json")?)?;
    let read = |Listed { path, sha256, kind }: Listed| {
        let index = if path.ends_with('/') { "index.html" } else { "" };
        let bytes = read_file(&format!("{}{index}", path.trim_start_matches('/')))?;
        // They are served as long as the process runs.
        let (path, kind, sha256) = (String::leak(path), String::leak(kind), String::leak(sha256));
        Ok(Asset { path, kind, sha256, bytes: Vec::leak(bytes), brotli: None, gzip: None })
    };
    let assets = list.into_iter().map(read).collect::<io::Result<Vec<_>>>()?;
    Ok(Vec::leak(assets))
}

#[cfg(all(test, debug_assertions))]
mod tests {
    use std::fs;

    use super::read_folder;

    #[test]
    fn a_folder_s_files_are_served_as_its_list_has_them() {
        let folder = tempfile::tempdir().expect("a folder");
        let list = r#"[{"path":"/","sha256":"a","bytes":2,"type":"text/html"},{"path":"/a/b.js","sha256":"b","bytes":1,"type":"text/javascript"}]"#;
        let files = [("assets.json", list), ("index.html", "hi"), ("a/b.js", ";")];
        fs::create_dir(folder.path().join("a")).expect("made");
        for (name, text) in files {
            fs::write(folder.path().join(name), text).expect("written");
        }
        let assets = read_folder(folder.path()).expect("read");
        let found: Vec<_> = assets.iter().map(|asset| (asset.path, asset.kind, asset.bytes)).collect();
        assert_eq!(found, [("/", "text/html", b"hi".as_slice()), ("/a/b.js", "text/javascript", b";")]);
        fs::remove_file(folder.path().join("a/b.js")).expect("removed");
        assert!(read_folder(folder.path()).is_err(), "a listed file is missing");
    }
}
