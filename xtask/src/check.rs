//! `cargo xtask check`: all that needs no browser and no patience. Every fault is shown, not only the first.

use std::path::Path;
use std::process::Command;

use crate::build;
use crate::command::{cargo, run, say};
use crate::needs;
use crate::place;
use crate::tidy;
use crate::trouble::{Outcome, Trouble};

/// Cargo's lints follow to the rooms they stand on.
const FOR_BROWSERS: [&str; 2] = ["companion", "companion_inbox"];
/// What is tested in a browser.
const TESTED_THERE: &str = "companion_storage";

/// Formatting, lints, directions between rooms, dependencies, sizes.
pub fn check() -> Outcome {
    let mut faults = Vec::new();
    let mut step = |name: &str, outcome: Outcome| {
        if let Err(trouble) = outcome {
            faults.push(format!("{name}: {trouble}"));
        }
    };
    step("Directions", tidy::tidy());
    step("Formatting", command("Formatting.", &mut cargo(["fmt", "--all", "--check"])));
    step("Target for browsers", build::ensure_target());
    step("Lints, host", command("Lints on the host.", &mut lints_on_host()));
    for package in FOR_BROWSERS {
        let mut lints = lints_for_browsers(package, "--bins");
        step(package, command(&format!("Lints for WASM: {package}."), &mut lints));
    }
    let mut lints = lints_for_browsers(TESTED_THERE, "--all-targets");
    step(TESTED_THERE, command(&format!("Lints for WASM: {TESTED_THERE} and its tests."), &mut lints));
    step("Dependencies", needs::ensure_deny().and_then(|deny| command("Dependencies.", &mut judges(&deny))));
    step("Build", build::build().map(drop));
    if faults.is_empty() {
        say("Checked.");
        return Ok(());
    }
    Err(Trouble::new(format!("Not right yet:\n{}", faults.join("\n"))))
}

fn command(sentence: &str, command: &mut Command) -> Outcome {
    say(sentence);
    run(command, || "see above.".to_owned())
}

/// What came into the product from elsewhere, by `deny.toml`.
fn judges(deny: &Path) -> Command {
    let mut command = Command::new(deny);
    let judged = ["--all-features", "--log-level", "error", "check", "bans", "licenses", "sources"];
    command.current_dir(place::root()).args(judged);
    command
}

fn lints_on_host() -> Command {
    cargo(["clippy", "--workspace", "--all-targets", "--", "--deny", "warnings"])
}

/// One package at a time: features of one don't reach the other, as in the build.
fn lints_for_browsers(package: &str, what: &str) -> Command {
    let target = build::WASM_TARGET;
    cargo(["clippy", "--package", package, what, "--target", target, "--", "--deny", "warnings"])
}
