//! The school this phone delivers to, and what it says of itself beside its receipts.

use std::cell::RefCell;

use companion_browser::{clock, http::HttpResponse};
use companion_model::wire::{
    read,
    v1::{Directory, SignedDirectory},
};
use companion_seal::directory::{self, DirectoryError, Trust};
use companion_storage::{Enrolment, Profile, Storage, StorageError};
use uuid::Uuid;

use super::{
    client::{self, Caller},
    judge::{self, Response},
};

/// What came of asking for a newer directory.
pub enum Refreshed {
    /// Nobody knows: no answer, or somebody else's.
    Unanswered,
    /// The one that is here is the newest.
    Same,
    /// A newer one, checked and stored.
    Newer(Box<Enrolment>),
    /// One that is refused, and why.
    Refused(DirectoryError),
}

/// Asks for the school's directory, and believes it only if it is signed, newer and the school's own.
///
/// # Errors
/// [`StorageError`] if a newer one can't be stored.
pub async fn refresh_directory(
    storage: &Storage,
    directory: &VerifiedDirectory,
) -> Result<Refreshed, StorageError> {
    let Some(school) = SchoolContext::of(storage, directory).await? else { return Ok(Refreshed::Unanswered) };
    let Some((answer, who, caller)) = school.newest_directory(storage).await? else {
        return Ok(Refreshed::Unanswered);
    };
    let SchoolContext { enrolment, directory: known, .. } = school;
    let Ok(signed) = read::<SignedDirectory>(&answer.body) else {
        return Ok(Refreshed::Unanswered);
    };
    let Some(root_fingerprint) = enrolment.root_fingerprint.array() else { return Ok(Refreshed::Unanswered) };
    let verified = judge::directory(&signed, (enrolment.school, &root_fingerprint), known.as_ref());
    // An older one is the school's own all the same: the endpoint was put back to an earlier day.
    if matches!(verified, Ok(_) | Err(DirectoryError::Older)) {
        note_answer(storage, &client::response(&answer), who, &caller, true).await?;
    }
    match verified {
        Err(error) => Ok(Refreshed::Refused(error)),
        Ok(None) => Ok(Refreshed::Same),
        Ok(Some(directory)) => {
            let newer = Enrolment { directory: signed, school_name: directory.school_name, ..enrolment };
            storage.set_directory(&newer).await?;
            Ok(Refreshed::Newer(Box::new(newer)))
        }
    }
}

/// Notes what an answer that is our endpoint's own says beside its matter: which epoch of its database is speaking, and
/// whether it knows who asks. A good answer ends every pause that it had asked for. Written only when it is another one: a
/// page that is left while it writes can keep the next one waiting.
pub(super) async fn note_answer(
    storage: &Storage,
    response: &Response<'_>,
    who: Uuid,
    caller: &Caller,
    is_known: bool,
) -> Result<(), StorageError> {
    note_epoch(storage, response).await?;
    let was_known = match storage.profile(who).await {
        // It is left as it is, and nobody's envelopes wait for a newer app to read it.
        Err(StorageError::Unreadable(_)) => is_known,
        profile => profile?.is_none_or(|profile| profile.unknown_since.is_none()),
    };
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

/// Notes which epoch of the endpoint's database has answered.
pub(super) async fn note_epoch(storage: &Storage, response: &Response<'_>) -> Result<(), StorageError> {
    match response.epoch {
        Some(epoch) if storage.epoch().await? != Some(epoch) => storage.set_epoch(epoch).await,
        _ => Ok(()),
    }
}

/// The directory that was verified last: its signatures are looked at again only when another one is stored.
#[derive(Default)]
pub struct VerifiedDirectory(RefCell<Option<(SignedDirectory, Option<Directory>)>>);

impl VerifiedDirectory {
    /// What is signed, or `None` if it can't be read or is not signed as it was. It was checked against the pinned root when it
    /// came.
    fn of(&self, signed: &SignedDirectory) -> Option<Directory> {
        let mut last = self.0.borrow_mut();
        match &*last {
            Some((known, directory)) if known == signed => directory.clone(),
            _ => {
                let directory = directory::verify(signed, Trust::Itself).ok();
                *last = Some((signed.clone(), directory.clone()));
                directory
            }
        }
    }
}

/// The school this phone delivers to, and the people it knows there.
pub(super) struct SchoolContext {
    pub enrolment: Enrolment,
    /// `None` where what is stored can't be read, or is not signed as it was.
    pub directory: Option<Directory>,
    pub people: Vec<Profile>,
}

impl SchoolContext {
    /// What the phone knows of it; `None` where it is not set up.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn of(storage: &Storage, directory: &VerifiedDirectory) -> Result<Option<Self>, StorageError> {
        let Some(enrolment) = storage.enrolment().await? else { return Ok(None) };
        let directory = directory.of(&enrolment.directory);
        Ok(Some(Self { people: storage.profiles().await?, enrolment, directory }))
    }

    /// Everybody's envelopes are sent whoever has opened the app, each as the one who signed it; never as another.
    pub fn caller(&self, author: Uuid) -> Option<Caller> {
        let school = self.enrolment.school;
        let person = self.people.iter().find(|person| person.author.id == author);
        let first = (self.enrolment.author.id == author).then(|| self.enrolment.first_token());
        person.and_then(|person| person.token.clone()).or(first).map(|token| Caller { school, token })
    }

    /// Asked for as somebody whom the school still knows, and has not removed; of those it does not know this is noted.
    async fn newest_directory(
        &self,
        storage: &Storage,
    ) -> Result<Option<(HttpResponse, Uuid, Caller)>, StorageError> {
        for person in &self.people {
            let who = person.author.id;
            let Some(caller) = self.caller(who) else { continue };
            let Ok(answer) = client::directory(&caller).await else { return Ok(None) };
            let response = client::response(&answer);
            if judge::is_removed_device(&response) {
                continue;
            }
            if !judge::is_unknown_device(&response) {
                return Ok(Some((answer, who, caller)));
            }
            note_answer(storage, &response, who, &caller, false).await?;
        }
        Ok(None)
    }
}
