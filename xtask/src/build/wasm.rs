//! From Rust to WASM and its glue. The bundler is a library pinned to the version of `wasm-bindgen`, so no tool has
//! to match another by hand.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use wasm_bindgen_cli_support::Bindgen;

use super::asset::hex;
use super::{lean::lean, small_std, weight};
use crate::command::{cargo, run, say, words_of};
use crate::place;
use crate::trouble::{Outcome, Trouble, While};

/// The target both apps are built for.
pub const TARGET: &str = "wasm32-unknown-unknown";

/// One app, ready for a browser.
pub struct Bundle {
    /// The script that loads the WASM; one global, `wasm_bindgen`, for pages and workers alike.
    pub glue: Vec<u8>,
    /// The WASM without its functions' names.
    pub wasm: Vec<u8>,
    /// The same with them.
    pub named_wasm: Vec<u8>,
}

/// Makes sure that Rust can build for browsers.
pub fn ensure_target() -> Outcome {
    let sysroot = words_of(Command::new("rustc").current_dir(place::root()).args(["--print", "sysroot"]));
    let is_here =
        sysroot.is_some_and(|sysroot| Path::new(&sysroot).join("lib/rustlib").join(TARGET).is_dir());
    if is_here {
        return Ok(());
    }
    say(format!("Adding Rust's target {TARGET} (once)."));
    run(Command::new("rustup").current_dir(place::root()).args(["target", "add", TARGET]), || {
        format!(
            "Rust's target {TARGET} is missing and could not be fetched. Connect to the network and run this again, \
             or install it yourself: rustup target add {TARGET}"
        )
    })
}

/// Builds and bundles the binary of a package. Each package by itself: features of one don't reach the other.
pub fn bundle(package: &str, name: &str, small_std: bool) -> Outcome<Bundle> {
    say(format!("Building {name}."));
    let folder = place::web();
    let folder_words = folder.display().to_string();
    let words = [
        "build",
        "--profile",
        "phone",
        "--target",
        TARGET,
        "--target-dir",
        &folder_words,
        "--package",
        package,
    ];
    let mut build = if small_std { small_std::cargo_with_std(TARGET, &words) } else { cargo(words) };
    run(&mut build, || {
        format!("{package} did not build: cargo says why above. Without a network, run this once with one.")
    })?;
    let input = folder.join(TARGET).join("phone").join(format!("{package}.wasm"));
    let built = fs::read(&input).map_err(|_| {
        Trouble::new(format!("{package} built no {}: it needs a src/main.rs.", input.display()))
    })?;
    let folder = place::kept().join(package);
    let stamp = format!("{} {}", hex(&built), env!("CARGO_PKG_VERSION"));
    if fs::read_to_string(folder.join("stamp")).ok().as_deref() != Some(&stamp) {
        say(format!("Bundling {name}."));
        bind(&input, &folder, package)?;
        fs::write(folder.join("stamp"), stamp).or_trouble(|| format!("write in {}", folder.display()))?;
    }
    read(&folder, package)
}

fn bind(input: &Path, folder: &Path, package: &str) -> Outcome {
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(input)
        .out_name(package)
        .typescript(false)
        .omit_default_module_path(true)
        .remove_producers_section(true);
    let mut output = bindgen
        .no_modules(true)
        .and_then(|bindgen| bindgen.generate_output())
        .or_trouble(|| format!("bundle {package}"))?;
    // What it writes is laid out line by line; what it keeps is not.
    output.emit(folder).or_trouble(|| format!("bundle {package}"))?;
    let glue = folder.join(format!("{package}.js"));
    let full = fs::read_to_string(&glue).or_trouble(|| format!("read {}", glue.display()))?;
    let lean = lean(output.wasm_mut(), &full);
    let module = folder.join(format!("{package}_bg.wasm"));
    fs::write(&glue, lean).or_trouble(|| format!("write {}", glue.display()))?;
    fs::write(&module, output.wasm_mut().emit_wasm()).or_trouble(|| format!("write {}", module.display()))
}

fn read(folder: &Path, package: &str) -> Outcome<Bundle> {
    let part = |name: String| {
        let path: PathBuf = folder.join(name);
        fs::read(&path).or_trouble(|| format!("read {}", path.display()))
    };
    let named_wasm = part(format!("{package}_bg.wasm"))?;
    Ok(Bundle { glue: part(format!("{package}.js"))?, wasm: weight::without_names(&named_wasm)?, named_wasm })
}
