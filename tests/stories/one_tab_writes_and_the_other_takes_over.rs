//! The same draft in two tabs: one edits, the other says why it can't, and takes over when the first is gone.

use crate::engine::Engine;
use crate::matrix::Engines;
use crate::world::{TestResult, World};

pub const ENGINES: Engines = Engines::All;

const WORDS: &str = "Plainly invented: she will not go home with him.";

pub async fn story(engine: Engine) -> TestResult {
    let mut world = World::start(engine).await?;
    world.phone_is_set_up().await?;
    world.phone.writes(WORDS).await?;
    let address = world.phone.reads_the_address().await?;

    world.phone.opens_another_tab(&address).await?;
    world.phone.unlocks().await?;
    world.phone.sees("This record is open in another tab").await?;

    world.phone.goes_to_tab(0).await?;
    world.phone.types("Write it down", " More.").await?;
    world.phone.keeps(WORDS.chars().count() + 6).await?;
    world.phone.closes_this_tab().await?;

    world.phone.sees("characters saved").await?;
    let taken_over = world.phone.reads_field("Write it down").await?;
    if taken_over != format!("{WORDS} More.") {
        return Err(format!("the second tab took over “{taken_over}”").into());
    }
    world.phone.types("Write it down", " And more.").await?;
    world.phone.keeps(WORDS.chars().count() + 16).await
}
