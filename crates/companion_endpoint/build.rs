//! Writes tables of what the binary takes in.
//!
//! The web apps, for `src/assets.rs`: what `target/dist/assets.json` lists, or what the folder in `COMPANION_DIST` does. Without
//! a built folder the table is empty and the endpoint serves the API alone.
//!
//! The migrations, for `schema.rs` of SQLite and `steps.rs` of PostgreSQL: each SQL file in `migrations/sqlite` and `migrations/postgres`, by the number
//! that its name begins with. The first line of those for PostgreSQL says the lowest step that an endpoint must know to run beside
//! it.

use std::{
    env, error,
    ffi::OsStr,
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
    let (manifest_dir, out_dir) = (env_path("CARGO_MANIFEST_DIR")?, env_path("OUT_DIR")?);
    fs::write(out_dir.join("assets.rs"), assets(&manifest_dir)?)?;
    for store in ["sqlite", "postgres"] {
        let table = migrations(&manifest_dir.join("migrations").join(store), store == "postgres")?;
        fs::write(out_dir.join(format!("migrations_{store}.rs")), table)?;
    }
    Ok(())
}

fn env_path(name: &str) -> Result<PathBuf, env::VarError> {
    env::var(name).map(PathBuf::from)
}

fn migrations(folder: &Path, says_works_with: bool) -> Result<String, Box<dyn error::Error>> {
    println!("cargo::rerun-if-changed={}", folder.display());
    let files = fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path()));
    let mut files = files.collect::<Result<Vec<_>, _>>()?;
    files.retain(|file| file.extension().is_some_and(|extension| extension == "sql"));
    files.sort();
    let mut table = String::from("&[\n");
    for file in files {
        let name = file.file_name().and_then(OsStr::to_str).unwrap_or_default();
        let number = name.split_once('_').and_then(|(number, _)| number.parse::<u32>().ok());
        let number =
            number.ok_or_else(|| format!("{} does not begin with a number and _", file.display()))?;
        let works_with =
            if says_works_with { format!("works_with: {}, ", works_with(&file)?) } else { String::new() };
        let sql = file.display().to_string();
        writeln!(table, "Migration {{ number: {number}, {works_with}sql: include_str!({sql:?}) }},")?;
    }
    table.push(']');
    Ok(table)
}

/// The number in a first line like `-- works with: 3`.
fn works_with(file: &Path) -> Result<u32, Box<dyn error::Error>> {
    println!("cargo::rerun-if-changed={}", file.display());
    let sql = fs::read_to_string(file)?;
    let number =
        sql.lines().next().and_then(|line| line.strip_prefix("-- works with: ")?.trim().parse().ok());
    number
        .ok_or_else(|| format!("the first line of {} is not `-- works with: NUMBER`", file.display()).into())
}

fn assets(manifest_dir: &Path) -> Result<String, Box<dyn error::Error>> {
    println!("cargo::rerun-if-env-changed=COMPANION_DIST");
    let dist = match env::var_os("COMPANION_DIST") {
        Some(dist) => PathBuf::from(dist),
        None => manifest_dir.join("../../target/dist"),
    };
    let list = dist.join("assets.json");
    // Also while it is missing: it may be there at the next build.
    println!("cargo::rerun-if-changed={}", list.display());
    match fs::read_to_string(&list) {
        Ok(text) => table_of_assets(&fs::canonicalize(&dist)?, &serde_json::from_str::<Vec<Listed>>(&text)?),
        Err(_) => Ok("&[]".to_owned()),
    }
}

fn table_of_assets(dist: &Path, listed: &[Listed]) -> Result<String, Box<dyn error::Error>> {
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
