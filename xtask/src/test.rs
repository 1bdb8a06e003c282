//! `cargo xtask test`: every test, the runners' own words unfiltered.

use std::process::Command;

use crate::build;
use crate::command::{cargo, find, run, say};
use crate::needs;
use crate::place;
use crate::trouble::Outcome;

/// Every room at once, with the features one of them has in the tools alone: what is built for one step is there for
/// the next.
const EVERY_ROOM: [&str; 3] = ["--workspace", "--features", "companion_model/authoring"];

/// What to test beyond the usual, or less.
pub struct Wish {
    /// Half a minute for each fuzz target.
    pub long: bool,
    /// Stories in this browser alone.
    pub engine: Option<String>,
    /// Stories whose name contains this.
    pub story: Option<String>,
}

/// Sets up, builds and runs every test. Where an engine or a story is named, only its stories are run.
pub fn test(wish: &Wish) -> Outcome {
    needs::ensure_browsers()?;
    let geckodriver = needs::ensure_geckodriver()?;
    let axe = needs::ensure_axe()?;
    build::build()?;
    if wish.engine.is_none() && wish.story.is_none() {
        say("Testing the rooms.");
        let mut rooms = every_room("test", &[]);
        if wish.long {
            rooms.env("COMPANION_FUZZ_SECONDS", "30");
        }
        run(&mut rooms, || "A test failed: see above.".to_owned())?;
        test_storage()?;
    }
    say("Building the endpoint, with every check that a release leaves out.");
    run(&mut every_room("build", &["--bin", "companion-endpoint"]), || {
        "The endpoint did not build: cargo says why above.".to_owned()
    })?;
    say("Telling the stories in three browsers.");
    let mut stories = every_room("test", &["--test", "stories"]);
    stories.env("GECKODRIVER", geckodriver).env("COMPANION_AXE", axe);
    stories.env("COMPANION_ENDPOINT", place::checked_endpoint());
    if let Some(engine) = &wish.engine {
        stories.env("COMPANION_ENGINE", engine);
    }
    if let Some(story) = &wish.story {
        stories.arg("--").arg(story);
    }
    run(&mut stories, || "A story failed: see above.".to_owned())
}

fn every_room(verb: &str, more: &[&str]) -> Command {
    let mut command = cargo([verb]);
    command.args(EVERY_ROOM).args(more).env("COMPANION_DIST", place::dist());
    command
}

/// The phone's storage, in WASM in a real browser.
fn test_storage() -> Outcome {
    if !place::root().join("crates/companion_storage/tests").is_dir() {
        say("companion_storage has no tests for browsers yet.");
        return Ok(());
    }
    say("Testing the phone's storage in a browser.");
    let runner = needs::ensure_wasm_runner()?;
    let driver = find("chromedriver").unwrap_or_else(|| "chromedriver".into());
    run(
        cargo(["test", "--package", "companion_storage", "--target", build::WASM_TARGET])
            .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", runner)
            .env("CHROMEDRIVER", driver)
            // Some of them wait until a phone that does not answer is given up, ten seconds each.
            .env("WASM_BINDGEN_TEST_TIMEOUT", "180"),
        || "A test of the storage failed: see above.".to_owned(),
    )
}
