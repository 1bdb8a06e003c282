//! A new release reaches a phone on which a record is open. One that came only in part never takes over; a whole one
//! waits until the person agrees; the words are there before and after.

use serde_json::json;

use crate::engine::Engine;
use crate::matrix::Engines;
use crate::proxy::{Fault, Matching};
use crate::world::{PATIENCE, TestResult, World, soon};

pub const ENGINES: Engines = Engines::All;

const WORDS: &str = "Plainly invented: please do not tell anyone.";
const WORKER: Matching = Matching::new("GET", "/sw.js");
/// Another build of the same files, one of which never arrives as it was announced.
const IN_PART: Fault =
    Fault::Altered(WORKER, &[("const BUILD = \"", "const BUILD = \"part-"), ("{\"bytes\":", "{\"bytes\":9")]);
const WHOLE: Fault = Fault::Altered(WORKER, &[("const BUILD = \"", "const BUILD = \"whole-")]);

/// Looks for a new release as a browser does by itself from time to time, and says what became of it.
const LOOK: &str = "const done = arguments[arguments.length - 1];
    navigator.serviceWorker.getRegistration().then((registration) => {
      registration.addEventListener('updatefound', () => {
        const found = registration.installing;
        found.addEventListener('statechange', () => {
          if (found.state === 'redundant' || found.state === 'installed') done(found.state);
        });
      }, { once: true });
      return registration.update();
    }).catch((why) => setTimeout(() => done(String(why)), 5_000));";

/// The builds of which the phone has every file.
const BUILDS: &str = "const done = arguments[arguments.length - 1];
    (async () => {
      const whole = [];
      for (const name of await caches.keys()) {
        if (await (await caches.open(name)).match('/complete')) whole.push(name);
      }
      const { active, waiting } = await navigator.serviceWorker.getRegistration();
      return { whole, active: active?.state, waits: Boolean(waiting) };
    })().then(done, (why) => done(String(why)));";

pub async fn story(engine: Engine) -> TestResult {
    let mut world = World::start(engine).await?;
    world.phone_is_set_up().await?;
    world.phone.writes(WORDS).await?;

    world.proxy.plays(IN_PART);
    the_phone_finds(&world, "redundant").await?;
    world.phone.presses("Trip Companion").await?;
    world.phone.sees("What do you need?").await?;
    if world.phone.reads_the_screen().await?.contains("A new version") {
        return Err("a version that came only in part is offered".into());
    }
    there_is(&world, 1, false).await?;

    world.phone.presses("My records").await?;
    world.phone.presses("Draft").await?;
    world.proxy.plays(WHOLE);
    the_phone_finds(&world, "installed").await?;
    world.phone.types("Write it down", " And more.").await?;
    world.phone.keeps((WORDS.to_owned() + " And more.").chars().count()).await?;
    there_is(&world, 2, true).await?;

    world.phone.presses("Trip Companion").await?;
    world.phone.sees("A new version of this app is ready").await?;
    world.phone.presses("Use the new version").await?;
    world.phone.does_not_see("A new version of this app is ready").await?;
    world.phone.sees("Unlock my records").await?;
    // A page that WebKit loads while the worker takes over never hears that it has.
    world.phone.reloads().await?;
    there_is(&world, 2, false).await?;

    // From the new build's own files, with no signal.
    world.loses_signal().await?;
    world.phone.is_killed()?;
    world.phone.is_started_again().await?;
    world.phone.opens("/records").await?;
    world.phone.unlocks().await?;
    world.phone.presses("Draft").await?;
    let kept = world.phone.reads_field("Write it down").await?;
    if kept == WORDS.to_owned() + " And more." { Ok(()) } else { Err(format!("“{kept}” is kept").into()) }
}

async fn the_phone_finds(world: &World, expected: &str) -> TestResult {
    let state = world.phone.asks_and_waits(LOOK, json!([])).await?;
    if state == expected { Ok(()) } else { Err(format!("the new worker is {state}, not {expected}").into()) }
}

/// So many builds lie whole on the phone, one is in charge, and another waits or not.
async fn there_is(world: &World, whole: usize, waits: bool) -> TestResult {
    let look = async || {
        let found = world.phone.asks_and_waits(BUILDS, json!([])).await?;
        let builds = found["whole"].as_array().map_or(0, Vec::len);
        let as_told = (builds, &found["active"], &found["waits"]);
        Ok((as_told == (whole, &json!("activated"), &json!(waits))).then_some(()))
    };
    soon(&format!("{whole} whole builds, waiting: {waits}"), PATIENCE, look).await
}
