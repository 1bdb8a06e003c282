//! Everything is removed from a phone on which another tab has an unfinished record open, and a third one never got as far as
//! the app. Those with the app say that nothing is left; no row, cache, preference or worker is, and none of the tabs brings
//! anything back; and the start and My records, opened afterwards, do not take it for the browser's doing.

use serde_json::json;

use super::nothing_is_left_when_somebody_leaves::LEFT;
use crate::engine::Engine;
use crate::matrix::Engines;
use crate::world::{PIN, TestResult, World};

pub const ENGINES: Engines = Engines::All;

const WORDS: &str = "Plainly invented: begun, and given up.";

/// What is in which cache.
const CACHES: &str = "const done = arguments[arguments.length - 1];
    (async () => {
      const names = await caches.keys();
      return Promise.all(names.map(async (name) => [name, (await (await caches.open(name)).keys()).map(({ url }) => url)]));
    })().then(done, (why) => done(String(why)));";

/// The app's own code never comes to its end in this tab.
const NEVER_STARTS: &str = "WebAssembly.instantiateStreaming = () => new Promise(() => {});";

/// Somebody looks at such a tab again, and the browser has had the time to register a worker if it was told to.
const IS_SEEN_AGAIN: &str = "const done = arguments[arguments.length - 1];
    dispatchEvent(new Event('focus'));
    const registered = () => navigator.serviceWorker.getRegistrations().then((all) => all.length);
    setTimeout(() => registered().then(done, (why) => done(String(why))), 1000);";

pub async fn story(engine: Engine) -> TestResult {
    let mut world = World::start(engine).await?;
    world.phone_is_set_up().await?;
    let phone = &mut world.phone;
    phone.writes(WORDS).await?;
    if engine == Engine::Chromium {
        phone.opens_another_tab("/paper").await?;
        phone.gives_every_page(NEVER_STARTS).await?;
        phone.opens("/records").await?;
    }
    phone.opens_another_tab("/records").await?;
    phone.unlocks().await?;
    phone.presses("Trip Companion").await?;
    phone.presses("This phone and your PIN").await?;
    phone.sees("1 draft is on this phone and nowhere else").await?;
    phone.presses("I understand. Remove it anyway").await?;
    phone.types("Your PIN", PIN).await?;
    phone.presses("Remove everything in this app").await?;
    phone.sees("Your records have been removed").await?;
    phone.goes_to_tab(0).await?;
    phone.sees("Your records have been removed").await?;
    if engine == Engine::Chromium {
        phone.goes_to_tab(1).await?;
        let registered = phone.asks_and_waits(IS_SEEN_AGAIN, json!([])).await?;
        if registered != json!(0) {
            return Err(format!("the tab without the app registered a worker: {registered}").into());
        }
        phone.goes_to_tab(0).await?;
    }

    let left = phone.asks_and_waits(LEFT, json!([])).await?;
    if left != json!([0, 0, 0, 0]) {
        let caches = phone.asks_and_waits(CACHES, json!([])).await?;
        return Err(format!("rows, caches, preferences and workers are left: {left}; {caches}").into());
    }
    for path in ["/", "/records"] {
        phone.opens(path).await?;
        phone.sees("This phone isn't set up").await?;
        phone.does_not_see("What it had saved is gone").await?;
        phone.does_not_see("What was saved here is gone").await?;
    }
    Ok(())
}
