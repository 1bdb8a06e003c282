//! The browser has thrown the app's files away, and the school's server has a newer build by now. Pages then open from the
//! server, as it serves them; the app says that it is not ready, and gets ready again by itself.

use serde_json::json;

use super::the_briefing_opens_without_signal::the_briefing_is_the_sources;
use crate::engine::Engine;
use crate::matrix::Engines;
use crate::proxy::{Fault, Matching};
use crate::world::{TestResult, World};

pub const ENGINES: Engines = Engines::All;

const BRIEFING: Matching = Matching::new("GET", "/read/cce");
/// In the page's own frame, which the app leaves as it is.
const NEWER: Fault = Fault::Altered(BRIEFING, &[("My records</a>", "My records, newer</a>")]);
const THROW_AWAY: &str = "const done = arguments[arguments.length - 1];
    (async () => { for (const name of await caches.keys()) await caches.delete(name); return true; })().then(done, done);";
const FOCUS: &str = "dispatchEvent(new Event('focus'))";

pub async fn story(engine: Engine) -> TestResult {
    let mut world = World::start(engine).await?;
    world.phone_is_set_up().await?;
    world.phone.sees("Opens without signal.").await?;

    world.proxy.plays(NEWER);
    if world.phone.asks_and_waits(THROW_AWAY, json!([])).await? != true {
        return Err("the files were not thrown away".into());
    }
    world.phone.asks(FOCUS, json!([])).await?;
    world.phone.sees("Not ready to open without signal yet").await?;
    world.phone.opens("/read/cce").await?;
    world.phone.sees("My records, newer").await?;
    the_briefing_is_the_sources(&world.phone).await?;
    world.phone.presses("Trip Companion").await?;
    world.phone.sees("Not ready to open without signal yet").await?;

    world.proxy.behaves();
    world.phone.asks(FOCUS, json!([])).await?;
    world.phone.sees("Opens without signal.").await?;
    world.loses_signal().await?;
    world.phone.is_killed()?;
    world.phone.is_started_again().await?;
    world.phone.opens("/read/cce").await?;
    the_briefing_is_the_sources(&world.phone).await
}
