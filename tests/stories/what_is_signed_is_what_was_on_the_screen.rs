//! While a signature is being committed, by a phone that takes its time, nothing can be typed that would not be in the record;
//! and whoever presses Hide meanwhile stays on the dull page.

use std::time::Duration;

use serde_json::json;

use crate::engine::Engine;
use crate::matrix::Engines;
use crate::world::{Screen, TestResult, World, soon};

pub const ENGINES: Engines = Engines::All;

const WORDS: &str = "Plainly invented: he waited for her behind the kiosk.";
const MORE: &str = "Plainly invented: the next day he waited again.";

/// From now on the transaction in which a record is signed goes on until it is let go.
const HELD: &str = "const add = IDBObjectStore.prototype.add;
    window.letGo = false;
    IDBObjectStore.prototype.add = function (...of) {
      const again = () => { if (!window.letGo) this.get('nothing').onsuccess = again; };
      if (this.name === 'outbox') again();
      return add.apply(this, of);
    };";
const LET_GO: &str = "window.letGo = true";
const HELD_AGAIN: &str = "window.letGo = false";
/// As the browser's own "back" would.
const TO_THE_BOX: &str = "history.pushState(null, '', location.pathname.replace(/sign$/, 'write'));
    dispatchEvent(new PopStateEvent('popstate'));";
const BOXES: &str =
    "return [...document.querySelectorAll('#app input, #app textarea')].map((it) => it.matches(':disabled'))";

pub async fn story(engine: Engine) -> TestResult {
    let mut world = World::start(engine).await?;
    world.phone_is_set_up().await?;
    let phone = &world.phone;
    phone.asks(HELD, json!([])).await?;

    is_being_signed(phone, WORDS).await?;
    let boxes = phone.asks(BOXES, json!([])).await?;
    if boxes != json!([true, true]) {
        return Err(format!("while it is being signed the boxes are closed: {boxes}").into());
    }
    phone.asks(TO_THE_BOX, json!([])).await?;
    phone.sees("This record is being signed").await?;
    let boxes = phone.asks(BOXES, json!([])).await?;
    if boxes != json!([]) {
        return Err(format!("while it is being signed nothing is typed anywhere: {boxes}").into());
    }
    phone.asks(LET_GO, json!([])).await?;
    phone.sees("With the school since").await?;
    phone.presses("Trip Companion").await?;

    phone.asks(HELD_AGAIN, json!([])).await?;
    is_being_signed(phone, MORE).await?;
    phone.presses("Hide").await?;
    phone.sees("Trip plan").await?;
    phone.asks(LET_GO, json!([])).await?;
    let both = async || Ok((world.records_of_the_dsl().await?.len() == 2).then_some(()));
    soon("both records at the DSL's desk", Duration::from_secs(30), both).await?;
    phone.sees("Trip plan").await?;
    phone.never_sees("Your PIN", Duration::from_millis(500)).await?;

    let mut came: Vec<_> = world.records_of_the_dsl().await?.into_iter().map(|record| record.words).collect();
    came.sort();
    if came == [WORDS, MORE] || came == [MORE, WORDS] {
        return Ok(());
    }
    Err(format!("at the DSL's desk: {came:?}").into())
}

async fn is_being_signed(phone: &Screen, words: &str) -> TestResult {
    phone.writes(words).await?;
    phone.goes_on_to_who_it_is_about().await?;
    phone.answers("Is this about someone who works", "No").await?;
    phone.presses("Continue").await?;
    phone.answers("Have you spoken to the DSL?", "Not yet").await?;
    phone.checks_and_signs("Sign and send to the DSL").await?;
    phone.sees("Signing…").await
}
