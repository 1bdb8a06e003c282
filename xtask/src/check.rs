//! `cargo xtask check`: everything that needs no browser. All faults are shown, not only the first.

use std::process::Command;

use anyhow::{Context as _, Result, bail, ensure};
use xshell::{Cmd, Shell, cmd};

use crate::build::{self, Profile};
use crate::paths;
use crate::prerequisites;
use crate::tidy;

/// The packages whose binaries run in a browser. Clippy also lints the crates that they depend on.
const WEB_APPS: [&str; 2] = ["companion", "companion_inbox"];
/// The folders whose modules a macro declares.
const MACRO_DECLARED: [&str; 2] = ["tests/stories", "crates/companion_endpoint/tests/api/contract"];
/// The package whose tests run in a browser.
const STORAGE: &str = "companion_storage";

/// Checks formatting, lints, layering rules, dependencies and sizes.
pub fn check(sh: &Shell) -> Result<()> {
    let mut faults = Vec::new();
    let mut step = |name: &str, outcome: Result<()>| {
        if let Err(error) = outcome {
            faults.push(format!("{name}: {error:#}"));
        }
    };
    step("Layering and house rules", tidy::check());
    step("Formatting", check_formatting(sh));
    step("Target for browsers", build::ensure_target(sh));
    step("Lints, host", run("Lints on the host.", &lints_on_host(sh)));
    step("Lints, stories", run("Lints of the stories.", &lints_of_stories(sh)));
    for package in WEB_APPS {
        let lints = lints_for_browsers(sh, package, "--bins");
        step(package, run(&format!("Lints for WASM: {package}."), &lints));
    }
    let lints = lints_for_browsers(sh, STORAGE, "--all-targets");
    step(STORAGE, run(&format!("Lints for WASM: {STORAGE} and its tests."), &lints));
    step("Dependencies", check_dependencies(sh));
    step("Build", build::build(sh, Profile::Release).map(drop));
    if faults.is_empty() {
        println!("Checked.");
        return Ok(());
    }
    bail!("Not right yet:\n{}", faults.join("\n"))
}

fn run(sentence: &str, command: &Cmd<'_>) -> Result<()> {
    println!("{sentence}");
    command.run().context("see above")
}

/// Checks the formatting of every file. `cargo fmt` doesn't find a module that a macro declares, so the files of such modules
/// are named to it.
fn check_formatting(sh: &Shell) -> Result<()> {
    let mut declared_by_macros = Vec::new();
    for folder in MACRO_DECLARED {
        declared_by_macros.extend(sh.read_dir(paths::root().join(folder))?);
    }
    declared_by_macros.retain(|path| path.extension().is_some_and(|extension| extension == "rs"));
    println!("Formatting.");
    // Not run by xshell, which shows a command with every argument.
    let status = Command::from(cmd!(sh, "cargo fmt --all --check -- {declared_by_macros...}")).status()?;
    ensure!(status.success(), "see above; the command that formats everything is in CONTRIBUTING.md");
    Ok(())
}

/// Checks what came into the product from elsewhere against `deny.toml`.
fn check_dependencies(sh: &Shell) -> Result<()> {
    let deny = prerequisites::ensure_deny(sh)?;
    run("Dependencies.", &cmd!(sh, "{deny} --all-features --log-level error check bans licenses sources"))
}

fn lints_on_host(sh: &Shell) -> Cmd<'_> {
    cmd!(sh, "cargo clippy --workspace --all-targets -- --deny warnings")
}

/// The stories are no part of a plain `cargo test`, and so none of all targets.
fn lints_of_stories(sh: &Shell) -> Cmd<'_> {
    cmd!(sh, "cargo clippy --package companion --test stories -- --deny warnings")
}

/// Lints for one package by itself: a build of both apps unites their features, and would hide one that a
/// package lacks.
fn lints_for_browsers<'sh>(sh: &'sh Shell, package: &str, targets: &str) -> Cmd<'sh> {
    let wasm = build::WASM_TARGET;
    cmd!(sh, "cargo clippy --package {package} {targets} --target {wasm} -- --deny warnings")
}
