//! A phone is lost with a signed and an unfinished record on it. A member orders it removed; when somebody finds it and it has
//! signal, it locks, delivers, hands over, and then nothing is left on it.

use std::time::Duration;

use crate::engine::Engine;
use crate::matrix::Engines;
use crate::world::{TestResult, World};

pub const ENGINES: Engines = Engines::All;

const SIGNED: &str = "Plainly invented: signed before the phone was lost.";
const UNFINISHED: &str = "Plainly invented: begun on the bus and never finished.";

pub async fn story(engine: Engine) -> TestResult {
    let mut world = World::start(engine).await?;
    world.phone_is_set_up().await?;
    world.loses_signal().await?;
    world.phone.writes(SIGNED).await?;
    world.phone.signs().await?;
    world.phone.presses("Trip Companion").await?;
    world.phone.writes(UNFINISHED).await?;
    world.phone.goes_on_to_who_it_is_about().await?;
    world.phone.answers("Is this about someone who works", "No").await?;
    world.phone.may_hand_over_to("dsl").await?;
    world.phone.is_killed()?;

    world.signal_returns().await?;
    world.at_the_desk_of("head", |desk| Ok(desk.remove_phones_of("Demonstration teacher")?)).await?;
    world.phone.is_started_again().await?;
    world.phone.opens("/records").await?;
    // What the first page began is tried again by the second, at the latest after half a minute.
    world.phone.sees_within("Your records have been removed", Duration::from_secs(45)).await?;
    world.phone.sees("Your school has removed you from this phone").await?;
    world.phone.is_looked_at("removed-from-afar").await?;
    world.phone.opens("/records").await?;
    world.phone.sees("This phone isn't set up yet").await?;

    let mut came: Vec<_> = world
        .records_of_the_dsl()
        .await?
        .into_iter()
        .map(|record| (record.words, record.unfinished, record.receipt.flags.len()))
        .collect();
    came.sort();
    // Taken from a phone that was removed already, and flagged: never refused.
    let expected = [(UNFINISHED.to_owned(), true, 1), (SIGNED.to_owned(), false, 1)];
    if came != expected {
        return Err(format!("at the DSL's desk: {came:?}").into());
    }
    it_says_so_at_the_desk(&mut world).await
}

async fn it_says_so_at_the_desk(world: &mut World) -> TestResult {
    let desk = world.signs_in_at_the_desk("DSL").await?;
    desk.presses("Staff and phones").await?;
    desk.sees("Removal ordered").await?;
    desk.sees("Last online").await
}
