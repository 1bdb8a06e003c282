//! The words of a draft are looked for in the browser's whole profile, the endpoint's database with its write-ahead log, a
//! backup of it, and the logs: after navigation, after a kill, after delivery, and when their author has left the phone. None
//! are found.

use std::fs;

use crate::engine::Engine;
use crate::forensics::canaries_in;
use crate::matrix::Engines;
use crate::world::{Chance, PIN, TestResult, World};

pub const ENGINES: Engines = Engines::All;

/// Lies in the clear at the endpoint, so a search that misses it would miss anything.
const IN_THE_CLEAR: &str = "Demonstration teacher";

pub async fn story(engine: Engine) -> TestResult {
    let canary = Chance::of("nothing_readable_lies_at_rest").canary();
    let mut world = World::start(engine).await?;
    world.phone_is_set_up().await?;
    world.phone.writes(&canary).await?;
    let address = world.phone.reads_the_address().await?;
    world.phone.presses("Who to call").await?;
    world.phone.sees("Phone 999").await?;
    nothing_is_found(&world, &canary, "after navigation")?;

    world.phone.is_killed()?;
    nothing_is_found(&world, &canary, "after a kill")?;

    world.phone.is_started_again().await?;
    world.phone.opens(&address).await?;
    world.phone.unlocks().await?;
    world.phone.sees("characters saved").await?;
    world.phone.signs().await?;
    world.phone.sees("With the school since").await?;
    world.phone.is_killed()?;
    nothing_is_found(&world, &canary, "after delivery")?;

    world.phone.is_started_again().await?;
    world.phone.opens("/").await?;
    world.phone.presses("My records").await?;
    world.phone.unlocks().await?;
    world.phone.sees("With the school since").await?;
    leaves(&world).await?;
    world.endpoint.backs_up_to(&world.folder().join("backup.sqlite")).await?;
    nothing_is_found(&world, &canary, "when their author had left")?;

    world.phone.is_closed().await?;
    world.endpoint.is_killed();
    nothing_is_found(&world, &canary, "with browser and endpoint gone")?;
    the_search_reaches_the_endpoint(&world)
}

async fn leaves(world: &World) -> TestResult {
    let phone = &world.phone;
    phone.presses("Trip Companion").await?;
    phone.presses("This phone and your PIN").await?;
    phone.types("Your PIN", PIN).await?;
    phone.presses("Remove everything in this app").await?;
    phone.sees("Your records have been removed").await
}

/// A killed endpoint leaves its write-ahead log: what was delivered last lies in it.
fn the_search_reaches_the_endpoint(world: &World) -> TestResult {
    let mut looked_into: Vec<_> = canaries_in(world.endpoint.data(), IN_THE_CLEAR)?;
    looked_into.extend(canaries_in(&world.folder().join("backup.sqlite"), IN_THE_CLEAR)?);
    let files: Vec<_> = looked_into.iter().filter_map(|hit| hit.file.file_name()?.to_str()).collect();
    if !files.iter().any(|name| name.ends_with("-wal")) || !files.contains(&"backup.sqlite") {
        return Err(format!("what lies in the clear was found in these files alone: {files:?}").into());
    }
    let logs = ["endpoint.log", "phone.log"].map(|name| world.folder().join(name));
    match logs.iter().find(|log| fs::metadata(log).is_err()) {
        None => Ok(()),
        Some(missing) => Err(format!("{} was not there to be searched", missing.display()).into()),
    }
}

fn nothing_is_found(world: &World, canary: &str, when: &str) -> TestResult {
    let hits = world.finds_at_rest(canary)?;
    if hits.is_empty() { Ok(()) } else { Err(format!("{when}: {hits:?}").into()) }
}
