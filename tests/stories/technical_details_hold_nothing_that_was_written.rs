//! Something did not work, and whoever helps asks for technical details. The teacher copies them: they say what failed, and hold
//! no word that was written, no name and no link.

use serde_json::json;

use crate::engine::Engine;
use crate::matrix::{Engines, TOLD_ONCE};
use crate::world::{Chance, TestResult, World};

pub const ENGINES: Engines = Engines::Only(Engine::Chromium, TOLD_ONCE);

pub async fn story(engine: Engine) -> TestResult {
    let words = Chance::of("technical_details_hold_nothing_that_was_written").canary();
    let mut world = World::start(engine).await?;
    world.phone_is_set_up().await?;
    world.loses_signal().await?;
    let phone = &world.phone;
    phone.writes(&words).await?;
    phone.signs().await?;
    phone.sees("Signed \u{2013} waiting for signal").await?;

    // The app notes there at which place it stopped, for the page that starts after it.
    let stopped = "sessionStorage.setItem('panicked_at', JSON.stringify('src/state/a.rs:7:9'))";
    phone.asks(stopped, json!([])).await?;
    phone.reloads().await?;
    phone.unlocks().await?;
    phone.presses("Trip Companion").await?;
    phone.presses("This phone and your PIN").await?;
    phone.presses("Copy technical details").await?;
    phone.sees("/api/v1/envelopes/{id}: nothing came back").await?;
    let details = phone.reads_text_of(".technical").await?;
    if !details.contains("the app stopped, and was started anew: src/state/a.rs:7:9") {
        return Err(format!("they do not say where the app stopped: {details}").into());
    }
    if !details.starts_with("Trip Companion ") {
        return Err(format!("they do not say which version it is: {details}").into());
    }
    for written in [words.as_str(), "Demonstration teacher", "Demonstration School", "#"] {
        if details.contains(written) {
            return Err(format!("they hold “{written}”: {details}").into());
        }
    }
    Ok(())
}
