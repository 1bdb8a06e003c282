//! A record is signed without signal, the browser is asked to wake the worker, and the app's page is left. Back in signal, at
//! the `sync` event, the worker sends the record with no page of the app open. The event is given through DevTools: a browser
//! chooses its own moment.

use serde_json::json;

use crate::engine::Engine;
use crate::matrix::Engines;
use crate::proxy::Matching;
use crate::world::{PATIENCE, TestResult, World, soon};

pub const ENGINES: Engines = Engines::Only(Engine::Chromium, "has no Background Sync");

const TAGS: &str = "const done = arguments[arguments.length - 1];
    navigator.serviceWorker.ready.then(({ sync }) => sync.getTags()).then(done, (why) => done(String(why)));";

pub async fn story(engine: Engine) -> TestResult {
    let mut world = World::start(engine).await?;
    world.phone_is_set_up().await?;
    world.loses_signal().await?;
    world.phone.writes("Plainly invented: I heard it at the gate.").await?;
    world.phone.signs().await?;
    world.phone.sees("Signed \u{2013} waiting for signal").await?;
    let asked = async || {
        let tags = world.phone.asks_and_waits(TAGS, json!([])).await?;
        Ok((tags == json!(["outbox"])).then_some(()))
    };
    soon("the browser to be asked to wake the worker", PATIENCE, asked).await?;

    world.phone.opens("about:blank").await?;
    world.signal_returns().await?;
    world.phone.is_woken_to_send().await?;
    world.proxy.has_seen(1, &Matching::DELIVERIES, PATIENCE).await?;
    let arrived = async || Ok((world.records_of_the_dsl().await?.len() == 1).then_some(()));
    soon("the record at the desk", PATIENCE, arrived).await?;

    // The page learns of it from the phone's own database.
    world.phone.opens("/").await?;
    world.phone.sees_nothing_unsent().await?;
    let sent = world.proxy.statuses(&Matching::DELIVERIES);
    if sent == [Some(201)] { Ok(()) } else { Err(format!("sent more than once: {sent:?}").into()) }
}
