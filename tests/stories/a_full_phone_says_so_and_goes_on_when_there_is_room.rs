//! The phone is full, truly: its browser takes no byte more. The writer is told by name what they still have and what to do;
//! what was kept before outlasts a kill, and opens; and once there is room, writing goes on by itself. What was
//! signed before arrives from a full phone too.

use std::time::Duration;

use serde_json::json;

use crate::engine::{Engine, Refusing};
use crate::matrix::Engines;
use crate::world::{Screen, TestResult, World, soon};

pub const ENGINES: Engines = Engines::All;

const WORDS: &str = "Plainly invented: he took her phone away.";
const FULL: &str = "The phone couldn't save the last change, probably because it is full. What was saved before \
    is still here. Delete some photos or videos, then try again.";
/// So many characters more, at a time.
const MORE: usize = 50_000;
const PASTED: &str = "const box = document.getElementById('verbatim');
    box.value += arguments[0]; box.dispatchEvent(new Event('input', { bubbles: true }));";
/// Invariant 8: within a minute of a fault's end work goes on.
const GOES_ON: Duration = Duration::from_secs(60);

/// Photos come, until not the smallest of them is taken any more. Firefox closes a database that has asked for too much.
const FILLED: &str = "const done = arguments[arguments.length - 1];
    const opened = () => new Promise((opened, not) => {
      const asked = indexedDB.open('photos');
      asked.onupgradeneeded = () => asked.result.createObjectStore('photos', { autoIncrement: true });
      asked.onsuccess = () => opened(asked.result);
      asked.onerror = () => not(asked.error);
    });
    const isTaken = (photos, photo) => new Promise((taken) => {
      const taking = photos.transaction('photos', 'readwrite', { durability: 'strict' });
      taking.objectStore('photos').add(photo);
      taking.oncomplete = () => taken('yes');
      taking.onabort = () => taken(taking.error?.name);
    });
    (async () => {
      let answer = '';
      for (let size = 1 << 20; size >= 1 << 8; size /= 4) {
        const photo = new Uint8Array(size);
        for (let at = 0; at < size; at += 65536) crypto.getRandomValues(photo.subarray(at, at + 65536));
        const photos = await opened();
        do { answer = await isTaken(photos, photo); } while (answer === 'yes');
        photos.close();
      }
      return answer;
    })().then(done, (why) => done(String(why)));";

const MADE_ROOM: &str = "const done = arguments[arguments.length - 1];
    const asked = indexedDB.deleteDatabase('photos');
    asked.onsuccess = () => done(true);
    asked.onerror = () => done(String(asked.error));";

pub async fn story(engine: Engine) -> TestResult {
    let mut world = World::with_a_phone_refusing(Refusing::Space, engine).await?;
    world.phone_is_set_up().await?;
    world.phone.writes(WORDS).await?;
    let address = world.phone.reads_the_address().await?;
    is_filled(&world.phone).await?;

    is_opened_after_a_kill(&mut world, &address, WORDS.chars().count()).await?;
    let kept = writes_until_it_is_full(&world.phone, WORDS.chars().count()).await?;
    is_opened_after_a_kill(&mut world, &address, kept).await?;
    let kept = writes_until_it_is_full(&world.phone, kept).await?;

    let made_room = world.phone.asks_and_waits(MADE_ROOM, json!([])).await?;
    if made_room != true {
        return Err(format!("no room was made: {made_room}").into());
    }
    let all = format!("{} characters saved", kept + MORE);
    world.phone.sees_within(&all, GOES_ON).await?;
    world.phone.reloads().await?;
    world.phone.unlocks().await?;
    world.phone.sees(&all).await?;
    what_is_signed_arrives_from_a_full_phone(&mut world).await
}

/// Signed without signal, with room; and by the time signal returns the phone is full again. The receipt takes less room
/// than what goes with it.
async fn what_is_signed_arrives_from_a_full_phone(world: &mut World) -> TestResult {
    world.loses_signal().await?;
    let phone = &world.phone;
    phone.presses("Trip Companion").await?;
    phone.writes(WORDS).await?;
    phone.signs().await?;
    is_filled(phone).await?;
    world.signal_returns().await?;
    world.phone.sees_within("With the school since", GOES_ON).await?;
    match world.records_of_the_dsl().await?.len() {
        1 => Ok(()),
        n => Err(format!("the DSL has {n} records").into()),
    }
}

async fn is_opened_after_a_kill(world: &mut World, address: &str, kept: usize) -> TestResult {
    world.phone.is_killed()?;
    world.phone.is_started_again().await?;
    world.phone.opens(address).await?;
    world.phone.unlocks().await?;
    world.phone.keeps(kept).await
}

/// Goes on writing until the phone refuses: browsers give a database some room in advance. How many characters were kept.
async fn writes_until_it_is_full(phone: &Screen, mut kept: usize) -> TestResult<usize> {
    for _ in 0..40 {
        phone.asks(PASTED, json!(["more ".repeat(MORE / 5)])).await?;
        let all = format!("{} characters saved", kept + MORE);
        let look = async || {
            let screen = phone.reads_the_screen().await?;
            Ok(if screen.contains(FULL) { Some(true) } else { screen.contains(&all).then_some(false) })
        };
        if soon("the words to be kept or refused", GOES_ON, look).await? {
            return Ok(kept);
        }
        kept += MORE;
    }
    Err(format!("{kept} characters were taken by a phone that is full").into())
}

async fn is_filled(phone: &Screen) -> TestResult {
    let answer = phone.asks_and_waits(FILLED, json!([])).await?;
    if answer == "QuotaExceededError" { Ok(()) } else { Err(format!("not full: {answer}").into()) }
}
