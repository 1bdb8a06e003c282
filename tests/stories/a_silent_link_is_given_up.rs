//! The network swallows what is asked for while the app itself is being loaded: no answer, and no end. It is given up, said, and
//! asked for again, without anybody who reloads the page.

use std::time::Duration;

use serde_json::json;

use crate::engine::Engine;
use crate::matrix::Engines;
use crate::proxy::{Fault, Matching};
use crate::world::{PATIENCE, Screen, TestResult, World};

pub const ENGINES: Engines = Engines::All;

const BOTH: Matching = Matching::new("GET", "/a/companion");
const WASM: Matching = Matching::new("GET", "/a/companion_bg.");
/// Longer than a silence is borne.
const GIVEN_UP_BY_THEN: Duration = Duration::from_secs(22);
/// What the browser says when it believes that there is a network again.
const ONLINE: &str = "dispatchEvent(new Event('online'))";

pub async fn story(engine: Engine) -> TestResult {
    let mut world = World::start(engine).await?;
    let link = world.school().await?.enrolment;
    // Also what the page asks for ahead of need.
    world.proxy.plays(Fault::Late(BOTH));
    world.phone.opens(&link).await?;
    world.proxy.has_seen(1, &BOTH, PATIENCE).await?;
    it_is_given_up(&world.phone).await?;
    // What was swallowed before does not come by that.
    world.proxy.plays(Fault::Late(WASM));
    world.phone.asks(ONLINE, json!([])).await?;
    it_is_given_up(&world.phone).await?;
    world.proxy.behaves();
    world.phone.asks(ONLINE, json!([])).await?;
    world.phone.sees("Choose a PIN.").await?;
    world.phone.does_not_see("This page can't save a record").await
}

async fn it_is_given_up(phone: &Screen) -> TestResult {
    tokio::time::sleep(GIVEN_UP_BY_THEN).await;
    phone.sees("This page can't save a record").await
}
