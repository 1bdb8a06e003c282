//! Parts of the browser hang: its locks, the worker that derives the key of a PIN, the registration of the app's own worker. Each ends
//! in what was asked for, or in a sentence and a new try. A worker that does not start costs nobody their PIN.

use std::time::Duration;

use serde_json::json;

use crate::engine::Engine;
use crate::matrix::{Engines, NO_FIRST_SCRIPT};
use crate::world::{PIN, TestResult, World};

pub const ENGINES: Engines = Engines::Only(Engine::Chromium, NO_FIRST_SCRIPT);

const WORDS: &str = "Plainly invented: sent while half the browser hung.";
/// Longer than the app waits for anything a person does not do.
const ENDS_BY_THEN: Duration = Duration::from_secs(45);

const HANGS: &str = "LockManager.prototype.request = () => new Promise(() => {});
    ServiceWorkerRegistration.prototype.unregister = () => new Promise(() => {});
    const post = Worker.prototype.postMessage;
    Worker.prototype.postMessage = function (...given) {
      if (self.broken) this.dispatchEvent(new Event('error'));
      else if (!self.silent) post.apply(this, given);
    };";

pub async fn story(engine: Engine) -> TestResult {
    let mut world = World::start(engine).await?;
    world.phone_is_set_up().await?;
    let phone = &world.phone;
    phone.gives_every_page(HANGS).await?;
    phone.opens("/records").await?;
    phone.sees("Your PIN").await?;
    phone.asks("self.silent = true", json!([])).await?;
    phone.types("PIN", PIN).await?;
    phone.presses("Unlock").await?;
    phone.sees_within("couldn't check the PIN just now. Your records are safe.", ENDS_BY_THEN).await?;
    phone.asks("self.broken = true", json!([])).await?;
    phone.unlocks().await?;
    phone.asks("self.silent = self.broken = false", json!([])).await?;

    phone.writes(WORDS).await?;
    phone.signs().await?;
    phone.sees_within("With the school since", ENDS_BY_THEN).await?;

    phone.presses("Trip Companion").await?;
    phone.presses("This phone and your PIN").await?;
    phone.types("Your PIN", PIN).await?;
    phone.presses("Remove everything in this app").await?;
    phone.sees_within("Your records have been removed", ENDS_BY_THEN).await?;
    phone.sees("hasn't deleted all of the app's own files").await
}
