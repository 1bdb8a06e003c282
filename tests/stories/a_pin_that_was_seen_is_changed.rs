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
    phone.types("Current PIN", "864209").await?;
    phone.presses("Use the new PIN").await?;
    phone.sees("That PIN is too easy to guess. Choose another. Your PIN hasn't changed.").await?;
    chooses(phone, "864209", "864209").await?;
    phone.presses("Use the new PIN").await?;
    phone.sees("That is already your PIN. Choose another. Your PIN hasn't changed.").await?;
    chooses(phone, NEW, "four quiet grey hens").await?;
    phone.presses("Use the new PIN").await?;
    phone.sees("Those PINs don't match. Enter them again. Your PIN hasn't changed.").await?;
    chooses(phone, NEW, NEW).await?;
    phone.presses("Use the new PIN").await?;
    phone.sees("That PIN is wrong. Your records are safe. Try again. Your PIN hasn't changed.").await?;
    phone.presses("Keep my PIN").await?;
    is_locked(phone).await?;
    phone.unlocks().await?;

    asks_for_another(phone).await?;
    chooses(phone, NEW, NEW).await?;
    phone.types("Current PIN", PIN).await?;
    // In one breath: nobody has read that it was changed, so it is as it was.
    phone.asks("pressable('Use the new PIN').click(); pressable('Hide').click()", json!([])).await?;
    phone.sees("Trip plan").await?;
    phone.never_sees("Your PIN has been changed.", CHANGED_BY_THEN).await?;
    phone.presses_back().await?;
    opens_with(phone, PIN).await?;
    phone.sees("Lock now").await?;

    world.phone.opens_another_tab("/records").await?;
    world.phone.unlocks().await?;
    world.phone.goes_to_tab(0).await?;
    let phone = &world.phone;
    asks_for_another(phone).await?;
    chooses(phone, NEW, NEW).await?;
    phone.types("Current PIN", PIN).await?;
    phone.presses("Use the new PIN").await?;
    phone.sees("Your PIN has been changed.").await?;
    // Whoever had it opened with the earlier PIN has it open no more.
    phone.goes_to_tab(1).await?;
    phone.sees("Your PIN").await?;
    world.phone.closes_this_tab().await?;
    let phone = &world.phone;
    phone.is_looked_at("another-pin-chosen").await?;
    is_locked(phone).await?;
    opens_with(phone, PIN).await?;
    phone.sees("That PIN is wrong. Your records are safe.").await?;
    opens_with(phone, NEW).await?;
    phone.presses("Draft").await?;
    phone.keeps(WORDS.chars().count()).await?;

    world.phone.is_killed()?;
    world.phone.is_started_again().await?;
    let phone = &world.phone;
    phone.opens("/records").await?;
    phone.sees("Your PIN").await?;
    opens_with(phone, PIN).await?;
    phone.sees("That PIN is wrong. Your records are safe.").await?;
    opens_with(phone, NEW).await?;
    phone.presses("Draft").await?;
    phone.keeps(WORDS.chars().count()).await
}

async fn asks_for_another(phone: &Screen) -> TestResult {
    phone.presses("Trip Companion").await?;
    phone.presses("This phone and your PIN").await?;
    phone.presses("Change my PIN").await?;
    phone.sees("Current PIN").await
}

async fn chooses(phone: &Screen, new: &str, again: &str) -> TestResult {
    phone.types("New PIN (6 digits or more)", new).await?;
    phone.types("Enter the new PIN again", again).await
}

async fn is_locked(phone: &Screen) -> TestResult {
    phone.presses("Lock now").await?;
    phone.presses("My records").await?;
    phone.sees("Your PIN").await
}

async fn opens_with(phone: &Screen, pin: &str) -> TestResult {
    phone.types("PIN", pin).await?;
    phone.presses("Unlock").await
}
