//! Why the phone's database did not do what was asked, by what it means for the person.

use companion_browser::events::Cause;
use js_sys::Reflect;
use wasm_bindgen::JsValue;

/// A transaction that was aborted while it was being committed: no request failed, and the browser does not say
/// through rexie why.
const ABORTED_AT_COMMIT: &str = "aborted at commit";

/// Why the phone's database did not do what was asked.
#[derive(Clone, Debug, PartialEq, Eq, strum::EnumIter, thiserror::Error)]
pub enum StorageError {
    /// The browser has no database.
    #[error("the browser has no database")]
    Unsupported,
    /// The browser has one and does not let this page use it.
    #[error("the browser does not let this page use its database")]
    Refused,
    /// The browser has one and does not open it.
    #[error("the browser does not open the database")]
    NotOpened,
    /// The phone is full.
    #[error("the phone is full")]
    OutOfSpace,
    /// The connection was closed and could not be opened again.
    #[error("the connection was closed and could not be opened again")]
    ClosedByOtherTab,
    /// No answer in ten seconds.
    #[error("no answer in ten seconds")]
    Hung,
    /// Newer words of the record were kept from another page; what was to be kept is an earlier state now.
    #[error("newer words were kept from another page")]
    Overtaken,
    /// The record has an envelope in the outbox: it is no draft any more.
    #[error("the record is signed")]
    AlreadySigned,
    /// Whoever writes has no place on this phone: they have left it, or have a new name on it.
    #[error("whoever writes has no place on this phone")]
    NotTheirPhone,
    /// What was removed was found again.
    #[error("what was removed was found again")]
    NotRemoved,
    /// What is stored is not what it should be.
    #[error("{0} can't be read")]
    Unreadable(&'static str),
    /// Anything else, by the browser's name for it.
    #[error("{0}")]
    Failed(String),
}

impl StorageError {
    /// Whether this browser keeps nothing at all. Every other fault may end by itself: it is tried again.
    pub fn is_for_good(&self) -> bool {
        match self {
            Self::Unsupported | Self::Refused => true,
            Self::NotOpened
            | Self::OutOfSpace
            | Self::ClosedByOtherTab
            | Self::Hung
            | Self::Overtaken
            | Self::AlreadySigned
            | Self::NotTheirPhone
            | Self::NotRemoved
            | Self::Unreadable(_)
            | Self::Failed(_) => false,
        }
    }

    pub(crate) fn aborted_at_commit() -> Self {
        Self::Failed(ABORTED_AT_COMMIT.into())
    }

    /// Whether a new connection may help. Nothing was written, or the very same was: trying again is safe.
    pub(crate) fn is_lost_connection(&self) -> bool {
        match self {
            Self::ClosedByOtherTab => true,
            Self::Failed(name) => {
                [ABORTED_AT_COMMIT, "UnknownError", "AbortError", "TransactionInactiveError"]
                    .contains(&name.as_str())
            }
            _ => false,
        }
    }

    /// What it is called when trying again did not help: a full phone aborts at the commit, each time.
    pub(crate) fn after_retries(self) -> Self {
        if self == Self::aborted_at_commit() { Self::OutOfSpace } else { self }
    }

    /// By the name of a `DOMException`.
    fn named(name: &str) -> Self {
        match name {
            "QuotaExceededError" => Self::OutOfSpace,
            "SecurityError" | "NotAllowedError" => Self::Refused,
            "InvalidStateError" => Self::ClosedByOtherTab,
            other => Self::Failed(other.to_owned()),
        }
    }
}

/// Static words, or the browser's name for it: nothing of what is stored.
impl From<&StorageError> for Cause {
    fn from(error: &StorageError) -> Self {
        Self::Exception(error.to_string())
    }
}

impl From<StorageError> for Cause {
    fn from(error: StorageError) -> Self {
        (&error).into()
    }
}

impl From<rexie::Error> for StorageError {
    fn from(error: rexie::Error) -> Self {
        match error {
            rexie::Error::IdbError(error) => error.into(),
            _ => Self::aborted_at_commit(),
        }
    }
}

impl From<idb::Error> for StorageError {
    fn from(error: idb::Error) -> Self {
        use idb::Error as E;
        match error {
            E::IndexedDbNotFound(thrown) => {
                name_of(&thrown).map_or(Self::Unsupported, |name| Self::named(&name))
            }
            E::DomException(exception) => Self::named(&exception.name()),
            E::AddFailed(thrown)
            | E::CountFailed(thrown)
            | E::DeleteFailed(thrown)
            | E::GetAllFailed(thrown)
            | E::GetAllKeysFailed(thrown)
            | E::GetFailed(thrown)
            | E::GetKeyFailed(thrown)
            | E::IndexedDbOpenFailed(thrown)
            | E::IndexNotFound(thrown)
            | E::KeyRangeCreateFailed(thrown)
            | E::ObjectStoreNotFound(thrown)
            | E::TransactionAbortError(thrown)
            | E::TransactionOpenFailed(thrown)
            | E::UpdateFailed(thrown) => Self::named(&name_of(&thrown).unwrap_or_default()),
            // An event that did not say what it was about.
            _ => Self::named("UnknownError"),
        }
    }
}

fn name_of(thrown: &JsValue) -> Option<String> {
    // Asking a plain `undefined` for a property throws.
    Reflect::get(thrown, &"name".into()).ok()?.as_string()
}

#[cfg(test)]
mod tests {
    use strum::IntoEnumIterator;

    use super::*;

    #[test]
    fn all_but_a_browser_that_keeps_nothing_is_tried_again() {
        let for_good: Vec<_> = StorageError::iter().filter(StorageError::is_for_good).collect();
        assert_eq!(for_good, [StorageError::Unsupported, StorageError::Refused]);
        assert_eq!(StorageError::iter().count(), 12);
    }

    #[test]
    fn a_browsers_name_becomes_what_it_means() {
        let cases = [
            ("QuotaExceededError", StorageError::OutOfSpace, false),
            ("SecurityError", StorageError::Refused, false),
            ("InvalidStateError", StorageError::ClosedByOtherTab, true),
            ("UnknownError", StorageError::Failed("UnknownError".into()), true),
            ("AbortError", StorageError::Failed("AbortError".into()), true),
            ("TransactionInactiveError", StorageError::Failed("TransactionInactiveError".into()), true),
            ("ConstraintError", StorageError::Failed("ConstraintError".into()), false),
        ];
        for (name, meant, tried_again) in cases {
            let error = StorageError::named(name);
            assert_eq!(error, meant, "{name}");
            assert_eq!(error.is_lost_connection(), tried_again, "{name}");
        }
    }

    #[test]
    fn an_abort_at_the_commit_is_tried_again_and_then_means_a_full_phone() {
        assert!(StorageError::aborted_at_commit().is_lost_connection());
        assert_eq!(StorageError::aborted_at_commit().after_retries(), StorageError::OutOfSpace);
        assert_eq!(StorageError::Hung.after_retries(), StorageError::Hung);
    }

    #[test]
    fn a_phone_that_does_not_answer_is_not_asked_again_behind_the_persons_back() {
        assert!(!StorageError::Hung.is_lost_connection());
    }
}
