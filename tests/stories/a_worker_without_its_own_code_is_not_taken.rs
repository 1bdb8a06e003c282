//! The one file that the worker needs to deliver by itself does not come while it is being installed. It is not taken then: it
//! would be without that file as long as its build lives. It is installed another time, and the app says so only then.

use std::time::Duration;

use serde_json::json;

use crate::engine::Engine;
use crate::matrix::Engines;
use crate::proxy::{Fault, Matching};
use crate::world::{PATIENCE, TestResult, World};

pub const ENGINES: Engines = Engines::All;

const WORKER: Matching = Matching::new("GET", "/sw.js");
const GLUE: Matching = Matching::new("GET", "/a/companion.");
/// What the browser says when it believes that there is a network again.
const ONLINE: &str = "dispatchEvent(new Event('online'))";
/// Longer than every other file takes.
const WHOLE_BY_THEN: Duration = Duration::from_secs(5);

pub async fn story(engine: Engine) -> TestResult {
    let mut world = World::start(engine).await?;
    let link = world.school().await?.enrolment;
    world.proxy.plays(Fault::Missing(WORKER));
    world.phone.opens(&link).await?;
    world.phone.sees("Not ready to open without signal yet").await?;

    // The page has it, and the browser's cache: the worker asks for it past that.
    let before = world.proxy.seen(&GLUE);
    world.proxy.plays(Fault::Missing(GLUE));
    world.phone.asks(ONLINE, json!([])).await?;
    world.proxy.has_seen(before + 1, &GLUE, PATIENCE).await?;
    world.phone.never_sees("Opens without signal.", WHOLE_BY_THEN).await?;

    world.proxy.behaves();
    world.phone.asks(ONLINE, json!([])).await?;
    world.phone.sees("Opens without signal.").await
}
