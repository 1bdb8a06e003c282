//! What the stories need beyond Rust: three browsers with their drivers, a screen that is none, and Python's view of
//! WebKit. Fetched where that is possible, named where it is not.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::command::{cargo, ends_well, find, run, say, words_of};
use crate::place;
use crate::trouble::{Outcome, Trouble, While};

/// A program that no package brings, built from its crate.
struct Tool {
    /// The crate.
    name: &'static str,
    version: &'static str,
    program: &'static str,
    /// Whether its own lock file is followed; one may name a version that was withdrawn.
    locked: bool,
}

const GECKODRIVER: Tool =
    Tool { name: "geckodriver", version: "0.37.1", program: "geckodriver", locked: true };
/// Of the same version as `wasm-bindgen`.
const WASM_RUNNER: Tool =
    Tool { name: "wasm-bindgen-cli", version: "0.2.130", program: "wasm-bindgen-test-runner", locked: false };

const DENY: Tool = Tool { name: "cargo-deny", version: "0.20.2", program: "cargo-deny", locked: true };

const AXE: &str = "4.14.1";

/// Program, and the Debian package that brings it.
const PROGRAMS: [(&str, &str); 6] = [
    ("chromium", "chromium"),
    ("chromedriver", "chromium-driver"),
    ("firefox-esr", "firefox-esr"),
    ("WebKitWebDriver", "webkit2gtk-driver"),
    ("Xvfb", "xvfb"),
    ("npm", "npm"),
];

/// The system's own Python: another one on the path does not see the packages.
const PYTHON: &str = "/usr/bin/python3";

/// Makes sure that browsers and drivers are here.
pub fn ensure_browsers() -> Outcome {
    let missing = missing();
    if missing.is_empty() {
        return Ok(());
    }
    let packages = missing.join(" ");
    if !is_root() || find("apt-get").is_none() {
        return Err(Trouble::new(format!(
            "The stories need these Debian packages, and installing them needs rights that this user lacks. \
             Install them, then run this again:\n  sudo apt-get install {packages}"
        )));
    }
    say(format!("Installing what the stories need (once): {packages}"));
    let by_hand = || {
        format!("These packages could not be installed: {packages}. Check the network, then run this again.")
    };
    run(Command::new("apt-get").args(["update", "--quiet"]), by_hand)?;
    run(
        Command::new("apt-get")
            .env("DEBIAN_FRONTEND", "noninteractive")
            .args(["install", "--yes", "--quiet", "--no-install-recommends"])
            .args(&missing),
        by_hand,
    )
}

/// Makes sure that geckodriver is here, and says where.
pub fn ensure_geckodriver() -> Outcome<PathBuf> {
    ensure(&GECKODRIVER)
}

/// Makes sure that what runs tests of WASM in a browser is here, and says where.
pub fn ensure_wasm_runner() -> Outcome<PathBuf> {
    ensure(&WASM_RUNNER)
}

/// Makes sure that what judges dependencies is here, and says where.
pub fn ensure_deny() -> Outcome<PathBuf> {
    ensure(&DENY)
}

fn ensure(Tool { name, version, program, locked }: &Tool) -> Outcome<PathBuf> {
    let root = place::tools();
    let path = root.join("bin").join(program);
    let words = words_of(Command::new(&path).arg("--version")).unwrap_or_default();
    if words.split_whitespace().nth(1) == Some(version) {
        return Ok(path);
    }
    say(format!("Building {program} {version} (once, a few minutes)."));
    // None has so much to do that optimising it would be worth the minutes, and nobody looks into it with a debugger.
    let mut install = cargo(["install", name, "--version", version, "--force", "--debug"]);
    install.env("CARGO_PROFILE_DEV_DEBUG", "false");
    install.args(locked.then_some("--locked")).arg("--root").arg(&root);
    run(&mut install, || {
        format!("{program} did not build: cargo says why above. It needs the network once.")
    })?;
    Ok(path)
}

/// Makes sure that axe-core, the field's judge of accessibility, is here, and says where: one script, which npm fetches
/// and nothing else of Node's runs.
pub fn ensure_axe() -> Outcome<PathBuf> {
    let name = format!("axe-core-{AXE}");
    let script = place::tools().join(&name).join("package/axe.min.js");
    if script.is_file() {
        return Ok(script);
    }
    say(format!("Fetching axe-core {AXE} (once)."));
    let folder = place::tools().join(&name);
    fs::create_dir_all(&folder).or_trouble(|| format!("make {}", folder.display()))?;
    let package = format!("axe-core@{AXE}");
    let by_hand =
        || "axe-core could not be fetched: npm says why above. It needs the network once.".to_owned();
    run(Command::new("npm").current_dir(&folder).args(["pack", "--silent", &package]), by_hand)?;
    let packed = format!("{name}.tgz");
    run(Command::new("tar").current_dir(&folder).args(["-xzf", &packed, "package/axe.min.js"]), by_hand)?;
    Ok(script)
}

fn missing() -> Vec<&'static str> {
    let programs =
        PROGRAMS.iter().filter(|(program, _)| find(program).is_none()).map(|(_, package)| *package);
    let mut missing: Vec<_> = programs.collect();
    let webkit = "import gi; gi.require_version('WebKit2', '4.1'); from gi.repository import WebKit2";
    if !ends_well(Command::new(PYTHON).args(["-c", webkit])) {
        missing.extend(["python3-gi", "gir1.2-webkit2-4.1"]);
    }
    missing
}

fn is_root() -> bool {
    words_of(Command::new("id").arg("-u")).as_deref() == Some("0")
}
