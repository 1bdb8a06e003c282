//! On a weak link one of the app's files does not come through, and a filter calls another by a wrong name. Nobody closes
//! the page: it says that it is not ready, tries again by itself, and then says that it is. That is put to the test at once.

use serde_json::json;

use crate::engine::Engine;
use crate::matrix::Engines;
use crate::proxy::{Fault, Matching};
use crate::world::{PATIENCE, PIN, TestResult, World};

pub const ENGINES: Engines = Engines::All;

const ICON: Matching = Matching::new("GET", "/icons/icon-512.png");
const PAPER: Matching = Matching::new("GET", "/paper");
/// What the browser says when it believes that there is a network again.
const ONLINE: &str = "dispatchEvent(new Event('online'))";

pub async fn story(engine: Engine) -> TestResult {
    let mut world = World::start(engine).await?;
    let link = world.school().await?.enrolment;
    world.proxy.plays(Fault::Missing(ICON));
    let phone = &world.phone;
    phone.opens(&link).await?;
    phone.sees("Not ready to open without signal yet").await?;
    phone.types("Choose a PIN (6 digits or more)", PIN).await?;
    phone.types("Enter it again", PIN).await?;
    phone.presses("Set up this phone").await?;
    phone.sees("What do you need?").await?;
    phone.sees("Not ready to open without signal yet").await?;
    world.proxy.has_seen(1, &ICON, PATIENCE).await?;
    phone.is_looked_at("home-not-ready").await?;
    phone.presses("This phone and your PIN").await?;
    phone.sees("Not ready to open without signal yet").await?;

    // The network is a better one, and still not quite honest.
    world.proxy.plays(Fault::Mistyped(PAPER, "application/octet-stream"));
    phone.asks(ONLINE, json!([])).await?;
    phone.sees("Opens without signal.").await?;
    if world.proxy.seen(&PAPER) == 0 {
        return Err("the paper form was never asked for".into());
    }
    phone.presses("Trip Companion").await?;
    phone.sees("Opens without signal.").await?;

    phone.waits_for_the_worker().await?;
    world.loses_signal().await?;
    world.phone.is_killed()?;
    world.phone.is_started_again().await?;
    world.phone.opens("/").await?;
    world.phone.sees("Opens without signal.").await?;
    // Under its own type it is a page.
    world.phone.opens("/paper").await?;
    world.phone.sees("If anyone is in danger now").await
}
