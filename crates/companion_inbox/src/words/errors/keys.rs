//! Why keys were not made, changed or introduced, and who is not invited.

use super::Sentence;
use crate::{
    founding::FoundingError,
    joining::{ConfirmationError, InvitationError, JoiningError},
    receipt_keys::{MOST, ReceiptKeyError},
    rotation::RotationError,
};

/// Why no school was made.
impl Sentence for FoundingError {
    fn sentence(&self) -> String {
        match self {
            Self::NoRoute => "Nobody would be able to open a record. Choose at least one role.".to_owned(),
            Self::Keys(cause) => {
                format!(
                    "The keys couldn't be made, because {cause}. Nothing was set up. Try another browser."
                )
            }
        }
    }
}

/// Why nobody was invited.
impl Sentence for InvitationError {
    fn sentence(&self) -> String {
        match self {
            Self::NotAdministrator => {
                "Only the person who set up the school can invite someone. No link was made.".to_owned()
            }
            Self::HasSomebody => {
                "Someone already holds this role. This version can't add another. No link was made.".to_owned()
            }
            Self::Oneself => {
                "This is your own name. A record about you must reach someone else. Invite the person who holds \
                    this role. No link was made."
                    .to_owned()
            }
            Self::Keys(cause) => format!("No link was made: {cause}. Try another browser."),
        }
    }
}

/// Why somebody could not join.
impl Sentence for JoiningError {
    fn sentence(&self) -> String {
        match self {
            Self::Directory(cause) => {
                format!(
                    "No keys were made: {cause}. Ask the person who sent you the link, in person or by phone."
                )
            }
            Self::UnknownInviter => {
                "The person who sent you this link no longer receives the school's records. They can't confirm \
                    you. No keys were made. Ask the school, in person or by phone, for a new link."
                    .to_owned()
            }
            Self::HasSomebody => {
                "Someone already holds this role. No keys were made. Tell the person who sent you the link."
                    .to_owned()
            }
            Self::Keys(cause) => {
                format!("The keys couldn't be made, because {cause}. Try another browser.")
            }
        }
    }
}

/// Why somebody who waits can't be confirmed.
impl Sentence for ConfirmationError {
    fn sentence(&self) -> String {
        match self {
            Self::NotYours => "Only the person who made the link can confirm.".to_owned(),
            Self::NotProved => "These keys didn't come from your link.".to_owned(),
            Self::HasSomebody => "Someone holds this role now.".to_owned(),
            Self::OtherRoot => {
                "Your copy of the school's main key doesn't open, or isn't the school's. Nothing was changed. Tell your IT support.".to_owned()
            }
            Self::Keys(cause) => format!("Nothing was changed: {cause}. Try another browser."),
        }
    }
}

/// The same on the notice about who waits, with what to do.
pub fn waits_refused(name: &str, error: ConfirmationError) -> String {
    let next = match error {
        ConfirmationError::NotProved => format!(
            "You can only refuse. Speak to {name} in person, make them a new link, and tell your IT support."
        ),
        _ => "You can refuse them here.".to_owned(),
    };
    format!("Someone is waiting as {name}. {} {next}", error.sentence())
}

/// Why no new key was made for a route.
impl Sentence for RotationError {
    fn sentence(&self) -> String {
        match self {
            Self::NotYours => {
                "Your keys can't change these. Nothing was changed. Tell your IT support.".to_owned()
            }
            Self::Yourself => "Someone else in this role has to remove you. Nothing was changed.".to_owned(),
            Self::NotThere => {
                "They no longer hold this role. Nothing was changed. Sign in again to see who does."
                    .to_owned()
            }
            Self::NoSealingKey(names) => format!(
                "The new key can't be given to {names}. The school's list has no verified key for them. Nothing \
                    was changed. Everything opens as before. Remove them if they are leaving, or ask your \
                    IT support."
            ),
            Self::Keys(cause) => {
                format!(
                    "The key couldn't be made, because {cause}. Nothing was changed. Try another browser."
                )
            }
        }
    }
}

/// Why a receipt key can't be published.
impl Sentence for ReceiptKeyError {
    fn sentence(&self) -> String {
        match self {
            Self::NoKey => {
                "This is not the line that your IT support printed for a second receipt key. Nothing was \
                    changed. Copy the whole line again. It has 43 letters, digits and symbols."
                    .to_owned()
            }
            Self::Known => "It is already published. Nothing was changed.".to_owned(),
            Self::TooMany => {
                format!(
                    "The school has published {MOST} receipt keys, the most allowed. Nothing was changed. Tell \
                        your IT support."
                )
            }
            Self::NotAdministrator => {
                "Only the person who set up the school can publish this, with a role's key that opens. Nothing \
                    was changed. If that is you, tell your IT support.".to_owned()
            }
            Self::Seal(cause) => {
                format!("The key can't be published, because {cause}. Nothing was changed. Tell your IT support.")
            }
        }
    }
}
