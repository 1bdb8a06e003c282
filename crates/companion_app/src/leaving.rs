//! Leaving this phone: what has not reached the school is counted before, then the words go, then the app's own files.

use companion_browser::{caches, clock, locks, preferences, service_worker, timer};
use companion_storage::{Counts, Storage};
use uuid::Uuid;

use crate::{AppError, sync, tally};

/// How long whoever is sending may take to end.
const ENDS_MS: u32 = 3_000;
/// How long the endpoint may take to forget this browser.
const FORGETS_MS: u32 = 5_000;

/// What somebody has on this phone, and whether others have anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Belongings {
    /// What of theirs is on this phone alone.
    pub counts: Counts,
    /// Nobody else has anything on it, also not in rows that this build can't read: who leaves removes everything.
    pub alone: bool,
}

impl Belongings {
    /// What `who` has on this phone at the moment.
    ///
    /// # Errors
    /// [`AppError::Storage`].
    pub async fn of(storage: &Storage, who: Uuid) -> Result<Self, AppError> {
        Ok(Self { alone: storage.is_alone(who).await?, counts: storage.counts(Some(who)).await? })
    }
}

/// Every word is removed, and the app's own files are still here. Holds the sender's lock, if that was free in time: it is kept
/// until the other tabs are told that everything is gone.
#[must_use = "the app's own files are still on the phone"]
pub struct WordsRemoved {
    _held: Option<locks::Held>,
}

/// Removes first the count and the cookie by which a thrown-away database would be missed, then the words. Other tabs must have
/// been told before.
///
/// # Errors
/// [`AppError::Storage`]: it is not removed, and counted as before.
pub async fn remove_words(storage: &Storage) -> Result<WordsRemoved, AppError> {
    tally::note_leaving(clock::now_ms());
    // Whoever does not end by then has no database to write to.
    let held = locks::hold_within(ENDS_MS, sync::LOCK).await;
    forget_this_browser().await;
    match storage.remove_everything().await {
        Ok(()) => Ok(WordsRemoved { _held: held.ok().flatten() }),
        Err(error) => {
            tally::clear_leaving();
            Err(error.into())
        }
    }
}

impl WordsRemoved {
    /// Removes the app's own files, the worker's registration and the preferences: no word of anybody's is in them, but that
    /// the app was here is. Says whether the browser gave up all files: its settings can delete those that it did not.
    pub async fn remove_app(&self) -> bool {
        let all_is_gone = remove_files().await;
        preferences::remove_all();
        all_is_gone
    }
}

/// Has the endpoint forget that this browser kept anything. Without signal the cookie stays, and what it says then is worded
/// for that.
pub async fn forget_this_browser() {
    timer::within(FORGETS_MS, sync::clear_remembered_cookie()).await.unwrap_or_default();
}

async fn remove_files() -> bool {
    preferences::clear_session();
    if let Some(worker) = service_worker::registered().await.and_then(|registration| registration.active()) {
        // One that is gone meanwhile stores nothing.
        worker.post("left", "telling the worker that everything goes");
    }
    let caches_were_removed = caches::remove_all().await.is_some();
    let is_unregistered = service_worker::unregister().await.is_some();
    // Once more: a worker that was fetching what it missed may have put some of it back meanwhile.
    caches::remove_all().await.is_some() && caches_were_removed && is_unregistered
}
