//! `cargo xtask test`: every test. What the test runners print is shown as it comes.

use anyhow::{Context as _, Result};
use xshell::{Cmd, Shell, cmd};

use crate::build::{self, Profile};
use crate::paths;
use crate::prerequisites::{self, Need};

/// What to test beyond the usual, or less.
pub struct TestOptions {
    /// Whether each fuzz target runs for half a minute, and endpoints and servers are killed ten times as often.
    pub long: bool,
    /// The one browser whose stories are run.
    pub engine: Option<String>,
    /// A part of the names of the stories that are run.
    pub story: Option<String>,
}

/// Installs what is missing, builds, and runs every test. If an engine or a story is named, only its stories
/// are run.
pub fn test(sh: &Shell, options: &TestOptions) -> Result<()> {
    prerequisites::ensure_packages(sh, &[Need::Browsers, Need::Postgres])?;
    let geckodriver = prerequisites::ensure_geckodriver(sh)?;
    let axe = prerequisites::ensure_axe(sh)?;
    build::build(sh, Profile::Release)?;
    if options.engine.is_none() && options.story.is_none() {
        println!("Testing every crate.");
        let long = [("COMPANION_FUZZ_SECONDS", "30"), ("COMPANION_LONG", "1")];
        let long = long.into_iter().filter(|_| options.long);
        for_every_crate(sh, "test").envs(long).run().context("A test failed (see above)")?;
        cmd!(sh, "cargo test --package xtask").run().context("A test of the tools failed (see above)")?;
        test_storage(sh)?;
    }
    println!("Building the endpoint, with every check that a release leaves out.");
    let endpoint = for_every_crate(sh, "build").args(["--bin", "companion-endpoint"]);
    endpoint.run().context("The endpoint did not build (cargo says why above)")?;
    println!("Running the stories in three browsers.");
    for_every_crate(sh, "test")
        .args(["--test", "stories"])
        .env("GECKODRIVER", geckodriver)
        .env("COMPANION_AXE", axe)
        .env("COMPANION_ENDPOINT", paths::debug_endpoint())
        .envs(options.engine.as_ref().map(|engine| ("COMPANION_ENGINE", engine)))
        .args(options.story.iter().flat_map(|story| ["--", story.as_str()]))
        .run()
        .context("A story failed (see above)")
}

/// Cargo over all crates at once, with the same features each time, so that no step builds again what an earlier
/// one built. xtask is left out: with it, cargo would build the bundler a second time, with other features than for
/// `cargo xtask`. The feature `authoring` is otherwise enabled by xtask alone.
fn for_every_crate<'sh>(sh: &'sh Shell, subcommand: &str) -> Cmd<'sh> {
    cmd!(sh, "cargo {subcommand} --workspace --exclude xtask --features companion_model/authoring")
        .env("COMPANION_DIST", paths::dist())
}

/// Tests the phone's storage, in WASM in a real browser.
fn test_storage(sh: &Shell) -> Result<()> {
    println!("Testing the phone's storage in a browser.");
    let runner = prerequisites::ensure_wasm_runner(sh)?;
    let driver = prerequisites::find_program("chromedriver").unwrap_or_else(|| "chromedriver".into());
    let target = build::WASM_TARGET;
    cmd!(sh, "cargo test --package companion_storage --target {target}")
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", runner)
        .env("CHROMEDRIVER", driver)
        // Some tests wait ten seconds until the storage gives up a browser that does not answer.
        .env("WASM_BINDGEN_TEST_TIMEOUT", "180")
        .run()
        .context("A test of the storage failed (see above)")
}
