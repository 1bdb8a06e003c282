//! Writes the table of files that `src/assets.rs` takes into the binary: what `target/dist/assets.json` lists, or what
//! the folder in `COMPANION_DIST` does. Without a built folder the table is empty and the endpoint serves the API alone.

use std::{
    env, error,
    fmt::Write,
    fs,
    path::{Path, PathBuf},
};

#[derive(serde::Deserialize)]
struct Listed {
    path: String,
    sha256: String,
    #[serde(rename = "type")]
    kind: String,
}

fn main() -> Result<(), Box<dyn error::Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=COMPANION_DIST");
    let dist = match env::var_os("COMPANION_DIST") {
        Some(dist) => PathBuf::from(dist),
        None => Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("../../target/dist"),
    };
    let list = dist.join("assets.json");
    // Also while it is missing: it may be there at the next build.
    println!("cargo::rerun-if-changed={}", list.display());
    let table = match fs::read_to_string(&list) {
        Ok(text) => table(&fs::canonicalize(&dist)?, &serde_json::from_str::<Vec<Listed>>(&text)?)?,
        Err(_) => "&[]".to_owned(),
    };
    fs::write(Path::new(&env::var("OUT_DIR")?).join("assets.rs"), table)?;
    Ok(())
}

fn table(dist: &Path, listed: &[Listed]) -> Result<String, Box<dyn error::Error>> {
    let mut table = String::from("&[\n");
    for Listed { path, sha256, kind } in listed {
        let file =
            file(dist, path).ok_or_else(|| format!("{path} is listed in assets.json and is not there"))?;
        println!("cargo::rerun-if-changed={}", file.display());
        let (brotli, gzip) = (compressed(&file, "br"), compressed(&file, "gz"));
        let (address, bytes) = (address(path), file.display().to_string());
        writeln!(
            table,
            "Asset {{ path: {address:?}, kind: {kind:?}, sha256: {sha256:?}, \
             bytes: include_bytes!({bytes:?}), brotli: {brotli}, gzip: {gzip} }},"
        )?;
    }
    table.push(']');
    Ok(table)
}

/// The compressed file beside a file, if there is one.
fn compressed(file: &Path, ending: &str) -> String {
    let compressed = PathBuf::from(format!("{}.{ending}", file.display()));
    match compressed.is_file() {
        true => format!("Some(include_bytes!({:?}))", compressed.display().to_string()),
        false => "None".to_owned(),
    }
}

/// The file of a listed path, whether the list names a file (`/index.html`) or an address (`/`).
fn file(dist: &Path, path: &str) -> Option<PathBuf> {
    let path = path.trim_start_matches('/');
    let names =
        [path.to_owned(), format!("{path}.html"), format!("{}/index.html", path.trim_end_matches('/'))];
    names.iter().map(|name| dist.join(name.trim_start_matches('/'))).find(|file| file.is_file())
}

/// The address of a listed path: pages go without their `index.html` and `.html`.
fn address(path: &str) -> String {
    let path = format!("/{}", path.trim_start_matches('/'));
    match path.strip_suffix("index.html") {
        Some(folder) => folder.to_owned(),
        None => path.strip_suffix(".html").unwrap_or(&path).to_owned(),
    }
}
