//! The DSL leaves the school, and the deputy, who holds the same records, removes them. The office's key changes by that: a phone
//! believes the new one by its signature, the deputy opens what came before and what comes after, and the DSL gets in no more.

use std::time::Duration;

use companion_model::wire::v1::address;

use crate::engine::Engine;
use crate::matrix::{Engines, TOLD_ONCE};
use crate::proxy::Matching;
use crate::world::{People, TestResult, World};

pub const ENGINES: Engines = Engines::Only(Engine::Chromium, TOLD_ONCE);

const DIRECTORY: Matching = Matching::new("GET", address::DIRECTORY);
const BEFORE: &str = "Plainly invented: while the DSL was there.";
const AFTER: &str = "Plainly invented: after the DSL had left.";

pub async fn story(engine: Engine) -> TestResult {
    let mut world = World::start(engine).await?;
    world.school_of(People::WithADeputy).await?;
    world.phone_is_set_up().await?;
    world.phone.writes(BEFORE).await?;
    world.phone.signs().await?;
    world.phone.sees("With the school since").await?;
    world.phone.is_killed()?;
    // Whom the DSL invited stays proved when the DSL has left.
    world.at_the_desk_of("dsl", |desk| Ok(desk.countersign_pending()?)).await?;

    the_deputy_removes_the_dsl(&mut world).await?;
    let asked = world.proxy.seen(&DIRECTORY);
    world.phone.is_started_again().await?;
    world.phone.opens("/records").await?;
    world.phone.unlocks().await?;
    world.proxy.has_seen(asked + 1, &DIRECTORY, Duration::from_secs(15)).await?;
    world.phone.presses("Who to call").await?;
    world.phone.sees("Demonstration deputy").await?;
    world.phone.does_not_see("Demonstration DSL").await?;
    world.phone.presses("Trip Companion").await?;
    world.phone.writes(AFTER).await?;
    world.phone.signs().await?;
    world.phone.sees("With the school since").await?;

    who_stays_opens_both(&mut world).await?;
    who_left_gets_nothing(&mut world).await
}

async fn the_deputy_removes_the_dsl(world: &mut World) -> TestResult {
    let desk = world.signs_in_at_the_desk("deputy").await?;
    desk.sees(BEFORE).await?;
    desk.presses("Keys").await?;
    desk.sees("Demonstration deputy, Deputy Safeguarding Lead (you)").await?;
    desk.presses("Stop Demonstration DSL opening these records").await?;
    desk.sees("They keep anything they have").await?;
    let six = desk.reads_the_words_of_keys().await?;
    desk.is_looked_at_on_a_desk("inbox-remove-member", &six).await?;
    desk.presses("Yes, make the new key").await?;
    desk.sees("This change removes Demonstration DSL").await?;
    desk.presses("I have printed it").await?;
    desk.presses("Change the key").await?;
    desk.sees("The key is changed").await
}

async fn who_stays_opens_both(world: &mut World) -> TestResult {
    let desk = world.signs_in_at_the_desk("deputy").await?;
    desk.sees(BEFORE).await?;
    desk.sees(AFTER).await?;
    let came = |desk: &companion_demonstration::DemoMember| {
        let records = desk.records()?.into_iter();
        Ok(records.map(|record| (record.words, record.proved)).collect::<Vec<_>>())
    };
    let came = world.at_the_desk_of("deputy", came).await?;
    let expected = [(BEFORE.to_owned(), true), (AFTER.to_owned(), true)];
    if came == expected { Ok(()) } else { Err(format!("at the deputy's desk: {came:?}").into()) }
}

async fn who_left_gets_nothing(world: &mut World) -> TestResult {
    let desk = world.desk().await?;
    desk.presses("Sign out").await?;
    desk.sees("You are signed out").await?;
    world.signs_in_at_the_desk("DSL").await?.sees("That name or passphrase isn't right").await
}
