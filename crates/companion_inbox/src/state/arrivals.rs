//! Records arrive: what changed is asked for, opened in the worker, and taken in by slices, between which the page answers
//! keys and clicks.

use std::{rc::Rc, sync::Arc};

use companion_browser::{clock, timer};
use companion_inbox::{
    answer::RequestError,
    keyring::Keyring,
    list::Records,
    practice::Practice,
    unsealing::{Answer, AnswerMeta, Found, Handed},
    words::Arrived,
};
use companion_model::{Route, wire::v1::address};
use futures_util::join;
use leptos::prelude::*;
use zeroize::Zeroizing;

use super::{Inbox, client, unsealing::Unsealing};

/// Envelopes on the first page: a screen is full of them. Each next page has twice as many, up to the most.
const FIRST: usize = 50;
const MOST: usize = 400;
/// The longest that records are taken in without a pause for the screen.
const SLICE_MS: i64 = 20;

/// Up to where the desk has been told what changed.
#[derive(Clone)]
pub struct Cursor {
    after: Option<String>,
    /// How many envelopes are asked for next.
    most: usize,
    /// The endpoint is older: it knows pages, and nothing of changes.
    by_pages: bool,
}

impl Default for Cursor {
    fn default() -> Self {
        Self { after: None, most: FIRST, by_pages: false }
    }
}

impl Cursor {
    /// Doubles how many are asked for next after an answer, and halves it where none came: on a slow line the whole of it must fit into the time
    /// that is waited for.
    fn set_most(&mut self, is_answered: bool) {
        self.most = if is_answered { (self.most * 2).min(MOST) } else { (self.most / 2).max(1) };
    }
}

/// An answer that has come, and what the worker made of it.
struct Unsealed {
    meta: AnswerMeta,
    /// `None` where the worker did not open it.
    plain: Option<Zeroizing<Vec<u8>>>,
    body: Vec<u8>,
}

/// How the list stands, as the screen shows it.
#[derive(Clone, Copy)]
pub struct Progress {
    held: RwSignal<Option<u64>>,
    whole: RwSignal<bool>,
    by_pages: RwSignal<bool>,
}

impl Progress {
    pub(super) fn new() -> Self {
        Self { held: RwSignal::new(None), whole: RwSignal::new(false), by_pages: RwSignal::new(false) }
    }

    pub(super) fn forget(self) {
        self.held.set(None);
        self.whole.set(false);
        self.by_pages.set(false);
    }
}

impl Inbox {
    /// How many records have come, and whether that is all.
    pub fn arrived(self) -> Arrived {
        let (here, unread) = self.records().with(|records| (records.len(), records.unread()));
        let Progress { held, whole, .. } = self.progress;
        Arrived { here, unread, held: held.get(), whole: whole.get() }
    }

    /// Whether the endpoint is older and does not say what was read meanwhile.
    pub fn endpoint_is_older(self) -> bool {
        self.progress.by_pages.get()
    }

    /// Asks at once, and an older endpoint for everything: else it says of the last page alone what was read.
    pub async fn look_now(self) {
        self.cursor.update_value(|cursor| {
            if cursor.by_pages {
                cursor.after = None;
            }
        });
        self.look().await;
    }

    pub(super) async fn fetch_records(self, keyring: &Arc<Keyring>) -> Result<(), RequestError> {
        let after = self.cursor.with_value(|cursor| cursor.after.clone());
        let mut arrived = self.fetch_next(keyring, after.as_deref()).await?;
        while arrived.meta.more {
            let next = arrived.meta.next.clone();
            // The worker opens the next answer while the page takes this one in.
            let next = self.fetch_next(keyring, next.as_deref());
            let (take_found, next) = join!(self.take_in(keyring, arrived), next);
            take_found?;
            arrived = next?;
        }
        self.take_in(keyring, arrived).await?;
        if self.is_open(keyring) {
            self.staff.with_untracked(|staff| {
                self.records.maybe_update(|records| records.learn_of_authors(keyring, staff));
            });
        }
        Ok(())
    }

    /// The answer that comes after a cursor, opened.
    async fn fetch_next(self, keyring: &Arc<Keyring>, after: Option<&str>) -> Result<Unsealed, RequestError> {
        let mut answer = self.ask(keyring, after).await;
        if let Ok(None) = answer {
            answer = self.ask(keyring, None).await;
        }
        self.require_open(keyring)?;
        self.cursor.update_value(|cursor| {
            cursor.set_most(!matches!(answer, Err(RequestError::NoAnswer)));
        });
        let unsealed = self.unseal(keyring, answer?.ok_or(RequestError::Strange)?).await;
        self.require_open(keyring)?;
        unsealed
    }

    /// The next answer; `None` once it is known that the endpoint is older, to be asked again in the older way.
    async fn ask(self, keyring: &Arc<Keyring>, after: Option<&str>) -> Result<Option<Vec<u8>>, RequestError> {
        let (most, by_pages) = self.cursor.with_value(|cursor| (cursor.most, cursor.by_pages));
        let route = if by_pages { address::INBOX_ENVELOPES } else { address::INBOX_CHANGES };
        let after = after.map(|after| format!("&after={after}")).unwrap_or_default();
        match client::get_bytes(&format!("{route}?most={most}{after}")).await {
            Err(RequestError::NotKnown(_)) if !by_pages && self.is_open(keyring) => {
                self.cursor.set_value(Cursor { by_pages: true, ..Cursor::default() });
                self.progress.by_pages.set(true);
                Ok(None)
            }
            answer => answer.map(Some),
        }
    }

