//! From Rust to WASM and its glue. The bundler is a library pinned to the version of `wasm-bindgen`, so that
//! nobody has to install a tool of the same version.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use wasm_bindgen_cli_support::Bindgen;
use xshell::{Shell, cmd};

use super::asset::hex;
use super::profile::Profile;
use super::size_report;
use crate::paths;

/// The target that both apps are built for.
pub const TARGET: &str = "wasm32-unknown-unknown";

/// One app, ready for a browser.
pub struct WasmBundle {
    /// The script that loads the WASM. It defines one global, `wasm_bindgen`, on a page and in a worker.
    pub glue: Vec<u8>,
    /// The WASM without its functions' names.
    pub wasm: Vec<u8>,
    /// The WASM with its functions' names.
    pub named_wasm: Vec<u8>,
}

/// Makes sure that Rust can build for browsers.
pub fn ensure_target(sh: &Shell) -> Result<()> {
    let sysroot = cmd!(sh, "rustc --print sysroot").read().unwrap_or_default();
    if Path::new(&sysroot).join("lib/rustlib").join(TARGET).is_dir() {
        return Ok(());
    }
    println!("Adding Rust's target {TARGET} (once).");
    cmd!(sh, "rustup target add {TARGET}").run().with_context(|| {
        format!(
            "Rust's target {TARGET} is missing and could not be fetched (connect to the network and run this again, \
             or install it yourself: rustup target add {TARGET})"
        )
    })
}

/// Builds the binaries of these packages in one call: they share their libraries, and each is linked on a core of its own. Of
/// what one asks a library for, the other carries nothing that it does not call.
pub fn build(sh: &Shell, profile: Profile, packages: &[&str]) -> Result<()> {
    println!("Building both apps.");
    let target_dir = paths::web_target();
    let flags = format!("target.{TARGET}.rustflags={:?}", remapped_paths(sh)?);
    let profile = profile.cargo_name();
    let build = cmd!(sh, "cargo build --profile {profile} --target {TARGET} --target-dir {target_dir}");
    let packages = packages.iter().flat_map(|package| ["--package", *package]);
    build
        .args(packages)
        .args(["--config", &flags])
        .run()
        .context("The apps did not build (cargo says why above; the first build needs the network)")
}

/// Bundles the binary of a package that was built.
pub fn bundle(profile: Profile, package: &str, name: &str) -> Result<WasmBundle> {
    let input = paths::web_target().join(TARGET).join(profile.cargo_name()).join(format!("{package}.wasm"));
    let built = fs::read(&input)
        .with_context(|| format!("{package} built no {}: it needs a src/main.rs", input.display()))?;
    let folder = profile.bundles().join(package);
    let stamp = format!("{} {}", hex(&built), env!("CARGO_PKG_VERSION"));
    if fs::read_to_string(folder.join("stamp")).ok().as_deref() != Some(&stamp) {
        println!("Bundling {name}.");
        run_wasm_bindgen(&input, &folder, package).with_context(|| format!("Could not bundle {package}"))?;
        fs::write(folder.join("stamp"), stamp)
            .with_context(|| format!("Could not write in {}", folder.display()))?;
    }
    read_bundle(&folder, package)
}

/// Flags by which a panic's place reads the same wherever the app was built: else the same source would give other bytes on
/// another machine, and with the library's source installed.
fn remapped_paths(sh: &Shell) -> Result<Vec<String>> {
    let sysroot = cmd!(sh, "rustc --print sysroot").read()?;
    let version = cmd!(sh, "rustc --version --verbose").read()?;
    let commit = version.lines().find_map(|line| line.strip_prefix("commit-hash: "));
    let commit = commit.context("rustc does not say of which commit it is")?;
    let mut remapped =
        vec![(PathBuf::from(sysroot).join("lib/rustlib/src/rust"), format!("/rustc/{commit}"))];
    let registries = paths::cargo_home().join("registry/src");
    // Where every crate is vendored there is no such folder.
    let entries = fs::read_dir(&registries).into_iter().flatten();
    let mut folders = entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<Vec<_>, _>>()?;
    folders.sort();
    remapped.extend(folders.into_iter().map(|folder| (folder, "/crates".to_owned())));
    let flag = |(from, to): &(PathBuf, String)| format!("--remap-path-prefix={}={to}", from.display());
    Ok(remapped.iter().map(flag).collect())
}

fn run_wasm_bindgen(input: &Path, folder: &Path, package: &str) -> Result<()> {
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(input)
        .out_name(package)
        .typescript(false)
        .omit_default_module_path(true)
        .remove_producers_section(true);
    bindgen.no_modules(true)?.generate_output()?.emit(folder)
}

fn read_bundle(folder: &Path, package: &str) -> Result<WasmBundle> {
    let read = |name: String| {
        let path: PathBuf = folder.join(name);
        fs::read(&path).with_context(|| format!("Could not read {}", path.display()))
    };
    let named_wasm = read(format!("{package}_bg.wasm"))?;
    let wasm = size_report::strip_names(&named_wasm)?;
    Ok(WasmBundle { glue: read(format!("{package}.js"))?, wasm, named_wasm })
}
