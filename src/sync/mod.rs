//! Carries out the plan: one step at a time, under the Web Lock `outbox`, so that one context sends.
//!
//! [`companion_model::plan::next_step`] decides; this does just that. The same code runs on the page and in the
//! service worker.

mod client;
pub mod enrol;
mod hand_over;
mod judge;
mod orders;

use companion_model::{
    Millis,
    delivery::{Delivery, Refusal},
    plan::{self, Link, Step},
    wire::{
        read,
        v1::{Directory, Remembered, SignedDirectory, Tally, Timestamp},
    },
};
use companion_parts::browser::{clock, http::Answer, locks, page, random};
use companion_seal::directory::{self, Trust};
use companion_storage::{Counts, Enrolment, Profile, Storage, StorageError};
use uuid::Uuid;
use wasm_bindgen::prelude::wasm_bindgen;

pub use client::Caller;
use judge::{Asked, Put};
pub use orders::report;

/// The Web Lock of whoever sends.
pub const LOCK: &str = "outbox";
/// The status of an answer to somebody whom the school does not know.
const UNKNOWN_DEVICE: u16 = 401;

/// What is known after the outbox has been worked through.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Drained {
    /// When to work through it again; `None` for "when woken".
    pub wake_at: Option<Millis>,
    /// Another tab or the worker is at it.
    pub elsewhere: bool,
}

/// Told of the outbox as it is now stored, at each change.
pub type Audience = dyn Fn(&[Delivery]);

/// Works through the outbox until the plan says to wait or to rest. `woken`: something happened that makes a new
/// try sensible. `takes_over`: whoever is at it has been for too long; ids keep delivery exactly once should both be.
///
/// # Errors
/// [`StorageError`] if the phone's database fails; nothing leaves the outbox by that.
pub async fn drain(
    storage: &Storage,
    mut woken: bool,
    takes_over: bool,
    told: &Audience,
) -> Result<Drained, StorageError> {
    let asked = if takes_over { locks::take_over(LOCK).await } else { locks::try_hold(LOCK).await };
    let _held = match asked {
        Ok(Some(held)) => Some(held),
        Ok(None) => return Ok(Drained { elsewhere: true, ..Drained::default() }),
        // A browser without locks has one tab's worth of trouble at most: ids keep delivery exactly once.
        Err(_) => None,
    };
    storage.keeps_what_it_did_not().await?;
    // What can't be handed over now keeps nothing else waiting.
    let handed_over = match School::of(storage).await? {
        Some(school) => hand_over::hand_over(storage, &school).await,
        None => Ok(()),
    };
    let mut has_room = true;
    loop {
        let mut outbox = storage.outbox().await?;
        if std::mem::take(&mut woken) {
            for delivery in &mut outbox {
                let before = delivery.wait_until;
                delivery.woken();
                if delivery.wait_until != before {
                    storage.update_delivery(delivery).await?;
                }
            }
        }
        told(&outbox);
        let Some(school) = School::of(storage).await? else { return Ok(Drained::default()) };
        let link = Link { visible: page::visible(), epoch: storage.epoch().await?, has_room };
        let now = clock::now_ms();
        let work = Work { storage, school: &school, told };
        match plan::next_step(&outbox, link, now) {
            Step::Send(id) => work.send(&mut outbox, id).await?,
            Step::AskState(id) => work.ask(&mut outbox, id).await?,
            Step::DropBytes(id) => has_room = work.drop_bytes(&mut outbox, id).await?,
            Step::WaitUntil(_) | Step::AskUser(_) | Step::Rest => {
                let wake_at = plan::wake_at(&outbox, link, now);
                return handed_over.map(|()| Drained { wake_at, elsewhere: false });
            }
        }
    }
}

/// What came of asking for a newer directory.
pub enum Refreshed {
    /// No newer one, or no answer.
    Same,
    /// A newer one, checked and stored.
    Newer(Box<Enrolment>),
    /// One that is refused, and why.
    Refused(String),
}

/// Asks for the school's directory, and believes it only if it is signed, newer and the school's own.
///
/// # Errors
/// [`StorageError`] if a newer one can't be stored.
pub async fn refresh_directory(storage: &Storage) -> Result<Refreshed, StorageError> {
    let Some(school) = School::of(storage).await? else { return Ok(Refreshed::Same) };
    let Some(answer) = school.newest_directory().await else { return Ok(Refreshed::Same) };
    let School { enrolment, directory: known, .. } = school;
    let Ok(signed) = read::<SignedDirectory>(&answer.body) else {
        return Ok(Refreshed::Same);
    };
    let Some(root_fingerprint) = enrolment.root_fingerprint.array() else { return Ok(Refreshed::Same) };
    let trust =
        Trust::Pinned { school: enrolment.school, root_fingerprint: &root_fingerprint, known: Some(&known) };
    match directory::verify(&signed, trust) {
        Err(error) => Ok(Refreshed::Refused(enrol::refused_directory(error))),
        Ok(directory) => {
            // Written only when it is another one: a page that is left while it writes can keep the next one waiting.
            if let Some(epoch) = client::heard(&answer).epoch
                && storage.epoch().await? != Some(epoch)
            {
                storage.set_epoch(epoch).await?;
            }
            if directory.version == known.version {
                return Ok(Refreshed::Same);
            }
            let newer = Enrolment { directory: signed, school_name: directory.school_name, ..enrolment };
            storage.set_directory(&newer).await?;
            Ok(Refreshed::Newer(Box::new(newer)))
        }
    }
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
pub async fn is_forgotten() {
    drop(client::remembered("DELETE").await);
}

/// Asks the endpoint to say that it saw this digest; `None` without signal, or if what came is not its word.
pub async fn timestamp(caller: &Caller, directory: &Directory, digest: [u8; 32]) -> Option<Timestamp> {
    let answer = client::timestamp(caller, digest).await.ok()?;
    judge::timestamp(&answer.body, directory, &digest)
}

/// What the service worker runs when no page is open: the same rules, never a second copy of them.
#[wasm_bindgen]
pub async fn drain_outbox() {
    if let Ok(storage) = Storage::open().await {
        // Whatever fails here is tried again by the next page or the next `sync`.
        drop(drain(&storage, true, false, &|_: &[Delivery]| {}).await);
    }
}

struct Work<'a> {
    storage: &'a Storage,
    school: &'a School,
    told: &'a Audience,
}

