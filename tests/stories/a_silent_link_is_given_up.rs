//! The network swallows what is asked for while the app itself is being loaded: no answer, and no end. It is given up, said, and
//! asked for again, without anybody who reloads the page.

use std::time::Duration;

use serde_json::json;

use crate::engine::Engine;
use crate::proxy::{Fault, Matching};
use crate::world::{PATIENCE, Screen, Told, World};

const GLUE: Matching = Matching::new("GET", "/a/companion.");
const WASM: Matching = Matching::new("GET", "/a/companion_bg.");
/// Longer than a silence is borne.
const GIVEN_UP_BY_THEN: Duration = Duration::from_secs(22);
/// What the browser says when it believes that there is a network again.
const ONLINE: &str = "dispatchEvent(new Event('online'))";

pub async fn story(engine: Engine) -> Told {
    let mut world = World::start(engine).await?;
    let link = world.school().await?.enrolment;
    // Never lifted: what is swallowed never comes.
    world.proxy.plays_once(Fault::Late(GLUE));
    world.phone.opens(&link).await?;
    world.proxy.has_seen(1, &GLUE, PATIENCE).await?;
    world.proxy.plays_once(Fault::Late(WASM));
    it_is_asked_for_again(&world.phone).await?;
    world.proxy.has_seen(1, &WASM, PATIENCE).await?;
    it_is_asked_for_again(&world.phone).await?;
    world.phone.sees("Choose a PIN.").await?;
    world.phone.does_not_see("This phone can't keep a record").await
}

async fn it_is_asked_for_again(phone: &Screen) -> Told {
    tokio::time::sleep(GIVEN_UP_BY_THEN).await;
    phone.sees("This phone can't keep a record").await?;
    phone.asks(ONLINE, json!([])).await.map(drop)
}
