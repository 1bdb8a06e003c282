//! Somebody hides while "Setting up…" runs, and comes back to the link's own page: the phone is set up, and the page says so
//! instead of calling the link spent. Where something of that could not be done, it says what, and does not ask for the link
//! again.

use std::time::Duration;

use serde_json::json;

use crate::engine::Engine;
use crate::matrix::{Engines, TOLD_ONCE};
use crate::proxy::{Fault, Matching};
use crate::world::{PATIENCE, PIN, TestResult, World};

pub const ENGINES: Engines = Engines::Only(Engine::Chromium, TOLD_ONCE);

const LINKS: Matching = Matching::new("POST", "/api/v1/enrolments/");
/// Longer than the phone takes to keep what it made.
const SET_UP_BY_THEN: Duration = Duration::from_secs(3);
const NEW_PIN: &str = "975310";
const SAID: &str = "This link has already been used to set up this phone.";
/// The phone can't note that a PIN is forgotten, until it can again.
const CAN_T_NOTE: &str = "const put = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = function (row, ...of) {
      if (row.pin_forgotten_at && !self.canNote) throw new DOMException('no room', 'QuotaExceededError');
      return put.call(this, row, ...of);
    };";

pub async fn story(engine: Engine) -> TestResult {
    let mut world = World::start(engine).await?;
    let link = world.school().await?.enrolment;
    let phone = &world.phone;
    phone.opens(&link).await?;
    phone.types("Choose a PIN (6 digits or more)", PIN).await?;
    phone.types("Enter it again", PIN).await?;
    world.proxy.plays(Fault::Late(LINKS));
    phone.presses("Set up this phone").await?;
    world.proxy.has_seen(1, &LINKS, PATIENCE).await?;
    phone.presses("Hide").await?;
    phone.sees("Trip plan").await?;
    world.proxy.behaves();
    phone.never_sees("What do you need?", SET_UP_BY_THEN).await?;
    phone.presses_back().await?;
    phone.sees(SAID).await?;
    phone.is_looked_at("link-used-here").await?;
    phone.presses("Open my records").await?;
    phone.unlocks().await?;
    phone.sees("You have no records on this phone.").await?;
    phone.opens("/").await?;
    phone.opens(&link).await?;
    phone.sees(SAID).await?;
    the_new_place_stands(&world).await
}

async fn the_new_place_stands(world: &World) -> TestResult {
    let (phone, link) = (&world.phone, world.invites("Demonstration teacher").await?);
    phone.opens("/").await?;
    phone.opens(&link).await?;
    phone.presses("I'm Demonstration teacher. Set me up again").await?;
    phone.presses("I've forgotten my PIN").await?;
    phone.asks(CAN_T_NOTE, json!([])).await?;
    phone.types("Choose a PIN (6 digits or more)", NEW_PIN).await?;
    phone.types("Enter it again", NEW_PIN).await?;
    phone.presses("Set up this phone").await?;
    phone.sees("haven't been passed on yet").await?;
    phone.sees(SAID).await?;
    phone.is_looked_at("link-not-handed-over").await?;
    phone.asks("self.canNote = true", json!([])).await?;
    phone.presses("Pass on my drafts").await?;
    phone.does_not_see("haven't been passed on yet").await?;
    phone.presses("Open my records").await?;
    phone.sees("You have no records on this phone.").await
}
