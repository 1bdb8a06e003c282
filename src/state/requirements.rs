//! What is needed for what is about to be done, or why it is not there this moment. Only what is damaged is called damaged.

use companion_app::{AppError, draft::DraftSealer, signing::Signer, vault::Keys};
use companion_storage::{Enrolment, Storage};
use leptos::prelude::*;

use super::{Phase, Session};

impl Session {
    /// The database, for what is about to be done with it.
    ///
    /// # Errors
    /// [`AppError::Opening`], [`AppError::NotSetUp`] or [`AppError::Locked`].
    pub fn open_storage(self) -> Result<Storage, AppError> {
        self.storage().ok_or_else(|| self.phase.with_untracked(without_storage))
    }

    /// The author's keys, for what is about to be done with them.
    ///
    /// # Errors
    /// [`AppError::Locked`].
    pub fn open_keys(self) -> Result<Keys, AppError> {
        self.keys().ok_or(AppError::Locked)
    }

    /// The school's place on this phone, for what is about to be done with it.
    ///
    /// # Errors
    /// [`AppError::NotSetUp`].
    pub fn require_enrolment(self) -> Result<Enrolment, AppError> {
        self.enrolment_untracked().ok_or(AppError::NotSetUp)
    }

    /// What seals the drafts of whoever has opened their vault; `None` where it is locked.
    pub fn draft_sealer(self) -> Option<DraftSealer> {
        let (keys, school) = (self.keys()?, self.enrolment_untracked()?.school);
        Some(DraftSealer { keys, school, routes: self.routes_untracked() })
    }

    /// What signs for whoever has opened their vault.
    ///
    /// # Errors
    /// As of [`Self::open_storage`], [`Self::open_keys`] and [`Self::require_enrolment`].
    pub fn signer(self) -> Result<Signer, AppError> {
        Ok(Signer {
            storage: self.open_storage()?,
            keys: self.open_keys()?,
            enrolment: self.require_enrolment()?,
            directory: self.directory.get_untracked(),
        })
    }
}

fn without_storage(phase: &Phase) -> AppError {
    match phase {
        Phase::Starting | Phase::NotYet(_) => AppError::Opening,
        Phase::CannotKeep(_) | Phase::NotEnrolled => AppError::NotSetUp,
        Phase::Locked | Phase::Open => AppError::Locked,
    }
}

#[cfg(test)]
mod tests {
    use companion_app::vault::VaultError;
    use companion_storage::StorageError;

    use super::*;

    #[test]
    fn without_a_database_it_is_said_whether_it_comes_by_itself() {
        let cases = [
            (Phase::Starting, AppError::Opening),
            (Phase::NotYet(StorageError::Hung.into()), AppError::Opening),
            (Phase::CannotKeep(VaultError::Refused.into()), AppError::NotSetUp),
            (Phase::NotEnrolled, AppError::NotSetUp),
            (Phase::Locked, AppError::Locked),
        ];
        for (phase, why) in cases {
            assert_eq!(without_storage(&phase), why);
        }
    }
}
