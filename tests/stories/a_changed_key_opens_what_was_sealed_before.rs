//! A laptop is lost, and the DSL changes the key. A record that was sealed to the earlier one, out of signal, still arrives and
//! opens; the next one is sealed to the new key. The earlier directory, played back by somebody, is refused by name.

use std::time::Duration;

use companion_model::wire::v1::address;
use companion_seal::envelope::Header;

use crate::engine::Engine;
use crate::matrix::{Engines, TOLD_ONCE};
use crate::proxy::{Fault, Matching};
use crate::world::{TestResult, World};

pub const ENGINES: Engines = Engines::Only(Engine::Chromium, TOLD_ONCE);

const DIRECTORY: Matching = Matching::new("GET", address::DIRECTORY);
const BEFORE: &str = "Plainly invented: sealed to the earlier key.";
const AFTER: &str = "Plainly invented: sealed to the new key.";

pub async fn story(engine: Engine) -> TestResult {
    let mut world = World::start(engine).await?;
    world.phone_is_set_up().await?;
    world.loses_signal().await?;
    world.phone.writes(BEFORE).await?;
    world.phone.signs().await?;
    world.phone.sees("Signed – waiting for signal").await?;
    world.phone.is_killed()?;

    world.signal_returns().await?;
    let earlier = world.at_the_desk_of("dsl", |desk| Ok(serde_json::to_string(&desk.directory()?)?)).await?;
    the_key_is_changed(&mut world).await?;
    let asked = world.proxy.seen(&DIRECTORY);
    world.phone.is_started_again().await?;
    world.phone.opens("/records").await?;
    world.phone.unlocks().await?;
    world.phone.sees("With the school since").await?;
    world.proxy.has_seen(asked + 1, &DIRECTORY, Duration::from_secs(15)).await?;
    world.phone.presses("Trip Companion").await?;
    world.phone.writes(AFTER).await?;
    world.phone.signs().await?;
    world.phone.sees("With the school since").await?;
    both_are_read(&mut world).await?;
    they_are_sealed_to_two_keys(&world).await?;

    world.proxy.plays(Fault::Forged(DIRECTORY, earlier));
    world.phone.opens("/call").await?;
    world.phone.sees("The school's server sent an older list of keys").await
}

async fn the_key_is_changed(world: &mut World) -> TestResult {
    let desk = world.a_new_key_is_made().await?;
    let code = desk.reads_text_of(".kit .code").await?;
    let made = desk.reads_text_of(".kit .made").await?;
    let six = desk.reads_the_words_of_keys().await?;
    desk.is_looked_at_on_a_desk("inbox-keys", &[vec![code, made], six].concat()).await?;
    desk.presses("Change the key").await?;
    desk.sees("The key is changed").await
}

async fn both_are_read(world: &mut World) -> TestResult {
    let desk = world.signs_in_at_the_desk("DSL").await?;
    desk.sees(BEFORE).await?;
    desk.sees(AFTER).await
}

async fn they_are_sealed_to_two_keys(world: &World) -> TestResult {
    let bytes = world
        .at_the_desk_of("dsl", |desk| {
            Ok(desk.envelopes()?.into_iter().map(|one| one.bytes.0).collect::<Vec<_>>())
        })
        .await?;
    let mut kids: Vec<_> = bytes.iter().filter_map(|bytes| Some(Header::parse(bytes).ok()?.kid.0)).collect();
    kids.sort_unstable();
    kids.dedup();
    if kids.len() == 2 {
        Ok(())
    } else {
        Err(format!("{} envelopes, sealed to {} keys", bytes.len(), kids.len()).into())
    }
}
