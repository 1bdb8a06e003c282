//! The start: the database is opened, and tried again until it opens; then it is known who uses this phone.

use companion_app::{sync, tally, vault::VaultError};
use companion_browser::{
    capabilities::{self, Needed},
    clock,
    page::{self, Event},
    preferences, timer,
};
use companion_storage::{Enrolment, Profile, Storage, StorageError};
use leptos::prelude::*;

use super::{Gone, Phase, Session};

/// How long after a fault the database is opened again.
const AGAIN_MS: u32 = 2_000;
/// How often it is looked whether another tab has removed everything.
const LOOKS_EVERY_MS: u32 = 250;

impl Session {
    /// Opens the database and finds out who uses this phone. A fault that may end is tried again until it has.
    pub async fn start(self) {
        let missing = capabilities::missing();
        if missing.contains(&Needed::Encryption) {
            return self.phase.set(Phase::CannotKeep(VaultError::Refused.into()));
        }
        self.lacks.set(missing.first().copied());
        let (storage, found) = loop {
            // Another tab may be removing everything: nothing is opened under its hands, and nothing put back.
            while tally::is_being_left(clock::now_ms()) {
                timer::sleep_ms(LOOKS_EVERY_MS).await;
            }
            let storage = Storage::new_closed();
            let leaving = storage.clone();
            self.leaving.set_value(Some(page::on(Event::PageHide, move || leaving.close())));
            match found(&storage).await {
                Ok(_) if tally::is_being_left(clock::now_ms()) => storage.leave(),
                Ok(found) => break (storage, found),
                Err(error) if error.is_for_good() => {
                    return self.phase.set(Phase::CannotKeep(error.into()));
                }
                Err(error) => self.phase.set(Phase::NotYet(error.into())),
            }
            timer::sleep_ms(AGAIN_MS).await;
        };
        self.storage.set_value(Some(storage));
        match found {
            None if tally::was_begun_to_be_left() => {
                // The tab that removed everything was closed before its last steps.
                self.phase.set(Phase::NotEnrolled);
                sync::clear_remembered_cookie().await;
                preferences::remove_all();
            }
            None => {
                let counted = tally::last().map(Gone::Counted);
                self.phase.set(Phase::NotEnrolled);
                self.gone.set(match counted {
                    // The endpoint remembers what is being set up at this moment, too.
                    None if self.has_begun().await => None,
                    None => sync::remembered().await.map(Gone::Remembered),
                    counted => counted,
                });
            }
            Some((enrolment, people)) => {
                tally::clear_leaving();
                self.enrolled(enrolment);
                self.set_profiles(people);
                self.count();
                self.phase.set(Phase::Locked);
            }
        }
    }
}

/// Who uses this phone, and for which school; `None` where it is not set up.
async fn found(storage: &Storage) -> Result<Option<(Enrolment, Vec<Profile>)>, StorageError> {
    let (enrolment, people) = (storage.enrolment().await?, storage.profiles().await?);
    Ok(enrolment.map(|enrolment| (enrolment, people)))
}
