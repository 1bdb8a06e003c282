//! A key is changed after the night's backup, and a record sealed to the new one is received; then the endpoint is put back to
//! that backup. It does not hold the record any more, and does not take it back, because it never published that key. Nobody
//! is told any more that the school has it: the record needs its author, is counted, and whoever leaves the phone is told.

use std::time::Duration;

use companion_model::wire::v1::{Directory, address};
use companion_seal::envelope::Header;

use crate::engine::Engine;
use crate::matrix::{Engines, TOLD_ONCE};
use crate::proxy::Matching;
use crate::world::{TestResult, World};

pub const ENGINES: Engines = Engines::Only(Engine::Chromium, TOLD_ONCE);

const DIRECTORY: Matching = Matching::new("GET", address::DIRECTORY);
const WORDS: &str = "Plainly invented: sealed to a key that no backup has.";
const LOST: &str = "The school has lost it – needs you";
const COUNTED: &str = "The school had a record of yours and has lost it. It needs you. Look at My records.";
const A_MINUTE: Duration = Duration::from_secs(60);

pub async fn story(engine: Engine) -> TestResult {
    let mut world = World::start(engine).await?;
    world.phone_is_set_up().await?;
    let backup = world.folder().join("backup.sqlite");
    world.endpoint.backs_up_to(&backup).await?;
    the_phone_hears_of_a_new_key(&mut world).await?;
    world.phone.writes(WORDS).await?;
    world.phone.signs().await?;
    world.phone.sees("With the school since").await?;
    it_is_sealed_to_the_new_key(&world).await?;

    world.endpoint_is_restored_from(&backup).await?;
    world.phone.sees_within(LOST, A_MINUTE).await?;
    world.phone.sees("The school has since lost it, and won't accept it.").await?;
    world.phone.sees("The school's keys have changed since this record was sealed.").await?;
    world.phone.does_not_see("The school has it.").await?;
    world.phone.sees(COUNTED).await?;
    world.phone.does_not_see("The school no longer knows you on this phone").await?;
    it_was_taken_once_and_then_refused(&world)?;

    world.phone.is_killed()?;
    world.phone.is_started_again().await?;
    world.phone.opens("/records").await?;
    world.phone.unlocks().await?;
    world.phone.sees(LOST).await?;
    world.phone.sees(COUNTED).await?;
    world.phone.presses("Trip Companion").await?;
    world.phone.sees(COUNTED).await?;
    world.phone.presses("This phone and your PIN").await?;
    world.phone.sees("1 signed record may not have reached the school").await
}

/// The key is changed while the phone is closed; opened again, it asks for the directory.
async fn the_phone_hears_of_a_new_key(world: &mut World) -> TestResult {
    world.phone.is_killed()?;
    let desk = world.a_new_key_is_made().await?;
    desk.presses("Change the key").await?;
    desk.sees("The key is changed").await?;
    let asked = world.proxy.seen(&DIRECTORY);
    world.phone.is_started_again().await?;
    world.phone.opens("/records").await?;
    world.phone.unlocks().await?;
    world.proxy.has_seen(asked + 1, &DIRECTORY, Duration::from_secs(15)).await?;
    world.phone.presses("Trip Companion").await
}

/// Otherwise the endpoint would take it back, and the story would tell of nothing.
async fn it_is_sealed_to_the_new_key(world: &World) -> TestResult {
    let (sealed, published) = world
        .at_the_desk_of("dsl", |desk| {
            let sealed: Vec<_> = desk.envelopes()?.into_iter().map(|one| one.bytes.0).collect();
            let directory: Directory = serde_json::from_str(&desk.directory()?.body)?;
            let keys: Vec<_> = directory.routes.into_iter().map(|entry| entry.kid).collect();
            Ok((sealed, keys))
        })
        .await?;
    match sealed.as_slice() {
        [only] if published.contains(&Header::parse(only)?.kid) => Ok(()),
        all => Err(format!("{} envelopes, sealed to an earlier key", all.len()).into()),
    }
}

fn it_was_taken_once_and_then_refused(world: &World) -> TestResult {
    let statuses = world.proxy.statuses(&Matching::DELIVERIES);
    match statuses.split_first() {
        Some((Some(201), later)) if !later.is_empty() && later.iter().all(|one| *one == Some(422)) => Ok(()),
        _ => Err(format!("deliveries were answered {statuses:?}").into()),
    }
}
