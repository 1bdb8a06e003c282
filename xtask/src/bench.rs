//! `cargo xtask bench`: what is measured so far.

use std::time::Instant;

use crate::build;
use crate::command::{cargo, run, say};
use crate::needs;
use crate::place;
use crate::serve;
use crate::trouble::Outcome;

/// What can be measured by itself.
#[derive(Clone, Copy, clap::ValueEnum)]
pub enum What {
    /// Times of a phone in browsers, a slowed one among them.
    Phone,
    /// Times of a desk with 500 and 5,000 records.
    Desk,
    /// Deliveries beside those who guess, lie idle or send half a body.
    Endpoint,
}

/// The measures of phones, by the words in their names; those of a desk are taken with many records.
const PHONES: [&str; 2] = ["measure::", "--skip=a_desk_with"];
const DESK: [&str; 1] = ["measure::chromium::a_desk_with"];

/// Sizes, a breakdown of the phone app by crate, the time of a build in which nothing changed, times in browsers, and the
/// endpoint's; or one of the last three alone.
pub fn bench(what: Option<What>) -> Outcome {
    match what {
        Some(What::Endpoint) => endpoint(),
        Some(What::Phone) => {
            build::build()?;
            in_browsers(&PHONES)
        }
        Some(What::Desk) => {
            build::build()?;
            in_browsers(&DESK)
        }
        None => {
            sizes()?;
            in_browsers(&PHONES)?;
            in_browsers(&DESK)?;
            endpoint()
        }
    }
}

fn sizes() -> Outcome {
    build::build()?;
    let began = Instant::now();
    let built = build::build()?;
    let again = began.elapsed().as_secs_f32();
    say("Functions of the phone app by crate, before and after compression:");
    say(built.breakdown()?);
    say(format!("\nA build in which nothing changed: {again:.1} s.\n"));
    Ok(())
}

/// The real program, as it is released, and tests that speak to it over HTTP.
fn endpoint() -> Outcome {
    let mut measures = cargo(["test", "--release", "--package", "companion_endpoint", "--test", "api", "--"]);
    measures.args(["--ignored", "--nocapture", "--test-threads", "1", "measure::"]);
    run(&mut measures, || "A measure could not be taken: see above.".to_owned())
}

/// Times in three engines, one after the other: at the same time they would be measured against each other.
fn in_browsers(measures: &[&str]) -> Outcome {
    needs::ensure_browsers()?;
    let geckodriver = needs::ensure_geckodriver()?;
    serve::build_endpoint()?;
    let mut taken = cargo(["test", "--test", "stories", "--", "--ignored", "--test-threads", "1"]);
    let measures = taken.args(measures);
    measures.env("GECKODRIVER", geckodriver).env("COMPANION_ENDPOINT", place::endpoint());
    run(measures, || "A measure could not be taken: see above.".to_owned())
}
