//! The endpoint is put back to the day before: it knows neither this phone nor the record that it has given a receipt for.
//! Nobody is told any more that the school has it; whoever leaves the phone is told that it is the only one with the record;
//! and with a new link the school has it again.

use std::time::Duration;

use crate::engine::Engine;
use crate::matrix::{Engines, TOLD_ONCE};
use crate::world::{PIN, TestResult, World, soon};

pub const ENGINES: Engines = Engines::Only(Engine::Chromium, TOLD_ONCE);

const WORDS: &str = "Plainly invented: he was told to hide it.";
const A_MINUTE: Duration = Duration::from_secs(60);

pub async fn story(engine: Engine) -> TestResult {
    let mut world = World::start(engine).await?;
    world.school().await?;
    let backup = world.folder().join("backup.sqlite");
    world.endpoint.backs_up_to(&backup).await?;
    world.phone_is_set_up().await?;
    world.phone.writes(WORDS).await?;
    world.phone.signs().await?;
    world.phone.sees("With the school since").await?;

    world.endpoint_is_restored_from(&backup).await?;
    world.phone.sees_within("The school may have lost it – needs you", A_MINUTE).await?;
    world.phone.sees("The school may since have lost it.").await?;
    world.phone.does_not_see("The school has it.").await?;
    world.phone.sees("The school no longer knows you on this phone").await?;
    world.phone.is_looked_at("lost").await?;

    world.phone.is_killed()?;
    world.phone.is_started_again().await?;
    world.phone.opens("/records").await?;
    world.phone.unlocks().await?;
    world.phone.sees("The school may have lost it – needs you").await?;
    world.phone.sees("may have lost it. It needs you. Look at My records.").await?;
    world.phone.sees("The school no longer knows you on this phone").await?;
    world.phone.presses("Trip Companion").await?;
    world.phone.presses("This phone and your PIN").await?;
    world.phone.sees("1 signed record may not have reached the school").await?;

    let link = world.invites("Demonstration teacher").await?;
    world.phone.opens(&link).await?;
    world.phone.presses("I'm Demonstration teacher. Set me up again").await?;
    world.phone.types("PIN", PIN).await?;
    world.phone.presses("Set up again").await?;
    world.phone.sees_within("With the school since", A_MINUTE).await?;
    world.phone.does_not_see("The school no longer knows you on this phone").await?;
    let again = async || Ok(world.records_of_the_dsl().await?.pop());
    let record = soon("the restored endpoint to have the concern", A_MINUTE, again).await?;
    if String::from_utf8_lossy(&record.content).contains(WORDS) { Ok(()) } else { Err("other words".into()) }
}
