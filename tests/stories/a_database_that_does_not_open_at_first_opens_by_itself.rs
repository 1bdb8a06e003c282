//! The phone's database does not open for a while after the app was started. The screen says what is still there and what to
//! do; when the fault has gone, records and deliveries go on by themselves. So does a page that meets a fault later.

use serde_json::json;

use crate::engine::Engine;
use crate::matrix::{Engines, NO_FIRST_SCRIPT};
use crate::world::{Screen, TestResult, World};

pub const ENGINES: Engines = Engines::Only(Engine::Chromium, NO_FIRST_SCRIPT);

const WORDS: &str = "Plainly invented: signed before the phone was put down.";

/// The browser's own database, which neither opens nor, once it is open, begins anything as long as the story does not say so.
const CLOSED: &str = "const fails = (of, name) => {
      const own = of[name];
      of[name] = function (...given) {
        if (!self.opens) throw new DOMException('a fault of the phone', 'UnknownError');
        return own.apply(this, given);
      };
    };
    fails(IDBFactory.prototype, 'open');
    fails(IDBDatabase.prototype, 'transaction');";

pub async fn story(engine: Engine) -> TestResult {
    let mut world = World::start(engine).await?;
    world.phone_is_set_up().await?;
    world.loses_signal().await?;
    world.phone.writes(WORDS).await?;
    world.phone.signs().await?;
    world.signal_returns().await?;

    let phone = &world.phone;
    phone.gives_every_page(CLOSED).await?;
    phone.opens("/records").await?;
    phone.sees("This phone can't save a record just now").await?;
    phone.sees("This page tries again every few seconds").await?;
    phone.asks("self.opens = true", json!([])).await?;
    phone.unlocks().await?;
    phone.sees("With the school since").await?;
    this_phone_goes_on(phone).await
}

async fn this_phone_goes_on(phone: &Screen) -> TestResult {
    phone.presses("Trip Companion").await?;
    phone.asks("self.opens = false", json!([])).await?;
    phone.presses("This phone and your PIN").await?;
    phone.sees("This browser can't open the app's storage").await?;
    phone.does_not_see("Remove everything in this app").await?;
    phone.asks("self.opens = true", json!([])).await?;
    phone.sees("Remove everything in this app").await
}
