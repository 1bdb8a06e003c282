//! The school's endpoint does not know this phone (its database was restored from before the set-up): the record is
//! not accepted, the phone keeps it, names the people of its route, and asks to be set up again. With a new link, the same
//! PIN and the same key it is set up again, and the record is received as its author's.

use crate::engine::Engine;
use crate::matrix::{Engines, TOLD_ONCE};
use crate::world::{PIN, TestResult, World};

pub const ENGINES: Engines = Engines::Only(Engine::Chromium, TOLD_ONCE);

const WORDS: &str = "Plainly invented: they told him to keep quiet.";

pub async fn story(engine: Engine) -> TestResult {
    let mut world = World::start(engine).await?;
    world.school().await?;
    let backup = world.folder().join("backup.sqlite");
    world.endpoint.backs_up_to(&backup).await?;
    world.phone_is_set_up().await?;
    world.loses_signal().await?;
    world.phone.writes(WORDS).await?;
    world.phone.signs().await?;

    world.endpoint_is_restored_from(&backup).await?;
    world.phone.sees("Not accepted – needs you").await?;
    world.phone.sees("The school no longer knows you on this phone.").await?;
    world.phone.sees("Demonstration DSL").await?;
    world.phone.is_looked_at("refused").await?;

    world.phone.is_killed()?;
    world.phone.is_started_again().await?;
    world.phone.opens("/records").await?;
    world.phone.unlocks().await?;
    world.phone.sees("Not accepted – needs you").await?;
    world.phone.is_looked_at("records-refused").await?;
    world.phone.sees("The school hasn't confirmed 1 record yet").await?;

    let link = world.invites("Demonstration teacher").await?;
    world.phone.opens(&link).await?;
    world.phone.sees("This link is for Demonstration teacher").await?;
    world.phone.is_looked_at("enrol-whose").await?;
    world.phone.presses("I'm Demonstration teacher. Set me up again").await?;
    world.phone.types("PIN", "135790").await?;
    world.phone.presses("Set up again").await?;
    world.phone.sees("That PIN is wrong. Your records are safe.").await?;
    world.phone.is_looked_at("enrol-again").await?;
    world.phone.types("PIN", PIN).await?;
    world.phone.presses("Set up again").await?;
    world.phone.sees("With the school since").await?;
    world.phone.does_not_see("hasn't confirmed 1 record yet").await?;
    match world.authors_are_proved().await?.as_slice() {
        [true] => Ok(()),
        proved => Err(format!("one record, its author proved: {proved:?}").into()),
    }
}
