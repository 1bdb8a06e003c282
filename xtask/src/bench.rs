//! `cargo xtask bench`: what is measured so far.

use std::time::Instant;

use crate::build;
use crate::command::say;
use crate::trouble::Outcome;

/// Sizes, a breakdown of the phone app by crate, and the time of a build in which nothing changed.
pub fn bench() -> Outcome {
    build::build()?;
    let began = Instant::now();
    let built = build::build()?;
    let again = began.elapsed().as_secs_f32();
    say("Functions of the phone app by crate, before compression:");
    say(built.breakdown()?);
    say(format!("\nA build in which nothing changed: {again:.1} s."));
    Ok(())
}
