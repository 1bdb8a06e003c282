//! The phone's database does not open for a while after the app was started. The screen says what is still there and what to
//! do; when the fault has gone, records and deliveries go on by themselves.

use serde_json::json;

use crate::engine::Engine;
use crate::world::{Told, World};

const WORDS: &str = "Plainly invented: signed before the phone was put down.";

/// The browser's own database, which does not open until the story says so.
const CLOSED: &str = "const open = IDBFactory.prototype.open;
    IDBFactory.prototype.open = function (...given) {
      if (!self.opens) throw new DOMException('a fault of the phone', 'UnknownError');
      return open.apply(this, given);
    };";

pub async fn story(engine: Engine) -> Told {
    let mut world = World::start(engine).await?;
    world.phone_is_set_up().await?;
    world.loses_signal().await?;
    world.phone.writes(WORDS).await?;
    world.phone.signs().await?;
    world.signal_returns().await?;

    let phone = &world.phone;
    phone.gives_every_page(CLOSED).await?;
    phone.opens("/records").await?;
    phone.sees("This phone can't keep a record just now").await?;
    phone.sees("This page tries again by itself").await?;
    phone.asks("self.opens = true", json!([])).await?;
    phone.unlocks().await?;
    phone.sees("Received by the school").await
}
