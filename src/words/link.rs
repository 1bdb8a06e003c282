//! What is said of a link that did not set up a phone.

use companion_app::LinkError;
use companion_browser::http::NoAnswer;
use companion_seal::directory::DirectoryError;

use super::storage::storage;

/// What the person still has, and what to do next.
pub fn link(error: &LinkError) -> String {
    let sentences = match error {
        LinkError::NotWhole => {
            "Part of this link is missing. Nothing on this phone has changed. Copy the whole link and open or \
                paste it again, or ask your DSL for a new one."
        }
        LinkError::OtherSchool => {
            "This link is for a different school, so it wasn't used. Nothing on this phone has changed. Open it \
                on another phone."
        }
        LinkError::LockedMeanwhile => {
            "The app was locked in the meantime, so the link wasn't used. Nothing on this phone has changed. \
                Try again."
        }
        LinkError::NoAnswer(NoAnswer::Unreachable) => {
            "There is no connection to the school. Nothing is lost. Find signal and try again."
        }
        LinkError::NoAnswer(NoAnswer::TimedOut) => {
            "The school's server didn't answer in time. Nothing is lost. Try again."
        }
        LinkError::Spent => {
            "This link no longer works. It was used or withdrawn, or has expired. Each link sets up one phone. \
                Nothing on this phone has changed. Ask your DSL for a new link."
        }
        LinkError::SpentWithOtherPin => {
            "This link no longer works. It was used or withdrawn, or has expired. You started to set up this \
                phone with it. If you used a different PIN then, enter that one. If not, ask your DSL for a new \
                link."
        }
        LinkError::SpentForNewPlace => {
            "This link no longer works. It was used or withdrawn, or has expired. You started to add yourself \
                to this phone with it. Go back, choose “I'm someone else. Add me to this phone”, and enter the \
                PIN you chose then. If that doesn't \
                work, ask your DSL for a new link."
        }
        LinkError::SpentForPlaceHere => {
            "This link no longer works. It was used or withdrawn, or has expired. You started to set someone up \
                again with it. Go back, choose that person's name and enter their PIN. If that doesn't work, ask your DSL for a \
                new link."
        }
        LinkError::SpentForOtherName => {
            "This link no longer works. It was used or withdrawn, or has expired. If you started with another \
                name on this phone, go back, choose that name and enter its PIN. If not, ask your DSL for a new link."
        }
        LinkError::Unknown => {
            "The school does not know this link. Nothing on this phone has changed. Ask your DSL for a new link."
        }
        LinkError::Busy => {
            "The school's server can't do this just now. Nothing is lost. Wait a minute and try again."
        }
        LinkError::Strange => {
            "Something other than the school answered, often a Wi-Fi login page. Nothing is lost. Log in to the \
                Wi-Fi or use mobile data, then try again."
        }
        LinkError::Directory(error) => return refused_directory(*error),
        LinkError::NotBegun(error) => {
            return format!("{} Nothing has been set up, and the link wasn't used.", storage(error));
        }
        LinkError::NotStored(error) => {
            return format!(
                "{} The link now works on this phone only. Press the button again, with the same PIN.",
                storage(error)
            );
        }
    };
    sentences.to_owned()
}

/// What the person still has when a directory is refused.
pub fn refused_directory(error: DirectoryError) -> String {
    // A database that was restored has an older list, too.
    if error == DirectoryError::Older {
        return "The school's server sent an older list of keys, so the app kept the one on this phone. Nothing on this phone \
            has changed. Tell your DSL."
            .to_owned();
    }
    format!(
        "The app refused a list of keys that may not be your school's, because {error}. Nothing on this phone has changed. \
            The app sends nothing to anyone the school hasn't approved. Tell your DSL, and try another connection."
    )
}