impl Work<'_> {
    async fn send(&self, outbox: &mut [Delivery], id: Uuid) -> Result<(), StorageError> {
        let Some(at) = outbox.iter().position(|delivery| delivery.id == id) else { return Ok(()) };
        outbox[at].begin(clock::now_ms());
        self.storage.update_delivery(&outbox[at]).await?;
        (self.told)(outbox);
        let envelope = self.storage.envelope(id).await?;
        let delivery = &mut outbox[at];
        // What can't be sent waits by itself, and holds up nobody else's.
        let Some((envelope, caller)) = envelope.zip(self.school.caller(delivery.author)) else {
            delivery.refused(clock::now_ms(), Refusal::UnknownDevice);
            return self.storage.update_delivery(delivery).await;
        };
        let answer = client::put(&caller, delivery, envelope).await;
        let put = answer.map_or(Put::Unanswered(None), |answer| {
            judge::put(&client::heard(&answer), &self.school.directory, delivery)
        });
        match put {
            Put::Received(receipt, epoch) => {
                delivery.acknowledged(receipt, epoch);
                self.storage.set_epoch(epoch).await?;
                self.storage.receive(delivery).await
            }
            Put::Refused(refusal) => {
                delivery.refused(clock::now_ms(), refusal);
                self.storage.update_delivery(delivery).await
            }
            Put::Unanswered(wait) => self.unanswered(delivery, wait).await,
        }
    }

    async fn ask(&self, outbox: &mut [Delivery], id: Uuid) -> Result<(), StorageError> {
        let Some(delivery) = outbox.iter_mut().find(|delivery| delivery.id == id) else { return Ok(()) };
        delivery.begin(clock::now_ms());
        let Some(caller) = self.school.caller(delivery.author) else {
            return self.unanswered(delivery, None).await;
        };
        let answer = client::state(&caller, id).await;
        let asked = answer.map_or(Asked::Unanswered(None), |answer| {
            judge::state(&client::heard(&answer), &self.school.directory, id, &delivery.sha256)
        });
        match asked {
            Asked::Held(read, epoch) => {
                delivery.asked(read, epoch);
                self.storage.set_epoch(epoch).await?;
                self.storage.update_delivery(delivery).await
            }
            Asked::Forgotten(epoch) => {
                delivery.forgotten();
                self.storage.set_epoch(epoch).await?;
                self.storage.update_delivery(delivery).await
            }
            Asked::Unanswered(wait) => self.unanswered(delivery, wait).await,
        }
    }

    /// Says whether there was room for it: a full phone keeps the bytes until there is.
    async fn drop_bytes(&self, outbox: &mut [Delivery], id: Uuid) -> Result<bool, StorageError> {
        let Some(delivery) = outbox.iter_mut().find(|delivery| delivery.id == id) else { return Ok(true) };
        delivery.bytes_kept = false;
        match self.storage.drop_bytes(delivery).await {
            Err(StorageError::OutOfSpace) => Ok(false),
            done => done.map(|()| true),
        }
    }

    async fn unanswered(&self, delivery: &mut Delivery, wait: Option<Millis>) -> Result<(), StorageError> {
        delivery.unanswered(clock::now_ms(), wait, random::jitter());
        self.storage.update_delivery(delivery).await
    }
}

/// The school this phone delivers to, and the people it knows there.
struct School {
    enrolment: Enrolment,
    directory: Directory,
    people: Vec<Profile>,
}

impl School {
    async fn of(storage: &Storage) -> Result<Option<Self>, StorageError> {
        let Some(enrolment) = storage.enrolment().await? else { return Ok(None) };
        // What is stored was checked against the pinned root when it came.
        let Ok(directory) = directory::verify(&enrolment.directory, Trust::Itself) else { return Ok(None) };
        Ok(Some(Self { people: storage.profiles().await?, enrolment, directory }))
    }

    /// Everybody's envelopes are sent whoever has opened the app, each as the one who signed it; never as another.
    fn caller(&self, author: Uuid) -> Option<Caller> {
        let school = self.enrolment.school;
        let person = self.people.iter().find(|person| person.author.id == author);
        let first = (self.enrolment.author.id == author).then(|| self.enrolment.first_token());
        person.and_then(|person| person.token.clone()).or(first).map(|token| Caller { school, token })
    }

    /// Asked for as somebody whom the school still knows.
    async fn newest_directory(&self) -> Option<Answer> {
        for person in &self.people {
            let Some(caller) = self.caller(person.author.id) else { continue };
            let answer = client::directory(&caller).await.ok()?;
            if answer.status != UNKNOWN_DEVICE {
                return Some(answer);
            }
        }
        None
    }
}
