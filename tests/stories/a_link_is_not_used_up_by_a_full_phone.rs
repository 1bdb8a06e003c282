//! A phone that takes nothing, or is ended, while a link is being used: what it made is kept before the link is used up, so the
//! same link, opened again, finishes what was begun.

use serde_json::json;

use crate::engine::Engine;
use crate::matrix::Engines;
use crate::world::{PIN, Screen, TestResult, World};

pub const ENGINES: Engines = Engines::All;

const WORDS: &str = "Plainly invented: he would not say where he had been.";
/// From now on the phone has no room in one of its stores.
const FULL: &str = "const put = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = function (...of) {
      if (this.name === window.full) throw new DOMException('no room', 'QuotaExceededError');
      return put.apply(this, of);
    };
    window.full = arguments[0];";
const STILL_GOOD: &str = "The link now works on this phone only";

pub async fn story(engine: Engine) -> TestResult {
    let mut world = World::start(engine).await?;
    let link = world.school().await?.enrolment;
    world.phone.opens(&link).await?;
    world.phone.asks(FULL, json!(["meta"])).await?;
    chooses(&world.phone, PIN).await?;
    world.phone.sees("Nothing has been set up, and the link wasn't used.").await?;
    world.phone.reloads().await?;
    world.phone.asks(FULL, json!(["profiles"])).await?;
    chooses(&world.phone, PIN).await?;
    world.phone.sees(STILL_GOOD).await?;

    world.phone.is_killed()?;
    world.phone.is_started_again().await?;
    world.phone.opens("/records").await?;
    world.phone.sees("This phone isn't set up yet").await?;
    world.phone.opens(&link).await?;
    chooses(&world.phone, "975310").await?;
    world.phone.sees("You started to set up this phone with it. If you used a different PIN").await?;
    world.phone.reloads().await?;
    chooses(&world.phone, PIN).await?;
    world.phone.sees("What do you need?").await?;

    it_is_the_same_for_somebody_who_is_set_up_again(&mut world).await?;
    world.phone.presses("Trip Companion").await?;
    world.phone.writes(WORDS).await?;
    world.phone.signs().await?;
    world.phone.sees("With the school since").await
}

async fn chooses(phone: &Screen, pin: &str) -> TestResult {
    phone.types("Choose a PIN (6 digits or more)", pin).await?;
    phone.types("Enter it again", pin).await?;
    phone.presses("Set up this phone").await
}

async fn it_is_the_same_for_somebody_who_is_set_up_again(world: &mut World) -> TestResult {
    let again = world.invites("Demonstration teacher").await?;
    for is_full in [true, false] {
        world.phone.opens(&again).await?;
        world.phone.presses("I'm Demonstration teacher. Set me up again").await?;
        world.phone.sees("Your PIN").await?;
        if is_full {
            world.phone.asks(FULL, json!(["profiles"])).await?;
        }
        world.phone.types("PIN", PIN).await?;
        world.phone.presses("Set up again").await?;
        if is_full {
            world.phone.sees(STILL_GOOD).await?;
            world.phone.is_killed()?;
            world.phone.is_started_again().await?;
        }
    }
    world.phone.sees("You have no records on this phone.").await
}
