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
mod progress;
mod school;
mod steps;

use std::pin::Pin;

use companion_browser::events::NoteError;
use companion_browser::{clock, http::Method, locks, page};
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
pub use progress::{Progress, Reporter};
pub use school::{Refreshed, VerifiedDirectory, refresh_directory};
use school::{SchoolContext, note_answer};
use steps::Steps;

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
pub enum Drained {
    /// Another tab or the worker is at it.
    Elsewhere,
    /// As far as the plan goes at the moment.
    Done {
        /// When to work through it again; `None` for "when woken".
        wake_at: Option<Millis>,
        /// The school's directory on this phone can't be read: nothing is sent before there is another.
        lacks_directory: bool,
        /// Why something unfinished could not be handed over. Everything else went on.
        fault: Option<StorageError>,
        /// The outbox as it was reported last.
        outbox: Vec<Delivery>,
    },
}

/// Works through the outbox until the plan says to wait or to rest, each envelope at most once and for [`RUN_MS`] at most: so
/// that what else is to be asked of the school has its turn. `takes_over`: whoever is at it has been for too long; ids keep delivery exactly once
/// should both be.
///
/// Boxed, so that it is compiled once for the page and the worker.
///
/// # Errors
/// [`StorageError`] if the phone's database fails; nothing leaves the outbox by that.
pub fn drain<'a>(
    storage: &'a Storage,
    directory: &'a VerifiedDirectory,
    woken: Woken,
    takes_over: bool,
    reporter: &'a Reporter,
) -> Pin<Box<dyn Future<Output = Result<Drained, StorageError>> + 'a>> {
    Box::pin(async move {
        let asked = if takes_over { locks::take_over(LOCK).await } else { locks::try_hold(LOCK).await };
        let _held = match asked {
            Ok(Some(held)) => Some(held),
            Ok(None) => return Ok(Drained::Elsewhere),
            // A browser without locks has one tab's worth of trouble at most: ids keep delivery exactly once.
            Err(_) => None,
        };
        storage.retry_failed_writes().await?;
        wake(storage, woken).await?;
        Run { storage, directory, reporter }.work_through().await
    })
}

/// One run, under the lock.
struct Run<'a> {
    storage: &'a Storage,
    directory: &'a VerifiedDirectory,
    reporter: &'a Reporter,
}

impl Run<'_> {
    async fn work_through(&self) -> Result<Drained, StorageError> {
        let storage = self.storage;
        // What can't be handed over now keeps nothing else waiting.
        let fault = match SchoolContext::of(storage, self.directory).await? {
            Some(school) => hand_over::hand_over(storage, &school).await.err(),
            None => None,
        };
        let began = clock::steady_ms();
        let mut has_room = true;
        let (mut sent, mut asked) = (Vec::new(), Vec::new());
        loop {
            let mut outbox = storage.outbox().await?;
            self.reporter.report(Progress::Outbox(outbox.clone()));
            let Some(school) = SchoolContext::of(storage, self.directory).await? else {
                return Ok(Drained::Done { wake_at: None, lacks_directory: false, fault: None, outbox });
            };
            let now = clock::now_ms();
            let Some(directory) = &school.directory else {
                let wake_at = Some(now + DIRECTORY_MS);
                return Ok(Drained::Done { wake_at, lacks_directory: true, fault, outbox });
            };
            let link = Link { visible: page::visible(), has_room };
            let steps = Steps { storage, school: &school, directory, reporter: self.reporter };
            let wake_at = match plan::next_step(&outbox, link, now) {
                Step::Send(id) if clock::steady_ms() - began < RUN_MS && is_first(&mut sent, id) => {
                    steps.send(&mut outbox, id).await?;
                    continue;
                }
                Step::AskStates(ids) if ids.first().is_some_and(|id| is_first(&mut asked, *id)) => {
                    steps.ask(&mut outbox, ids).await?;
                    continue;
                }
                Step::DropBytes(id) => {
                    has_room = steps.drop_bytes(&mut outbox, id).await?;
                    continue;
                }
                // Due already, and this run has done its part.
                Step::Send(_) | Step::AskStates(_) => Some(now),
                Step::WaitUntil(at) => Some(at),
                // The screens ask, by the refusal itself; the school may have changed its mind by then.
                Step::AskUser { again_at, .. } => again_at,
                Step::Rest => None,
            };
            return Ok(Drained::Done { wake_at, lacks_directory: false, fault, outbox });
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
    let answer = client::remembered(Method::GET).await.ok().filter(|answer| answer.status == 200)?;
    read(&answer.body).ok()
}

/// What was counted just now.
pub fn tally_of(counts: Counts) -> Tally {
    let some = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    Tally { drafts: some(counts.drafts), unsent: some(counts.unsent), at: clock::now_ms() }
}

/// Its person has left this browser: without signal the cookie stays, and what it says then is worded for that.
pub async fn clear_remembered_cookie() {
    client::remembered(Method::DELETE).await.note_error("having this browser forgotten");
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
        let noted = note_answer(storage, &response, author, caller, timestamp.is_some()).await;
        noted.note_error("noting an answer");
    }
    timestamp
}

/// What the service worker runs at a `sync` event, whether a page is open or not: the same rules, never a second copy of them. Says whether something
/// is worth another try; what the school refused waits for its author.
#[wasm_bindgen]
pub async fn drain_outbox() -> bool {
    let Ok(storage) = Storage::open().await else { return true };
    let (directory, nobody) = (VerifiedDirectory::default(), Reporter::default());
    let drained = drain(&storage, &directory, Woken::Event, false, &nobody).await;
    let outbox = storage.outbox().await.unwrap_or_default();
    !matches!(drained, Ok(Drained::Elsewhere | Drained::Done { fault: None, .. }))
        || outbox.iter().any(|one| one.is_unsent() && !one.needs_its_author())
}
