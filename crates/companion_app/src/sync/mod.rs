//! Carries out the plan: one step at a time, under the Web Lock `outbox`, so that one context sends.
//!
//! [`companion_model::plan::next_step`] decides; this does just that. The same code runs on the page and in the
//! service worker.

mod client;
pub mod enrol;
mod hand_over;
mod id;
mod judge;
mod orders;
mod school;
mod work;

use companion_browser::{clock, locks, page};
use companion_model::{
    Millis,
    delivery::Delivery,
    plan::{self, Link, Step},
    wire::{
        read,
        v1::{Directory, Remembered, Tally, Timestamp},
    },
};
use companion_storage::{Counts, Storage, StorageError};
use uuid::Uuid;
use wasm_bindgen::prelude::wasm_bindgen;

pub use client::Caller;
pub use id::{draft_lock, new_id};
pub use orders::report;
pub use school::{Refreshed, refresh_directory};
use school::{School, note_answer};
use work::Work;

/// The Web Lock of whoever sends.
pub const LOCK: &str = "outbox";
/// How soon a directory that can't be read is asked for anew.
const DIRECTORY_MS: Millis = 30_000;

/// After so long no other envelope is begun in the same run: on a link that swallows what is put, each takes half a minute.
const RUN_MS: Millis = 20_000;

/// Why the outbox is worked through.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Woken {
    /// It is time to.
    #[default]
    Time,
    /// Something happened that makes a new try sensible: signal, focus, a signature.
    Event,
    /// Somebody asks for a try now: also where the endpoint asked for a pause.
    Person,
}

/// What is known after the outbox has been worked through.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Drained {
    /// When to work through it again; `None` for "when woken".
    pub wake_at: Option<Millis>,
    /// Another tab or the worker is at it.
    pub elsewhere: bool,
    /// The school's directory on this phone can't be read: nothing is sent before there is another.
    pub lacks_directory: bool,
    /// Why something unfinished could not be handed over. Everything else went on.
    pub fault: Option<StorageError>,
}

/// Told of the outbox as it is now stored, at each change.
pub type OnProgress = dyn Fn(&[Delivery]);

/// Works through the outbox until the plan says to wait or to rest, each envelope at most once and for [`RUN_MS`] at most: so
/// that what else is to be asked of the school has its turn. `takes_over`: whoever is at it has been for too long; ids keep delivery exactly once
/// should both be.
///
/// # Errors
/// [`StorageError`] if the phone's database fails; nothing leaves the outbox by that.
pub async fn drain(
    storage: &Storage,
    woken: Woken,
    takes_over: bool,
    told: &OnProgress,
) -> Result<Drained, StorageError> {
    let asked = if takes_over { locks::take_over(LOCK).await } else { locks::try_hold(LOCK).await };
    let _held = match asked {
        Ok(Some(held)) => Some(held),
        Ok(None) => return Ok(Drained { elsewhere: true, ..Drained::default() }),
        // A browser without locks has one tab's worth of trouble at most: ids keep delivery exactly once.
        Err(_) => None,
    };
    storage.retry_failed_writes().await?;
    wake(storage, woken).await?;
    // What can't be handed over now keeps nothing else waiting.
    let fault = match School::of(storage).await? {
        Some(school) => hand_over::hand_over(storage, &school).await.err(),
        None => None,
    };
    let began = clock::steady_ms();
    let mut has_room = true;
    let (mut sent, mut asked) = (Vec::new(), Vec::new());
    loop {
        let mut outbox = storage.outbox().await?;
        told(&outbox);
        let Some(school) = School::of(storage).await? else { return Ok(Drained::default()) };
        let now = clock::now_ms();
        let Some(directory) = &school.directory else {
            let wake_at = Some(now + DIRECTORY_MS);
            return Ok(Drained { wake_at, lacks_directory: true, fault, ..Drained::default() });
        };
        let link = Link { visible: page::visible(), has_room };
        let work = Work { storage, school: &school, directory, told };
        match plan::next_step(&outbox, link, now) {
            Step::Send(id) if clock::steady_ms() - began < RUN_MS && is_first(&mut sent, id) => {
                work.send(&mut outbox, id).await?
            }
            Step::AskStates(ids) if ids.first().is_some_and(|id| is_first(&mut asked, *id)) => {
                work.ask(&mut outbox, ids).await?;
            }
            Step::DropBytes(id) => has_room = work.drop_bytes(&mut outbox, id).await?,
            Step::Send(_) | Step::AskStates(_) | Step::WaitUntil(_) | Step::AskUser(_) | Step::Rest => {
                let wake_at = plan::wake_at(&outbox, link, now);
                return Ok(Drained { wake_at, fault, ..Drained::default() });
            }
        }
    }
}

fn is_first(done: &mut Vec<Uuid>, id: Uuid) -> bool {
    let is_first = !done.contains(&id);
    done.push(id);
    is_first
}

/// Ends what pauses this may end, and takes account of a clock that was set back.
async fn wake(storage: &Storage, woken: Woken) -> Result<(), StorageError> {
    let now = clock::now_ms();
    for mut delivery in storage.outbox().await? {
        let before = delivery.clone();
        delivery.notices(now);
        match woken {
            Woken::Time => {}
            Woken::Event => delivery.woken(now),
            Woken::Person => delivery.urged(),
        }
        if delivery != before {
            storage.update_delivery(&delivery).await?;
        }
    }
    Ok(())
}

/// What the endpoint's cookie tells of this browser; `None` if it was never set up, or if nobody answers.
pub async fn remembered() -> Option<Remembered> {
    let answer = client::remembered("GET").await.ok().filter(|answer| answer.status == 200)?;
    read(&answer.body).ok()
}

/// What was counted just now.
pub fn tally(counts: Counts) -> Tally {
    let some = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    Tally { drafts: some(counts.drafts), unsent: some(counts.unsent), at: clock::now_ms() }
}

/// Its person has left this browser: without signal the cookie stays, and what it says then is worded for that.
pub async fn clear_remembered_cookie() {
    drop(client::remembered("DELETE").await);
}

/// Asks the endpoint to say that it saw this digest; `None` without signal, or if what came is not its word.
pub async fn timestamp(
    storage: &Storage,
    author: Uuid,
    caller: &Caller,
    directory: &Directory,
    digest: [u8; 32],
) -> Option<Timestamp> {
    let answer = client::timestamp(caller, digest).await.ok()?;
    let response = client::response(&answer);
    let timestamp = judge::timestamp(&answer.body, directory, &digest);
    if timestamp.is_some() || judge::is_unknown_device(&response) {
        // What can't be noted now is noted with the next answer.
        note_answer(storage, &response, author, caller, timestamp.is_some()).await.ok();
    }
    timestamp
}

/// What the service worker runs at a `sync` event, whether a page is open or not: the same rules, never a second copy of them. Says whether something
/// is worth another try; what the school refused waits for its author.
#[wasm_bindgen]
pub async fn drain_outbox() -> bool {
    let Ok(storage) = Storage::open().await else { return true };
    let drained = drain(&storage, Woken::Event, false, &|_: &[Delivery]| {}).await;
    let outbox = storage.outbox().await.unwrap_or_default();
    drained.map_or(true, |drained| drained.fault.is_some())
        || outbox.iter().any(|one| one.is_unsent() && !one.needs_its_author())
}
