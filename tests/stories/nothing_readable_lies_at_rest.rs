//! The words of a draft are looked for in the browser's whole profile, the endpoint's data and the logs: after
//! navigation, after a kill, after delivery. None are found.

use crate::engine::Engine;
use crate::world::{Chance, Told, World};

pub async fn story(engine: Engine) -> Told {
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
    world.phone.sees("kept at").await?;
    world.phone.signs().await?;
    world.phone.sees("Received by the school").await?;
    world.phone.is_killed()?;
    nothing_is_found(&world, &canary, "after delivery")
}

fn nothing_is_found(world: &World, canary: &str, when: &str) -> Told {
    let hits = world.finds_at_rest(canary)?;
    if hits.is_empty() { Ok(()) } else { Err(format!("{when}: {hits:?}").into()) }
}
