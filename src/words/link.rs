//! What is said of a link that did not set up a phone.

use companion_app::LinkError;
use companion_browser::http::NoAnswer;
use companion_seal::directory::DirectoryError;

use super::storage::storage;

/// What the person still has, and what to do next.
pub fn link(error: &LinkError) -> String {
    let sentences = match error {
        LinkError::NotWhole => {
            "Part of this link is missing. Nothing on this phone has changed. Open the link \
             again from where you got it, or ask your DSL for a new one."
        }
        LinkError::OtherSchool => {
            "This link is for another school than this phone is set up for. Nothing on this phone has changed, and \
             the link is not used up: open it on another phone."
        }
        LinkError::LockedMeanwhile => {
            "The app was locked meanwhile. Nothing on this phone has changed, and the link works as before. \
             Press the button again."
        }
        LinkError::NoAnswer(NoAnswer::Unreachable) => {
            "There is no connection to the school. Nothing is lost. Find signal and press the button again."
        }
        LinkError::NoAnswer(NoAnswer::TimedOut) => {
            "The school's endpoint did not answer in time. Nothing is lost. Press the button again."
        }
        LinkError::Spent => {
            "This link was used already, was withdrawn, or is too old: each link sets up one phone. Nothing on \
             this phone has changed. Ask your DSL for a new link."
        }
        LinkError::SpentWithOtherPin => {
            "This link was used already, was withdrawn, or is too old. You began to set up this phone with it, \
             with another PIN: if you know that one, type it. Else ask your DSL for a new link."
        }
        LinkError::SpentForNewPlace => {
            "This link was used already, was withdrawn, or is too old. You began to set up a place of your own \
             with it: choose that again, and type the PIN you chose then. Else ask your DSL for a new link."
        }
        LinkError::SpentForPlaceHere => {
            "This link was used already, was withdrawn, or is too old. You began to set up a place again that is \
             on this phone: choose that name, and type its PIN. Else ask your DSL for a new link."
        }
        LinkError::SpentForOtherName => {
            "This link was used already, was withdrawn, or is too old. If you began with another name on this phone, \
             choose that name, and type its PIN. Else ask your DSL for a new link."
        }
        LinkError::Unknown => {
            "The school does not know this link. Nothing on this phone has changed. Ask your DSL for a new link."
        }
        LinkError::Busy => {
            "The school's endpoint can't do this just now. Nothing is lost. Wait a minute and press the button again."
        }
        LinkError::Strange => {
            "Something between this phone and the school answered instead of the school: often a Wi-Fi login page. \
             Nothing is lost. Log in to the Wi-Fi or use mobile data, then press the button again."
        }
        LinkError::Directory(error) => return refused_directory(*error),
        LinkError::NotBegun(error) => {
            return format!("{} Nothing has been set up, and the link is not used up.", storage(error));
        }
        LinkError::NotStored(error) => {
            return format!(
                "{} The link still sets up this phone, and no other: then press the button again, with the same PIN.",
                storage(error)
            );
        }
    };
    sentences.to_owned()
}

/// What the person still has when a directory is refused.
pub fn refused_directory(error: DirectoryError) -> String {
    format!(
        "What came back is refused: {error}. Nothing on this phone has changed, and nothing is sent to a key that \
         the school did not sign. Tell your DSL, and try again on another connection."
    )
}
