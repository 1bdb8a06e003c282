//! What is said of a fault of the phone's database.

use companion_storage::StorageError;

/// What the person still has, and what to do next.
pub fn storage(error: &StorageError) -> &'static str {
    match error {
        StorageError::Unsupported => {
            "This browser can't keep anything, so it can't keep a record. The briefings and the numbers still \
             open. Write on paper, or open this page in another browser."
        }
        StorageError::Refused => {
            "This browser does not let the app keep anything: it is a private window, or a setting. The briefings \
             and the numbers still open. Write on paper, or leave the private window and open this page again."
        }
        StorageError::NotOpened => {
            "This browser does not open the app's storage: it is a private window, a setting, or a fault of the phone. \
             What you wrote here before is still on the phone: do not delete the browser's data. Leave the private \
             window, or restart the phone, and open this page again; until then write on paper."
        }
        StorageError::OutOfSpace => {
            "The phone did not take the last change, most likely because it is full. What was kept before is still \
             here. Delete some photos or videos; this page then goes on."
        }
        StorageError::ClosedByOtherTab => {
            "Another tab has closed the app's storage for this one. What was kept before is still here. Close the \
             app's other tabs; this page then goes on."
        }
        StorageError::Hung => {
            "The phone's storage has not answered for ten seconds. What was kept before is still here. Leave this \
             page open; if it goes on like this, copy the last words to paper and restart the phone."
        }
        StorageError::Overtaken => {
            "Newer words of this record were kept from another tab. What you write here is still kept beside them, as \
             earlier words. Close the other tab, open this record again, and press “Restore earlier words”."
        }
        StorageError::AlreadySigned => {
            "This record is signed already: it is in My records and is sent from there. What was written since is \
             not part of it. Send that as an addition."
        }
        StorageError::NotTheirPhone => {
            "This page is older than what the phone knows of you: you were set up again, or have left, in another tab. \
             Copy the last words to paper, then open this page again."
        }
        StorageError::NotRemoved => {
            "Not everything was removed: something was found when it was looked for again. Press the button once more; \
             if it goes on like this, delete this site's data in the browser's settings."
        }
        StorageError::Unreadable(_) => {
            "Something kept on this phone can't be read. It is left as it is, and nothing was deleted. Open this \
             page again; if it goes on like this, keep the phone and tell the DSL."
        }
        StorageError::Failed(_) => {
            "The phone did not take the last change. What was kept before is still here. Leave this page open; if \
             it goes on like this, copy the last words to paper and restart the phone."
        }
    }
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
            let sentence = storage(&error);
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
    fn each_fault_has_a_sentence_of_its_own() {
        let all = all();
        let distinct: std::collections::BTreeSet<_> = all.iter().map(storage).collect();
        assert_eq!(distinct.len(), all.len());
    }
}
