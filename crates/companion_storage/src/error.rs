//! Why the phone's database did not do what was asked, by what it means for the person.

use std::fmt;

use js_sys::Reflect;
use wasm_bindgen::JsValue;

/// A transaction that was aborted while it was being committed: no request failed, and the browser does not say
/// through rexie why.
const ABORTED_AT_COMMIT: &str = "aborted at commit";

/// Why the phone's database did not do what was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StorageError {
    /// The browser has no database.
    Unsupported,
    /// The browser has one and does not let this page use it.
    Refused,
    /// The browser has one and does not open it.
    NotOpened,
    /// The phone is full.
    OutOfSpace,
    /// The connection was closed and could not be opened again.
    ClosedByOtherTab,
    /// No answer in ten seconds.
    Hung,
    /// Newer words of the record were kept from another page; what was to be kept is an earlier state now.
    Overtaken,
    /// The record has an envelope in the outbox: it is no draft any more.
    AlreadySigned,
    /// Whoever writes has no place on this phone: they have left it, or have a new name on it.
    NotTheirPhone,
    /// What was removed was found again.
    NotRemoved,
    /// What is stored is not what it should be.
    Unreadable(&'static str),
    /// Anything else, by the browser's name for it.
    Failed(String),
}

impl StorageError {
    /// What the person still has, and what to do next.
    pub fn sentence(&self) -> &'static str {
        match self {
            Self::Unsupported => {
                "This browser can't keep anything, so it can't keep a record. The briefings and the numbers still \
                 open. Write on paper, or open this page in another browser."
            }
            Self::Refused => {
                "This browser does not let the app keep anything: it is a private window, or a setting. The briefings \
                 and the numbers still open. Write on paper, or leave the private window and open this page again."
            }
            Self::NotOpened => {
                "This browser does not open the app's storage: it is a private window, a setting, or a fault of the phone. \
                 What you wrote here before is still on the phone: do not delete the browser's data. Leave the private \
                 window, or restart the phone, and open this page again; until then write on paper."
            }
            Self::OutOfSpace => {
                "The phone did not take the last change, most likely because it is full. What was kept before is still \
                 here. Delete some photos or videos; this page then goes on."
            }
            Self::ClosedByOtherTab => {
                "Another tab has closed the app's storage for this one. What was kept before is still here. Close the \
                 app's other tabs; this page then goes on."
            }
            Self::Hung => {
                "The phone's storage has not answered for ten seconds. What was kept before is still here. Leave this \
                 page open; if it goes on like this, copy the last words to paper and restart the phone."
            }
            Self::Overtaken => {
                "Newer words of this record were kept from another tab. What you write here is still kept beside them, as \
                 earlier words. Close the other tab, open this record again, and press “Bring back earlier words”."
            }
            Self::AlreadySigned => {
                "This record is signed already: it is in My records and is sent from there. What was written since is \
                 not part of it. Send that as an addition."
            }
            Self::NotTheirPhone => {
                "This page is older than what the phone knows of you: you were set up again, or have left, in another tab. \
                 Copy the last words to paper, then open this page again."
            }
            Self::NotRemoved => {
                "Not everything was removed: something was found when it was looked for again. Press the button once more; \
                 if it goes on like this, delete this site's data in the browser's settings."
            }
            Self::Unreadable(_) => {
                "Something kept on this phone can't be read. It is left as it is, and nothing was deleted. Open this \
                 page again; if it goes on like this, keep the phone and tell the DSL."
            }
            Self::Failed(_) => {
                "The phone did not take the last change. What was kept before is still here. Leave this page open; if \
                 it goes on like this, copy the last words to paper and restart the phone."
            }
        }
    }

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

impl fmt::Display for StorageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.sentence())
    }
}

impl std::error::Error for StorageError {}

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
    use super::*;

    /// The next one in the order of their declaration: a new one that has no place here does not compile.
    fn after(error: &StorageError) -> Option<StorageError> {
        use StorageError as E;
        Some(match error {
            E::Unsupported => E::Refused,
            E::Refused => E::NotOpened,
            E::NotOpened => E::OutOfSpace,
            E::OutOfSpace => E::ClosedByOtherTab,
            E::ClosedByOtherTab => E::Hung,
            E::Hung => E::Overtaken,
            E::Overtaken => E::AlreadySigned,
            E::AlreadySigned => E::NotTheirPhone,
            E::NotTheirPhone => E::NotRemoved,
            E::NotRemoved => E::Unreadable("envelope"),
            E::Unreadable(_) => E::Failed("DataError".into()),
            E::Failed(_) => return None,
        })
    }

    fn all() -> Vec<StorageError> {
        std::iter::successors(Some(StorageError::Unsupported), after).collect()
    }

    #[test]
    fn each_fault_says_what_is_still_there_and_what_to_do_next() {
        for error in all() {
            let sentence = error.sentence();
            assert!(
                [
                    "still",
                    "nothing was deleted",
                    "in My records",
                    "Not everything was removed",
                    "the last words"
                ]
                .iter()
                .any(|kept| sentence.contains(kept)),
                "{sentence}"
            );
            let next = [
                "Write on paper",
                "Delete some",
                "Close the",
                "Leave this page",
                "Send that",
                "Open this page",
                "open this page",
                "Press the button once more",
            ];
            assert!(next.iter().any(|next| sentence.contains(next)), "{sentence}");
            assert!(!sentence.contains("Error") && !sentence.contains("  "), "{sentence}");
        }
    }

    #[test]
    fn all_but_a_browser_that_keeps_nothing_is_tried_again() {
        let for_good: Vec<_> = all().into_iter().filter(StorageError::is_for_good).collect();
        assert_eq!(for_good, [StorageError::Unsupported, StorageError::Refused]);
        assert_eq!(all().len(), 12);
    }

    #[test]
    fn each_fault_has_a_sentence_of_its_own() {
        let all = all();
        let distinct: std::collections::BTreeSet<_> = all.iter().map(StorageError::sentence).collect();
        assert_eq!(distinct.len(), all.len());
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
