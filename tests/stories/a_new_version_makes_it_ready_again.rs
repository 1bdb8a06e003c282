//! The browser has thrown the app's files away, and the school's server has not all of them any more: a newer build stands there,
//! comes whole, and waits. The app says that the new version is what opens without signal, and does not promise to get ready by
//! itself.

use serde_json::json;

use crate::engine::Engine;
use crate::matrix::Engines;
use crate::proxy::{Fault, Matching};
use crate::world::{TestResult, World};

pub const ENGINES: Engines = Engines::All;

const WORKER: Matching = Matching::new("GET", "/sw.js");
/// An earlier build, which had one file under another name.
const EARLIER: Fault = Fault::Altered(
    WORKER,
    &[
        ("const BUILD = \"", "const BUILD = \"earlier-"),
        ("\"path\":\"/paper\"", "\"path\":\"/paper?earlier\""),
    ],
);
const ITS_FILE: Matching = Matching::new("GET", "/paper?earlier");
const THROW_AWAY: &str = "const done = arguments[arguments.length - 1];
    (async () => { for (const name of await caches.keys()) await caches.delete(name); return true; })().then(done, done);";
const FOCUS: &str = "dispatchEvent(new Event('focus'))";
const NEWER: &str = "A new version is ready. Use it, and the app opens without signal.";

pub async fn story(engine: Engine) -> TestResult {
    let mut world = World::start(engine).await?;
    world.proxy.plays(EARLIER);
    world.phone_is_set_up().await?;
    world.phone.sees("Opens without signal.").await?;
    if world.proxy.seen(&ITS_FILE) == 0 {
        return Err("the earlier build has no file of its own".into());
    }

    world.proxy.plays(Fault::Missing(ITS_FILE));
    if world.phone.asks_and_waits(THROW_AWAY, json!([])).await? != true {
        return Err("the files were not thrown away".into());
    }
    world.phone.asks(FOCUS, json!([])).await?;
    world.phone.sees(NEWER).await?;
    world.phone.does_not_see("Not ready to open without signal yet").await?;
    world.phone.does_not_see("A new version of this app is ready").await?;
    world.phone.is_looked_at("home-newer").await?;
    world.phone.presses("This phone and your PIN").await?;
    world.phone.sees(NEWER).await?;

    world.phone.presses("Use the new version").await?;
    world.phone.does_not_see(NEWER).await?;
    // A page that WebKit loads while the worker takes over never hears that it has.
    world.phone.opens("/").await?;
    world.phone.sees("Unlock my records").await?;
    world.phone.sees("Opens without signal.").await
}
