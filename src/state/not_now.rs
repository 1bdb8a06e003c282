//! Why the app can't do this moment what was asked. Only what is damaged is called damaged, and the vault says that.

use companion_storage::Storage;
use leptos::prelude::*;

use super::{Phase, Session, session::Keys};

/// Why not now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotNow {
    /// The vault was locked, in this tab or by another.
    Locked,
    /// The database is not open yet.
    Opening,
    /// Nobody has a place here: the phone was never set up, or was left.
    NotSetUp,
    /// Nobody has said who stands before the lock screen.
    NobodyChosen,
}

impl NotNow {
    /// What the person still has, and what to do next.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Locked => "The app is locked. Your words are kept. Unlock, and try again.",
            Self::Opening => {
                "The app is still opening what it kept. Nothing has changed. Try again in a moment."
            }
            Self::NotSetUp => {
                "This phone keeps nothing at the moment: it is not set up, or was left in another tab. Ask the DSL for a link."
            }
            Self::NobodyChosen => {
                "Nobody has said yet who they are. Nothing has changed. Choose your name first."
            }
        }
    }
}

impl From<NotNow> for String {
    fn from(why: NotNow) -> Self {
        why.sentence().to_owned()
    }
}

impl Session {
    /// The database, for what is about to be done with it.
    ///
    /// # Errors
    /// [`NotNow`].
    pub fn open_storage(self) -> Result<Storage, NotNow> {
        self.storage().ok_or_else(|| self.phase.with_untracked(without_storage))
    }

    /// The author's keys, for what is about to be done with them.
    ///
    /// # Errors
    /// [`NotNow`].
    pub fn open_keys(self) -> Result<Keys, NotNow> {
        self.keys().ok_or(NotNow::Locked)
    }
}

fn without_storage(phase: &Phase) -> NotNow {
    match phase {
        Phase::Starting | Phase::NotYet(_) => NotNow::Opening,
        Phase::CannotKeep(_) | Phase::NotEnrolled => NotNow::NotSetUp,
        Phase::Locked | Phase::Open => NotNow::Locked,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use companion_app::vault::VaultError;

    #[test]
    fn what_is_locked_or_still_opening_is_never_called_damaged() {
        let cases = [
            (Phase::Starting, NotNow::Opening),
            (Phase::NotYet(String::new()), NotNow::Opening),
            (Phase::CannotKeep(String::new()), NotNow::NotSetUp),
            (Phase::NotEnrolled, NotNow::NotSetUp),
            (Phase::Locked, NotNow::Locked),
        ];
        for (phase, why) in cases {
            assert_eq!(without_storage(&phase), why);
            assert_ne!(why.sentence(), VaultError::Damaged.sentence());
        }
    }
}
