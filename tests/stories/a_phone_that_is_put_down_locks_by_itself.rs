//! A phone is put down open, without signal. Its screen goes blank as soon as nobody looks at it; after as long as the
//! school chose it asks for the PIN, and every word is there again.

use serde_json::json;

use crate::engine::Engine;
use crate::matrix::Engines;
use crate::world::{Screen, TestResult, World};
use std::time::Duration;

pub const ENGINES: Engines = Engines::All;

const WORDS: &str = "Plainly invented: he waits outside.";
const MORE: &str = " And more.";
/// The clock says that six minutes have passed; the demonstration school's phones lock after five.
const LATER: &str = "const its = window.Date, told = its.now.bind(its); its.now = () => told() + 360_000";

pub async fn story(engine: Engine) -> TestResult {
    let mut world = World::start(engine).await?;
    world.phone_is_set_up().await?;
    world.loses_signal().await?;
    let phone = &world.phone;
    phone.writes(WORDS).await?;

    happens(phone, "blur").await?;
    phone.does_not_see("Write it down").await?;
    happens(phone, "focus").await?;
    phone.sees("Write it down").await?;

    phone.asks(LATER, json!([])).await?;
    // Nothing is done and nothing happens: the phone looks at its clocks by itself.
    phone.sees_within("Your PIN", Duration::from_secs(40)).await?;
    the_words_are_there_after_the_pin(phone, WORDS).await?;

    // The last keys are still being kept, and a hand that comes too late is a stranger's.
    phone.types("Write it down", MORE).await?;
    phone.asks(LATER, json!([])).await?;
    happens(phone, "pointerdown").await?;
    phone.sees("Your PIN").await?;
    the_words_are_there_after_the_pin(phone, &(WORDS.to_owned() + MORE)).await
}

async fn happens(phone: &Screen, event: &str) -> TestResult {
    phone.asks("dispatchEvent(new Event(arguments[0]))", json!([event])).await.map(drop)
}

async fn the_words_are_there_after_the_pin(phone: &Screen, words: &str) -> TestResult {
    let page = phone.asks("return document.documentElement.outerHTML", json!([])).await?;
    if page.as_str().is_none_or(|page| page.contains("invented")) {
        return Err("words are in the page of a locked phone".into());
    }
    phone.unlocks().await?;
    phone.keeps(words.chars().count()).await?;
    let held = phone.reads_field("Write it down").await?;
    if held == words { Ok(()) } else { Err(format!("the box holds “{held}”").into()) }
}
