//! Everything is removed while its person, or another tab, is on a page that says nothing of it: another tab is hidden, or
//! somebody reads while a member's order comes. Whoever goes on in the app is not told that it opens without signal before it
//! does again.

use std::time::Duration;

use serde_json::json;

use crate::engine::Engine;
use crate::matrix::Engines;
use crate::world::{PATIENCE, PIN, Screen, TestResult, World, soon};

pub const ENGINES: Engines = Engines::All;

const FOCUS: &str = "dispatchEvent(new Event('focus'))";
/// Longer than the pauses between two questions to the worker.
const READY_BY_THEN: Duration = Duration::from_secs(45);
const FILES: &str = "const done = arguments[arguments.length - 1];
    (async () => {
      const workers = (await navigator.serviceWorker.getRegistrations()).length;
      return workers && (await caches.keys()).length;
    })().then(done, (why) => done(String(why)));";

pub async fn story(engine: Engine) -> TestResult {
    let mut world = World::start(engine).await?;
    world.phone_is_set_up().await?;
    a_hidden_tab(&mut world.phone).await?;
    an_order_comes_while_somebody_reads(&world).await
}

async fn a_hidden_tab(phone: &mut Screen) -> TestResult {
    phone.sees("Opens without signal.").await?;
    phone.presses("Hide").await?;
    phone.sees("Trip plan").await?;
    phone.opens_another_tab("/records").await?;
    phone.unlocks().await?;
    phone.presses("Trip Companion").await?;
    phone.presses("This phone and your PIN").await?;
    phone.types("Your PIN", PIN).await?;
    phone.presses("Remove everything in this app").await?;
    phone.sees("Your records have been removed").await?;

    phone.goes_to_tab(0).await?;
    phone.sees("Trip plan").await?;
    phone.presses("Trip Companion").await?;
    it_is_made_ready_again(phone).await?;
    phone.goes_to_tab(1).await?;
    phone.closes_this_tab().await
}

async fn an_order_comes_while_somebody_reads(world: &World) -> TestResult {
    let (phone, link) = (&world.phone, world.invites("Second teacher").await?);
    // Nothing is killed here: it need not be waited for until the browser has written the worker down.
    phone.opens(&link).await?;
    phone.types("Choose a PIN (6 digits or more)", PIN).await?;
    phone.types("Enter it again", PIN).await?;
    phone.presses("Set up this phone").await?;
    phone.sees("What do you need?").await?;
    phone.sees("Opens without signal.").await?;
    phone.opens("/read").await?;
    phone.sees("Child Criminal Exploitation").await?;
    world.at_the_desk_of("head", |desk| Ok(desk.remove_phones_of("Second teacher")?)).await?;
    phone.asks(FOCUS, json!([])).await?;
    // What was counted here goes last.
    let is_gone = async || {
        let kept = phone.asks("return localStorage.length", json!([])).await;
        Ok(kept.is_ok_and(|kept| kept == 0).then_some(()))
    };
    soon("everything to be removed", PATIENCE, is_gone).await?;
    phone.presses("Trip Companion").await?;
    it_is_made_ready_again(phone).await
}

/// It says so, and it is so.
async fn it_is_made_ready_again(phone: &Screen) -> TestResult {
    phone.sees("This phone isn't set up for your school").await?;
    phone.asks(FOCUS, json!([])).await?;
    phone.sees_within("Opens without signal.", READY_BY_THEN).await?;
    let files = phone.asks_and_waits(FILES, json!([])).await?;
    if files.as_u64().is_some_and(|caches| caches > 0) {
        return Ok(());
    }
    Err(format!("it is said to open without signal, and has {files} caches").into())
}
