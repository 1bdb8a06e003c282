//! Why a link did not set up a phone: what the person still has and what to do.

use companion_browser::http::NoAnswer;
use companion_model::wire::{
    read,
    v1::{Problem, problem},
};
use companion_storage::StorageError;

/// The link was redeemed, and what came of it could not be stored.
pub(super) const STILL_GOOD: &str =
    "The link still sets up this phone, and no other: then press the button again, with the same PIN.";
/// The link is spent, and this phone has begun to use it.
pub(super) const ANOTHER_PIN: &str = "This link was used already, was withdrawn, or is too old. You began to set up this phone with it, \
     with another PIN: if you know that one, type it. Else ask your DSL for a new link.";
/// The same, and what was begun is a place of somebody's own, while one that is here was to be set up again.
pub(super) const AS_SOMEBODY_NEW: &str = "This link was used already, was withdrawn, or is too old. You began to set up a place of your own \
     with it: choose that again, and type the PIN you chose then. Else ask your DSL for a new link.";
/// The same, and what was begun is somebody's place again, while a new one was to be made.
pub(super) const AS_SOMEBODY_HERE: &str = "This link was used already, was withdrawn, or is too old. You began to set up a place again that is \
     on this phone: choose that name, and type its PIN. Else ask your DSL for a new link.";
/// The same, and it is not known whose place it was that was to be set up again.
pub(super) const ANOTHER_NAME: &str = "This link was used already, was withdrawn, or is too old. If you began with another name on this phone, \
     choose that name, and type its PIN. Else ask your DSL for a new link.";

/// What was made for a link could not be stored: it is not redeemed.
pub(super) fn not_begun(error: StorageError) -> String {
    format!("{} Nothing has been set up, and the link is not used up.", error.sentence())
}

/// Nobody answered.
pub(super) fn no_answer(why: NoAnswer) -> String {
    match why {
        NoAnswer::Unreachable => {
            "There is no connection to the school. Nothing is lost. Find signal and press the button again."
        }
        NoAnswer::TimedOut => {
            "The school's endpoint did not answer in time. Nothing is lost. Press the button again."
        }
    }
    .to_owned()
}

/// Whether the school says that a link was used, or is too old.
pub(super) fn is_spent(status: u16, body: &[u8]) -> bool {
    kind(status, body).as_deref() == Some(problem::SPENT_CODE)
}

fn kind(status: u16, body: &[u8]) -> Option<String> {
    read::<Problem>(body).ok().filter(|problem| problem.status == status).map(|problem| problem.kind)
}

/// Somebody answered, and it is not what was asked for.
pub(super) fn refusal(status: u16, body: &[u8]) -> String {
    match kind(status, body).as_deref() {
        Some(problem::SPENT_CODE) => {
            "This link was used already, was withdrawn, or is too old: each link sets up one phone. Nothing on \
             this phone has changed. Ask your DSL for a new link."
        }
        Some(problem::UNKNOWN_CODE) => {
            "The school does not know this link. Nothing on this phone has changed. Ask your DSL for a new link."
        }
        Some(problem::UNAVAILABLE | problem::TOO_MANY) => {
            "The school's endpoint can't do this just now. Nothing is lost. Wait a minute and press the button again."
        }
        _ => {
            "Something between this phone and the school answered instead of the school: often a Wi-Fi login page. \
             Nothing is lost. Log in to the Wi-Fi or use mobile data, then press the button again."
        }
    }
    .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_refused_link_has_a_sentence_of_its_own() {
        let problem = |kind: &str, status| {
            serde_json::to_vec(&Problem {
                kind: kind.into(),
                title: String::new(),
                status,
                detail: String::new(),
            })
            .unwrap()
        };
        assert!(refusal(410, &problem(problem::SPENT_CODE, 410)).starts_with("This link was used already"));
        assert!(is_spent(410, &problem(problem::SPENT_CODE, 410)));
        assert!(!is_spent(200, &problem(problem::SPENT_CODE, 410)));
        assert!(!is_spent(404, &problem(problem::UNKNOWN_CODE, 404)));
        assert!(
            refusal(404, &problem(problem::UNKNOWN_CODE, 404))
                .starts_with("The school does not know this link")
        );
        assert!(refusal(200, b"<html>Welcome to the Wi-Fi</html>").contains("Wi-Fi login page"));
    }
}
