//! `cargo xtask bench`: what is measured so far.

use std::time::Instant;

use crate::build;
use crate::command::{cargo, run, say};
use crate::needs;
use crate::place;
use crate::serve;
use crate::trouble::Outcome;

/// Sizes, a breakdown of the phone app by crate, the time of a build in which nothing changed; and times in browsers,
/// or these alone.
pub fn bench(in_browsers_alone: bool) -> Outcome {
    build::build()?;
    if in_browsers_alone {
        return in_browsers();
    }
    let began = Instant::now();
    let built = build::build()?;
    let again = began.elapsed().as_secs_f32();
    say("Functions of the phone app by crate, before and after compression:");
    say(built.breakdown()?);
    say(format!("\nA build in which nothing changed: {again:.1} s.\n"));
    in_browsers()
}

/// Times in three engines, one after the other: at the same time they would be measured against each other.
fn in_browsers() -> Outcome {
    needs::ensure_browsers()?;
    let geckodriver = needs::ensure_geckodriver()?;
    serve::build_endpoint()?;
    let mut measures =
        cargo(["test", "--test", "stories", "--", "--ignored", "--test-threads", "1", "measure::"]);
    measures.env("GECKODRIVER", geckodriver).env("COMPANION_ENDPOINT", place::endpoint());
    run(&mut measures, || "A measure could not be taken: see above.".to_owned())
}
