//! Rust's standard library, built small for browsers: without the words of panics, which nobody on a phone could read,
//! and for size. The one that rustup brings adds a tenth to what a phone downloads.
//!
//! This asks the stable compiler for options that are not stable. Where it does not know them, or its library's source
//! can't be had, the apps are built with the library as it is, and weigh more.

use std::path::Path;
use std::process::Command;

use crate::command::{cargo, ends_well, say, words_of};
use crate::place;

const FLAGS: [&str; 4] =
    ["-Zunstable-options", "-Cpanic=immediate-abort", "-Zfmt-debug=none", "-Zlocation-detail=none"];

/// Lets the stable compiler take options that are not stable.
const BOOTSTRAP: (&str, &str) = ("RUSTC_BOOTSTRAP", "1");

/// Makes sure of the library's source; whether the library can be built small.
pub fn ensure() -> bool {
    let can = knows_the_options() && has_source();
    if !can {
        say("Rust's library can't be built small here: the apps will weigh a tenth more.");
    }
    can
}

/// Cargo, building for a target together with the library for it.
pub fn cargo_with_std(target: &str, arguments: &[&str]) -> Command {
    let flags: Vec<String> = FLAGS.iter().map(|flag| format!("\"{flag}\"")).collect();
    let mut command = cargo(arguments);
    command
        .args(["-Zbuild-std=std,panic_abort", "-Zbuild-std-features=optimize_for_size"])
        .args(["--config", &format!("target.{target}.rustflags=[{}]", flags.join(","))])
        .env(BOOTSTRAP.0, BOOTSTRAP.1);
    command
}

fn knows_the_options() -> bool {
    let mut question = Command::new("rustc");
    ends_well(question.args(FLAGS).args(["--print", "cfg"]).env(BOOTSTRAP.0, BOOTSTRAP.1))
}

fn has_source() -> bool {
    let sysroot = words_of(Command::new("rustc").current_dir(place::root()).args(["--print", "sysroot"]));
    let Some(sysroot) = sysroot else { return false };
    if Path::new(&sysroot).join("lib/rustlib/src/rust/library/Cargo.lock").is_file() {
        return true;
    }
    say("Adding the source of Rust's library (once).");
    ends_well(Command::new("rustup").current_dir(place::root()).args(["component", "add", "rust-src"]))
}
