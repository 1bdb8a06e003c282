//! A teacher leaves the school, or sells the phone. What has not reached the school is said first; then everything goes, is
//! looked for again, and the phone is as it was before it was set up.

use serde_json::json;

use crate::engine::Engine;
use crate::matrix::Engines;
use crate::world::{PIN, TestResult, World};

pub const ENGINES: Engines = Engines::All;

const HIS: &str = "Plainly invented: what a second teacher began.";

const WORDS: &str = "Plainly invented: this one was never signed.";

/// Databases with rows, caches, preferences and workers of this site.
pub const LEFT: &str = "const done = arguments[arguments.length - 1];
    (async () => {
      const rows = (name) => new Promise((resolve) => {
        const asked = indexedDB.open(name);
        asked.onsuccess = async () => {
          const database = asked.result, stores = [...database.objectStoreNames];
          const count = (store) => new Promise((resolve) => {
            database.transaction(store).objectStore(store).count().onsuccess = ({ target }) => resolve(target.result);
          });
          let all = 0;
          for (const store of stores) all += await count(store);
          database.close();
          resolve(all);
        };
      });
      let all = 0;
      for (const { name } of await indexedDB.databases()) all += await rows(name);
      const workers = (await navigator.serviceWorker.getRegistrations()).length;
      return [all, (await caches.keys()).length, localStorage.length, workers];
    })().then(done, (why) => done(String(why)));";

pub async fn story(engine: Engine) -> TestResult {
    let mut world = World::start(engine).await?;
    world.phone_is_set_up().await?;
    somebody_leaves_a_shared_phone(&world).await?;
    let phone = &world.phone;
    phone.writes(WORDS).await?;
    phone.presses("Trip Companion").await?;
    phone.presses("This phone and your PIN").await?;
    phone.sees("1 draft is on this phone and nowhere else").await?;
    if engine == Engine::Chromium {
        // Firefox asks its person, who does not answer here.
        phone.sees("Your browser").await?;
    }
    phone.is_looked_at("this-phone").await?;

    phone.types("Your PIN", PIN).await?;
    phone.presses("Remove everything in this app").await?;
    phone.sees("then tick the box.").await?;
    phone.presses("I understand. Remove it anyway").await?;
    phone.types("Your PIN", "1").await?;
    phone.presses("Remove everything in this app").await?;
    phone.sees("That PIN is wrong.").await?;
    phone.types("Your PIN", PIN).await?;
    phone.presses("Remove everything in this app").await?;
    phone.sees("Your records have been removed").await?;
    phone.is_looked_at("left").await?;

    let left = phone.asks_and_waits(LEFT, json!([])).await?;
    if left != json!([0, 0, 0, 0]) {
        return Err(format!("rows, caches, preferences and workers are left: {left}").into());
    }
    phone.opens("/").await?;
    phone.sees("This phone isn't set up for your school").await?;
    let hits = world.finds_at_rest("this one was never signed")?;
    if hits.is_empty() { Ok(()) } else { Err(format!("{} places hold the words", hits.len()).into()) }
}

/// A second teacher shares the phone for a while. Not even where he was in what he wrote stays, nor comes back when the first
/// one opens his address; and nothing of hers is said to have been removed.
async fn somebody_leaves_a_shared_phone(world: &World) -> TestResult {
    let (phone, link) = (&world.phone, world.invites("Second teacher").await?);
    phone.opens(&link).await?;
    phone.presses("I'm someone else. Add me to this phone").await?;
    phone.types("Choose a PIN (6 digits or more)", PIN).await?;
    phone.types("Enter it again", PIN).await?;
    phone.presses("Set up this phone").await?;
    phone.sees("What do you need?").await?;
    phone.writes(HIS).await?;
    phone.presses("Continue").await?;
    phone.sees("Is anyone in danger right now?").await?;
    let places = "return Object.keys(localStorage).filter((name) => name.startsWith('left-at:')).length";
    if phone.asks(places, json!([])).await? != 1 {
        return Err("the phone does not know where he was".into());
    }
    let his_record = phone.reads_the_address().await?;
    phone.presses("Trip Companion").await?;
    phone.presses("This phone and your PIN").await?;
    phone.presses("I understand. Remove it anyway").await?;
    phone.types("Your PIN", PIN).await?;
    phone.presses("Remove my records from this phone").await?;
    phone.sees("Your records have been removed").await?;
    if phone.asks(places, json!([])).await? != 0 {
        return Err("where he was in what he wrote is still on the phone".into());
    }
    phone.presses("My records").await?;
    phone.unlocks().await?;
    phone.presses_back().await?;
    phone.sees("What do you need?").await?;
    phone.does_not_see("Your records have been removed").await?;

    phone.opens(&his_record).await?;
    phone.unlocks().await?;
    phone.sees("This record didn't open").await?;
    if phone.asks(places, json!([])).await? != 0 {
        return Err("where he was in what he wrote has come back".into());
    }
    phone.presses("Trip Companion").await
}
