//! An unfinished record is deleted by its author, and for a day it can be brought back with every word.

use crate::engine::Engine;
use crate::matrix::{Engines, TOLD_ONCE};
use crate::world::{TestResult, World};

pub const ENGINES: Engines = Engines::Only(Engine::Chromium, TOLD_ONCE);

const WORDS: &str = "Plainly invented: I should not have deleted this.";

pub async fn story(engine: Engine) -> TestResult {
    let mut world = World::start(engine).await?;
    world.phone_is_set_up().await?;
    world.phone.writes(WORDS).await?;
    world.loses_signal().await?;
    world.phone.presses("My records").await?;
    world.phone.sees("Draft").await?;
    world.phone.presses("Delete the draft last saved").await?;
    world.phone.sees("You can restore it until").await?;
    world.phone.does_not_see("Draft").await?;
    world.phone.is_killed()?;

    world.phone.is_started_again().await?;
    world.phone.opens("/records").await?;
    world.phone.unlocks().await?;
    world.phone.presses("Restore the draft last saved").await?;
    world.phone.presses("Draft").await?;
    let kept = world.phone.reads_field("Write it down").await?;
    if kept == WORDS { Ok(()) } else { Err(format!("“{kept}” came back").into()) }
}
