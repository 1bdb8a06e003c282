//! What is said of a fault of the phone's database.

use companion_storage::StorageError;

/// What the person still has, and what to do next.
pub fn storage(error: &StorageError) -> &'static str {
    match error {
        StorageError::Unsupported => {
            "This browser can't save anything, so you can't write a record here. You can still read briefings \
                and find numbers. Write on paper, or open this page in another browser."
        }
        StorageError::Refused => {
            "This browser doesn't let the app save anything. It may be a private window, or a setting. You can \
                still read briefings and find numbers. Write on paper, or leave the private window and open \
                this page again."
        }
        StorageError::NotOpened => {
            "This browser can't open the app's storage. It may be a private window, a setting, or a fault. What \
                you wrote before should still be on the phone, so don't delete the browser's data. Leave the private \
                window, or restart the phone, and open this page again. Until then, write on paper."
        }
        StorageError::OutOfSpace => {
            "The phone couldn't save the last change, probably because it is full. What was saved before is \
                still here. Delete some photos or videos, then try again."
        }
        StorageError::ClosedByOtherTab => {
            "The app has lost its storage, probably to another tab. What was saved before is still here. Close \
                the app's other tabs. This page will then carry on."
        }
        StorageError::Hung => {
            "The phone's storage hasn't answered for ten seconds. What was saved before is still here. Leave \
                this page open. If it doesn't get better, copy what you last typed onto paper and restart the phone."
        }
        StorageError::Overtaken => {
            "Another tab has saved newer text in this record. What you wrote in this tab is saved beside it. \
                Close the other tab and open the record again. To get your text back, press “Restore deleted \
                text”."
        }
        StorageError::AlreadySigned => {
            "This record is already signed. See My records for where it is. What you wrote since is not part of \
                it. Write it again with “Add more”."
        }
        StorageError::NotTheirPhone => {
            "This page is out of date. In another tab you were set up again, or your records were removed. Copy \
                anything you have just typed onto paper, then open this page again."
        }
        StorageError::NotRemoved => {
            "Not everything was removed. The app found something left. Try again. If that doesn't help, keep \
                the phone and tell your DSL."
        }
        StorageError::Unreadable(_) => {
            "Something saved on this phone can't be read. It hasn't been changed or deleted. Open this page \
                again. If that doesn't help, keep the phone and tell the DSL."
        }
        StorageError::Failed(_) => {
            "The phone's storage isn't working just now. What was saved before is still here. Leave this page \
                open. If it doesn't get better, copy what you last typed onto paper and restart the phone."
        }
    }
}

#[cfg(test)]
mod tests {
    use strum::IntoEnumIterator;

    use super::*;

    #[test]
    fn each_fault_says_what_is_still_there_and_what_to_do_next() {
        for error in StorageError::iter() {
            let sentence = storage(&error);
            assert!(
                [
                    "still",
                    "saved beside it",
                    "hasn't been changed",
                    "See My records",
                    "Not everything was removed",
                    "you have just typed"
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
                "Write it again",
                "Open this page",
                "open this page",
                "Try again",
            ];
            assert!(next.iter().any(|next| sentence.contains(next)), "{sentence}");
            assert!(!sentence.contains("Error") && !sentence.contains("  "), "{sentence}");
        }
    }

    #[test]
    fn each_fault_has_a_sentence_of_its_own() {
        let all: Vec<_> = StorageError::iter().collect();
        let distinct: std::collections::BTreeSet<_> = all.iter().map(storage).collect();
        assert_eq!(distinct.len(), all.len());
    }
}
