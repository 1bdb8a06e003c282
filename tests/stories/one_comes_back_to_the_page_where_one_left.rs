//! Situation 17: interrupted half-way, back two hours later. The record opens at the page where it was left, with what was
//! answered.

use crate::engine::Engine;
use crate::matrix::Engines;
use crate::world::{TestResult, World};

pub const ENGINES: Engines = Engines::All;

const WORDS: &str = "Plainly invented: the bus leaves at four.";
const CHILD: &str = "Invented: a red coat";

pub async fn story(engine: Engine) -> TestResult {
    let mut world = World::start(engine).await?;
    world.phone_is_set_up().await?;
    world.phone.writes(WORDS).await?;
    world.phone.presses("Continue").await?;
    world.phone.answers("Is anyone in danger right now?", "No").await?;
    world.phone.presses("Continue").await?;
    world.phone.types("Describe the child", CHILD).await?;
    world.phone.keeps(WORDS.chars().count() + CHILD.chars().count()).await?;
    world.loses_signal().await?;
    world.phone.is_closed().await?;

    world.phone.is_started_again().await?;
    world.phone.opens("/records").await?;
    world.phone.unlocks().await?;
    world.phone.presses("Draft").await?;
    world.phone.sees("Describe the child").await?;
    let kept = world.phone.reads_field("Describe the child").await?;
    if kept == CHILD { Ok(()) } else { Err(format!("“{kept}” is kept").into()) }
}
