//! A teacher was watched typing her PIN and takes another, with the old one: from then on that one opens nothing, in no tab.
//! Her words stay, without signal and after a kill.

use std::time::Duration;

use serde_json::json;

use crate::engine::Engine;
use crate::matrix::{Engines, TOLD_ONCE};
use crate::world::{PIN, Screen, TestResult, World};

pub const ENGINES: Engines = Engines::Only(Engine::Chromium, TOLD_ONCE);

const WORDS: &str = "Plainly invented: it was about the bus.";
/// Longer than a change takes.
const CHANGED_BY_THEN: Duration = Duration::from_secs(3);
const NEW: &str = "four quiet grey herons";

pub async fn story(engine: Engine) -> TestResult {
    let mut world = World::start(engine).await?;
    world.phone_is_set_up().await?;
    world.phone.writes(WORDS).await?;
    world.loses_signal().await?;
    let phone = &world.phone;
    asks_for_another(phone).await?;
    phone.is_looked_at("another-pin").await?;

    chooses(phone, "111111", "111111").await?;
    phone.types("The PIN you have now", "864209").await?;
    phone.presses("Use the new PIN").await?;
    phone
        .sees("This PIN is among the first that anybody tries. Choose another. The PIN is as it was.")
        .await?;
    chooses(phone, "864209", "864209").await?;
    phone.presses("Use the new PIN").await?;
    phone.sees("That is the PIN you have. Choose another. The PIN is as it was.").await?;
    chooses(phone, NEW, "four quiet grey hens").await?;
    phone.presses("Use the new PIN").await?;
    phone.sees("Those PINs don't match. Enter them again. The PIN is as it was.").await?;
    chooses(phone, NEW, NEW).await?;
    phone.presses("Use the new PIN").await?;
    phone.sees("That is not the PIN. Your records are safe. Try again. The PIN is as it was.").await?;
    phone.presses("Keep the PIN you have").await?;
    is_locked(phone).await?;
    phone.unlocks().await?;

    asks_for_another(phone).await?;
    chooses(phone, NEW, NEW).await?;
    phone.types("The PIN you have now", PIN).await?;
    // In one breath: nobody has read that it was changed, so it is as it was.
    phone.asks("pressable('Use the new PIN').click(); pressable('Hide').click()", json!([])).await?;
    phone.sees("Trip plan").await?;
    phone.never_sees("The PIN is changed.", CHANGED_BY_THEN).await?;
    phone.presses_back().await?;
    opens_with(phone, PIN).await?;
    phone.sees("Lock it now").await?;

    world.phone.opens_another_tab("/records").await?;
    world.phone.unlocks().await?;
    world.phone.goes_to_tab(0).await?;
    let phone = &world.phone;
    asks_for_another(phone).await?;
    chooses(phone, NEW, NEW).await?;
    phone.types("The PIN you have now", PIN).await?;
    phone.presses("Use the new PIN").await?;
    phone.sees("The PIN is changed.").await?;
    // Whoever had it opened with the earlier PIN has it open no more.
    phone.goes_to_tab(1).await?;
    phone.sees("Your PIN").await?;
    world.phone.closes_this_tab().await?;
    let phone = &world.phone;
    phone.is_looked_at("another-pin-chosen").await?;
    is_locked(phone).await?;
    opens_with(phone, PIN).await?;
    phone.sees("That is not the PIN. Your records are safe.").await?;
    opens_with(phone, NEW).await?;
    phone.presses("Not finished").await?;
    phone.keeps(WORDS.chars().count()).await?;

    world.phone.is_killed()?;
    world.phone.is_started_again().await?;
    let phone = &world.phone;
    phone.opens("/records").await?;
    phone.sees("Your PIN").await?;
    opens_with(phone, PIN).await?;
    phone.sees("That is not the PIN. Your records are safe.").await?;
    opens_with(phone, NEW).await?;
    phone.presses("Not finished").await?;
    phone.keeps(WORDS.chars().count()).await
}

async fn asks_for_another(phone: &Screen) -> TestResult {
    phone.presses("Trip Companion").await?;
    phone.presses("This phone and your PIN").await?;
    phone.presses("Change the PIN").await?;
    phone.sees("The PIN you have now").await
}

async fn chooses(phone: &Screen, new: &str, again: &str) -> TestResult {
    phone.types("New PIN, six digits or more", new).await?;
    phone.types("The new PIN once more", again).await
}

async fn is_locked(phone: &Screen) -> TestResult {
    phone.presses("Lock it now").await?;
    phone.presses("My records").await?;
    phone.sees("Your PIN").await
}

async fn opens_with(phone: &Screen, pin: &str) -> TestResult {
    phone.types("PIN", pin).await?;
    phone.presses("Unlock").await
}