    /// Has the worker open an answer. Without it the page does, if more slowly, when it takes it in.
    async fn unseal(self, keyring: &Arc<Keyring>, body: Vec<u8>) -> Result<Unsealed, RequestError> {
        let worker: Option<Rc<Unsealing>> = self.unsealing.get_value();
        let plain = match worker {
            Some(worker) => worker.open(&body).await,
            None => None,
        };
        let handed = plain.as_deref().and_then(|plain| Handed::read(keyring, plain));
        let meta = handed.map(|handed| handed.meta).or_else(|| Some(Answer::of(&body)?.meta));
        Ok(Unsealed { meta: meta.ok_or(RequestError::Strange)?, plain, body })
    }

    /// After a last page of an older endpoint the desk asks for that page again: what was read on it comes with it.
    fn set_cursor(self, meta: AnswerMeta) {
        let AnswerMeta { next, more, held, .. } = meta;
        if next.is_some() {
            self.cursor.update_value(|cursor| cursor.after = next);
        }
        let progress = self.progress;
        progress.held.maybe_update(|known| std::mem::replace(known, held) != held);
        progress.whole.maybe_update(|known| std::mem::replace(known, !more) == more);
    }

    async fn take_in(self, keyring: &Arc<Keyring>, unsealed: Unsealed) -> Result<(), RequestError> {
        if !self.take_opened(keyring, &unsealed).await? {
            self.open_here(keyring, &unsealed.body).await?;
        }
        if self.is_open(keyring) {
            if unsealed.meta.anew {
                self.practice.update_untracked(Practice::start_over);
            }
            self.take_marks(keyring, &unsealed.meta);
            self.set_cursor(unsealed.meta);
        }
        Ok(())
    }

    /// Takes what the worker opened. Says whether that is every record of the answer: none may be left out because the page
    /// can't read what the worker made of it, or was handed it in a look that came to nothing.
    async fn take_opened(self, keyring: &Arc<Keyring>, unsealed: &Unsealed) -> Result<bool, RequestError> {
        let plain = unsealed.plain.as_deref();
        let Some(mut handed) = plain.and_then(|plain| Handed::read(keyring, plain)) else { return Ok(false) };
        let mut read = 0;
        self.by_slices(keyring, |records| {
            let take_found = take_found(records, keyring, handed.next()?);
            Some(take_found.map(|learnt| {
                read += usize::from(learnt.is_some());
                learnt.unwrap_or_default()
            }))
        })
        .await?;
        Ok(read == unsealed.meta.envelopes || !self.is_open(keyring))
    }

    async fn open_here(self, keyring: &Arc<Keyring>, body: &[u8]) -> Result<(), RequestError> {
        let answer = Answer::of(body).ok_or(RequestError::Strange)?;
        let mut envelopes = answer.envelopes.into_iter();
        let next = |records: &mut Records| {
            let envelope = envelopes.next()?;
            Some(require_ours(keyring, envelope.receipt.route).map(|()| records.take(keyring, envelope)))
        };
        self.by_slices(keyring, next).await
    }

    /// Takes one after the other until there is none, with a pause for the screen now and then. The list follows at the end.
    async fn by_slices(
        self,
        keyring: &Arc<Keyring>,
        mut next: impl FnMut(&mut Records) -> Option<Result<bool, RequestError>>,
    ) -> Result<(), RequestError> {
        let (mut changed, mut outcome) = (false, Ok(true));
        while outcome == Ok(true) && self.is_open(keyring) {
            let until = clock::now_ms() + SLICE_MS;
            self.records.update_untracked(|records| {
                while outcome == Ok(true) && clock::now_ms() < until {
                    match next(records) {
                        Some(Ok(new)) => changed |= new,
                        Some(Err(error)) => outcome = Err(error),
                        None => outcome = Ok(false),
                    }
                }
            });
            timer::sleep_ms(0).await;
        }
        if changed && self.is_open(keyring) {
            self.records.notify();
        }
        outcome.map(drop)
    }

    /// What colleagues have read meanwhile, or looked at, of what may have been here for long.
    fn take_marks(self, keyring: &Arc<Keyring>, meta: &AnswerMeta) {
        self.records.maybe_update(|records| {
            let read = meta.reads.iter();
            let read = read.fold(false, |changed, mark| records.take_read_mark(keyring, mark) | changed);
            let looked_at = meta.looked_at.iter();
            looked_at.fold(read, |changed, mark| records.take_acknowledgement_mark(keyring, mark) | changed)
        });
    }
}

/// Whether something changed; `None` if it is word of a record that is not here.
fn take_found(records: &mut Records, keyring: &Keyring, found: Found) -> Result<Option<bool>, RequestError> {
    match found {
        Found::Record(record) => {
            require_ours(keyring, record.route()).map(|()| Some(records.add(keyring, *record)))
        }
        Found::Known { key, receipt, author, read, acknowledged } => require_ours(keyring, receipt.route)
            .map(|()| records.learn_again(keyring, key, &author, read.as_ref(), acknowledged.as_ref())),
    }
}

/// An endpoint of an earlier release does not say that the session is another member's by now; what it tells does.
fn require_ours(keyring: &Keyring, route: Route) -> Result<(), RequestError> {
    if keyring.holds(route) { Ok(()) } else { Err(RequestError::OtherSession) }
}
