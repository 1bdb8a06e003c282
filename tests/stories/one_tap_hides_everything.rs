//! Somebody comes close while a record is written. One tap shows a dull page of a trip, without signal too; coming back
//! needs the PIN, and the last key is there.

use std::time::Duration;

use serde_json::json;

use crate::engine::Engine;
use crate::matrix::Engines;
use crate::proxy::{Fault, Matching};
use crate::world::{PATIENCE, PIN, TestResult, World};

pub const ENGINES: Engines = Engines::All;

/// Longer than a PIN takes.
const OPENED_BY_THEN: Duration = Duration::from_secs(3);
const LINKS: Matching = Matching::new("POST", "/api/v1/enrolments/");
const WORDS: &str = "Plainly invented: she asked me not to say.";

pub async fn story(engine: Engine) -> TestResult {
    let mut world = World::start(engine).await?;
    world.phone_is_set_up().await?;
    world.loses_signal().await?;
    let phone = &world.phone;
    phone.presses("Record a concern").await?;
    // Nobody waits until all of it is called kept.
    phone.types("Write it down", WORDS).await?;
    phone.presses("Hide").await?;
    phone.sees("Trip plan").await?;
    let seen = "return document.title + document.documentElement.outerHTML.replace(/<link[^>]*>/g, '')";
    let page = phone.asks(seen, json!([])).await?;
    for word in ["invented", "Record a concern", "safeguarding", "hasn't confirmed", "Your PIN"] {
        if page.as_str().is_none_or(|page| page.contains(word)) {
            return Err(format!("“{word}” is in the dull page").into());
        }
    }

    phone.presses_back().await?;
    phone.unlocks().await?;
    phone.keeps(WORDS.chars().count()).await?;
    let held = phone.reads_field("Write it down").await?;
    if held != WORDS {
        return Err(format!("the box holds “{held}”").into());
    }

    phone.presses("Hide").await?;
    phone.sees("Trip plan").await?;
    phone.presses_back().await?;
    phone.types("PIN", PIN).await?;
    // In one breath: the PIN is being looked at when everything is hidden.
    phone.asks("pressable('Unlock').click(); pressable('Hide').click()", json!([])).await?;
    phone.sees("Trip plan").await?;
    phone.presses_back().await?;
    phone.sees("Your PIN").await?;
    phone.never_sees("Write it down", OPENED_BY_THEN).await?;
    phone.unlocks().await?;
    phone.keeps(WORDS.chars().count()).await?;

    world.signal_returns().await?;
    while_a_link_is_being_used(&world).await
}

/// Hidden while the PIN is looked at, nothing is used up. Hidden before the school's answer comes, the place is set up again,
/// and stays closed and hidden.
async fn while_a_link_is_being_used(world: &World) -> TestResult {
    let (phone, link) = (&world.phone, world.invites("Demonstration teacher").await?);
    phone.opens(&link).await?;
    phone.presses("I'm Demonstration teacher. Set me up again").await?;
    phone.types("PIN", PIN).await?;
    let in_one_breath = "self.same = true; pressable('Set up again').click(); pressable('Hide').click()";
    phone.asks(in_one_breath, json!([])).await?;
    phone.never_sees("Draft", OPENED_BY_THEN).await?;
    phone.sees("Trip plan").await?;
    if phone.asks("return self.same", json!([])).await? != true {
        return Err("the page broke down and was started anew".into());
    }

    phone.opens(&link).await?;
    phone.presses("I'm Demonstration teacher. Set me up again").await?;
    phone.types("PIN", PIN).await?;
    let before = world.proxy.seen(&LINKS);
    world.proxy.plays(Fault::Late(LINKS));
    phone.presses("Set up again").await?;
    world.proxy.has_seen(before + 1, &LINKS, PATIENCE).await?;
    phone.presses("Hide").await?;
    phone.sees("Trip plan").await?;
    world.proxy.behaves();
    phone.never_sees("Draft", OPENED_BY_THEN).await?;
    phone.sees("Trip plan").await?;

    phone.opens("/records").await?;
    phone.unlocks().await?;
    phone.presses("Draft").await?;
    phone.keeps(WORDS.chars().count()).await
}
