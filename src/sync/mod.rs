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
use companion_seal::directory::{self, DirectoryError, Trust};
use companion_storage::{Counts, Enrolment, Profile, Storage, StorageError};
use uuid::Uuid;
use wasm_bindgen::prelude::wasm_bindgen;

pub use client::Caller;
use judge::{Asked, Heard, Known, Put};
pub use orders::report;

/// The Web Lock of whoever sends.
pub const LOCK: &str = "outbox";
/// How soon a directory that can't be read is asked for anew.
const DIRECTORY_MS: Millis = 30_000;

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
}

/// Told of the outbox as it is now stored, at each change.
pub type Audience = dyn Fn(&[Delivery]);

/// Works through the outbox until the plan says to wait or to rest, each envelope at most once: so that what else is to be
/// asked of the school has its turn. `takes_over`: whoever is at it has been for too long; ids keep delivery exactly once
/// should both be.
///
/// # Errors
/// [`StorageError`] if the phone's database fails; nothing leaves the outbox by that.
pub async fn drain(
    storage: &Storage,
    woken: Woken,
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
    wake(storage, woken).await?;
    // What can't be handed over now keeps nothing else waiting.
    let handed_over = match School::of(storage).await? {
        Some(school) => hand_over::hand_over(storage, &school).await,
        None => Ok(()),
    };
    let mut has_room = true;
    let (mut sent, mut asked) = (Vec::new(), Vec::new());
    loop {
        let mut outbox = storage.outbox().await?;
        told(&outbox);
        let Some(school) = School::of(storage).await? else { return Ok(Drained::default()) };
        let now = clock::now_ms();
        let Some(directory) = &school.directory else {
            let wake_at = Some(now + DIRECTORY_MS);
            return handed_over.map(|()| Drained { wake_at, lacks_directory: true, ..Drained::default() });
        };
        let link = Link { visible: page::visible(), has_room };
        let work = Work { storage, school: &school, directory, told };
        match plan::next_step(&outbox, link, now) {
            Step::Send(id) if is_first(&mut sent, id) => work.send(&mut outbox, id).await?,
            Step::AskStates(ids) if ids.first().is_some_and(|id| is_first(&mut asked, *id)) => {
                work.ask(&mut outbox, ids).await?;
            }
            Step::DropBytes(id) => has_room = work.drop_bytes(&mut outbox, id).await?,
            Step::Send(_) | Step::AskStates(_) | Step::WaitUntil(_) | Step::AskUser(_) | Step::Rest => {
                let wake_at = plan::wake_at(&outbox, link, now);
                return handed_over.map(|()| Drained { wake_at, ..Drained::default() });
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

/// What came of asking for a newer directory.
pub enum Refreshed {
    /// Nobody knows: no answer, or somebody else's.
    Unanswered,
    /// The one that is here is the newest.
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
    let Some(school) = School::of(storage).await? else { return Ok(Refreshed::Unanswered) };
    let Some((answer, who, caller)) = school.newest_directory(storage).await? else {
        return Ok(Refreshed::Unanswered);
    };
    let School { enrolment, directory: known, .. } = school;
    let Ok(signed) = read::<SignedDirectory>(&answer.body) else {
        return Ok(Refreshed::Unanswered);
    };
    let Some(root_fingerprint) = enrolment.root_fingerprint.array() else { return Ok(Refreshed::Unanswered) };
    let trust = Trust::Pinned {
        school: enrolment.school,
        root_fingerprint: &root_fingerprint,
        known: known.as_ref(),
    };
    let verified = directory::verify(&signed, trust);
    // An older one is the school's own all the same: the endpoint was put back to an earlier day.
    if matches!(verified, Ok(_) | Err(DirectoryError::Older)) {
        note_answer(storage, &client::heard(&answer), who, &caller, true).await?;
    }
    match verified {
        Err(error) => Ok(Refreshed::Refused(enrol::refused_directory(error))),
        Ok(directory) if known.is_some_and(|known| known.version == directory.version) => Ok(Refreshed::Same),
        Ok(directory) => {
            let newer = Enrolment { directory: signed, school_name: directory.school_name, ..enrolment };
            storage.set_directory(&newer).await?;
            Ok(Refreshed::Newer(Box::new(newer)))
        }
    }
}

/// Notes what an answer that is our endpoint's own says beside its matter: which life of its database is speaking, and
/// whether it knows who asks. A good answer ends every pause that it had asked for. Written only when it is another one: a
/// page that is left while it writes can keep the next one waiting.
async fn note_answer(
    storage: &Storage,
    heard: &Heard<'_>,
    who: Uuid,
    caller: &Caller,
    is_known: bool,
) -> Result<(), StorageError> {
    if let Some(epoch) = heard.epoch
        && storage.epoch().await? != Some(epoch)
    {
        storage.set_epoch(epoch).await?;
    }
    let was_known = storage.profile(who).await?.is_none_or(|profile| profile.unknown_since.is_none());
    if was_known != is_known {
        let since = (!is_known).then(clock::now_ms);
        storage.note_unknown(who, caller.token.device, since).await?;
    }
    if is_known {
        for mut delivery in storage.outbox().await?.into_iter().filter(|delivery| delivery.wait_was_named) {
            delivery.urged();
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
pub async fn is_forgotten() {
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
    let heard = client::heard(&answer);
    let timestamp = judge::timestamp(&answer.body, directory, &digest);
    if timestamp.is_some() || judge::is_unknown_device(&heard) {
        // What can't be noted now is noted with the next answer.
        note_answer(storage, &heard, author, caller, timestamp.is_some()).await.ok();
    }
    timestamp
}

/// What the service worker runs when no page is open: the same rules, never a second copy of them. Says whether something
/// is worth another try; what the school refused waits for its author.
#[wasm_bindgen]
pub async fn drain_outbox() -> bool {
    let Ok(storage) = Storage::open().await else { return true };
    let drained = drain(&storage, Woken::Event, false, &|_: &[Delivery]| {}).await;
    let outbox = storage.outbox().await.unwrap_or_default();
    drained.is_err() || outbox.iter().any(|one| one.is_unsent() && !one.needs_its_author())
}

struct Work<'a> {
    storage: &'a Storage,
    school: &'a School,
    directory: &'a Directory,
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
        let Ok(answer) = client::put(&caller, delivery, envelope).await else {
            return self.unanswered(delivery, None).await;
        };
        let heard = client::heard(&answer);
        match judge::put(&heard, self.directory, delivery) {
            Put::Received(receipt) => {
                // A network that takes our header away leaves the life that was last heard of.
                let life = heard.epoch.or(self.storage.epoch().await?).unwrap_or(receipt.epoch);
                delivery.acknowledged(receipt, life, clock::now_ms());
                self.storage.receive(delivery).await?;
                note_answer(self.storage, &heard, delivery.author, &caller, true).await
            }
            Put::Refused(refusal) => {
                delivery.refused(clock::now_ms(), refusal);
                self.storage.update_delivery(delivery).await?;
                let is_known = refusal != Refusal::UnknownDevice;
                note_answer(self.storage, &heard, delivery.author, &caller, is_known).await
            }
            Put::Unanswered(wait) => self.unanswered(delivery, wait).await,
        }
    }

    async fn ask(&self, outbox: &mut [Delivery], ids: Vec<Uuid>) -> Result<(), StorageError> {
        let now = clock::now_ms();
        let mut asked: Vec<_> = outbox.iter_mut().filter(|delivery| ids.contains(&delivery.id)).collect();
        asked.iter_mut().for_each(|delivery| delivery.begin(now));
        let author = asked.first().map(|delivery| delivery.author);
        let Some((author, caller)) = author.and_then(|author| Some((author, self.school.caller(author)?)))
        else {
            return self.all_unanswered(asked, None).await;
        };
        let Ok(answer) = client::states(&caller, ids).await else {
            return self.all_unanswered(asked, None).await;
        };
        let heard = client::heard(&answer);
        let about: Vec<&Delivery> = asked.iter().map(|delivery| &**delivery).collect();
        let is_known = match judge::states(&heard, self.directory, &about) {
            Asked::Answered(known, at) => {
                for delivery in asked {
                    let said = known.iter().find(|(id, _)| *id == delivery.id).map(|(_, known)| known);
                    match said {
                        Some(Known::Held(read)) => {
                            delivery.asked(read.clone(), heard.epoch, Some(at), clock::now_ms());
                        }
                        Some(Known::Forgotten) => delivery.forgotten(),
                        None => delivery.unanswered(clock::now_ms(), None, random::jitter()),
                    }
                    self.storage.update_delivery(delivery).await?;
                }
                true
            }
            Asked::UnknownDevice => {
                for delivery in asked {
                    delivery.refused(clock::now_ms(), Refusal::UnknownDevice);
                    self.storage.update_delivery(delivery).await?;
                }
                false
            }
            Asked::Unanswered(wait) => return self.all_unanswered(asked, wait).await,
        };
        note_answer(self.storage, &heard, author, &caller, is_known).await
    }

    async fn all_unanswered(
        &self,
        asked: Vec<&mut Delivery>,
        wait: Option<Millis>,
    ) -> Result<(), StorageError> {
        for delivery in asked {
            self.unanswered(delivery, wait).await?;
        }
        Ok(())
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
    /// `None` where what is stored can't be read, or is not signed as it was.
    directory: Option<Directory>,
    people: Vec<Profile>,
}

impl School {
    async fn of(storage: &Storage) -> Result<Option<Self>, StorageError> {
        let Some(enrolment) = storage.enrolment().await? else { return Ok(None) };
        // What is stored was checked against the pinned root when it came.
        let directory = directory::verify(&enrolment.directory, Trust::Itself).ok();
        Ok(Some(Self { people: storage.profiles().await?, enrolment, directory }))
    }

    /// Everybody's envelopes are sent whoever has opened the app, each as the one who signed it; never as another.
    fn caller(&self, author: Uuid) -> Option<Caller> {
        let school = self.enrolment.school;
        let person = self.people.iter().find(|person| person.author.id == author);
        let first = (self.enrolment.author.id == author).then(|| self.enrolment.first_token());
        person.and_then(|person| person.token.clone()).or(first).map(|token| Caller { school, token })
    }

    /// Asked for as somebody whom the school still knows; of the others it is noted that it does not.
    async fn newest_directory(
        &self,
        storage: &Storage,
    ) -> Result<Option<(Answer, Uuid, Caller)>, StorageError> {
        for person in &self.people {
            let who = person.author.id;
            let Some(caller) = self.caller(who) else { continue };
            let Ok(answer) = client::directory(&caller).await else { return Ok(None) };
            let heard = client::heard(&answer);
            if !judge::is_unknown_device(&heard) {
                return Ok(Some((answer, who, caller)));
            }
            note_answer(storage, &heard, who, &caller, false).await?;
        }
        Ok(None)
    }
}
