//! The browser closes the app's connection to its database under an open page, as an iPhone does to an app in the background.
//! The writer notices nothing: what is typed next is kept, and what was kept is still there.

use crate::engine::Engine;
use crate::matrix::Engines;
use crate::world::{TestResult, World};

pub const ENGINES: Engines = Engines::AllBut(
    Engine::Webkit,
    "WebKitGTK has no door to it: when the process with the databases is killed, it ends the page too",
);

const WORDS: &str = "Plainly invented: she waits at the gate.";
const MORE: &str = " He was late.";

pub async fn story(engine: Engine) -> TestResult {
    let mut world = World::start(engine).await?;
    world.phone_is_set_up().await?;
    world.phone.writes(WORDS).await?;
    for times in 1..=2 {
        world.phone.loses_its_connections().await?;
        world.phone.types("Write it down", MORE).await?;
        world.phone.keeps(WORDS.chars().count() + times * MORE.chars().count()).await?;
    }
    world.phone.reloads().await?;
    world.phone.unlocks().await?;
    world.phone.keeps(WORDS.chars().count() + 2 * MORE.chars().count()).await?;

    world.phone.loses_its_connections().await?;
    world.phone.signs().await?;
    world.phone.sees("With the school since").await
}
