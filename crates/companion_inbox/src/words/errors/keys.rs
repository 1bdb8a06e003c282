//! Why keys were not made, changed or introduced, and who is not invited.

use crate::{
    founding::FoundingError,
    joining::{ConfirmationError, InvitationError, JoiningError},
    receipt_keys::{MOST, ReceiptKeyError},
    rotation::RotationError,
};

impl FoundingError {
    /// Why no school was made.
    pub(super) fn sentence(self) -> String {
        match self {
            Self::NoRoute => "Nobody would be able to open a record. Choose at least one office.".to_owned(),
            Self::Keys(cause) => {
                format!("The keys could not be made: {cause}. Nothing was set up; try another browser.")
            }
        }
    }
}

impl InvitationError {
    /// Why nobody was invited.
    pub(super) fn sentence(self) -> String {
        match self {
            Self::NotAdministrator => {
                "Only an administrator can invite somebody. Nothing was made.".to_owned()
            }
            Self::HasSomebody => {
                "This office has somebody already; one more is not in this version. Nothing was made.".to_owned()
            }
            Self::Oneself => {
                "This is your own name. A record about you must reach somebody else: invite the person who holds this office. \
                 Nothing was made."
                    .to_owned()
            }
            Self::Keys(cause) => format!("No link was made: {cause}. Try another browser."),
        }
    }
}

impl JoiningError {
    /// Why somebody could not join.
    pub(super) fn sentence(self) -> String {
        match self {
            Self::Directory(cause) => {
                format!("Nothing was made: {cause}. Ask whoever sent you the link, in person or by phone.")
            }
            Self::UnknownInviter => {
                "Whoever sent you this link does not receive records for the school any more, and could not confirm you. Nothing \
                 was made; ask the school, in person or by phone, for a new link."
                    .to_owned()
            }
            Self::HasSomebody => {
                "This office has somebody already. Nothing was made; tell whoever sent you the link.".to_owned()
            }
            Self::Keys(cause) => {
                format!("The keys could not be made: {cause}. Nothing was made; try another browser.")
            }
        }
    }
}

impl ConfirmationError {
    /// Why somebody who waits can't be confirmed.
    pub(super) fn sentence(self) -> String {
        match self {
            Self::NotYours => "Only the member who made the link can confirm.".to_owned(),
            Self::NotProved => "These keys were not made with your link.".to_owned(),
            Self::HasSomebody => "This office has somebody by now.".to_owned(),
            Self::OtherRoot => {
                "Your root key is not the school's. Nothing was changed; tell whoever runs the endpoint."
                    .to_owned()
            }
            Self::Keys(cause) => format!("Nothing was changed: {cause}. Try another browser."),
        }
    }
}

/// The same on the notice about who waits, with what to do.
pub fn waits_refused(name: &str, error: ConfirmationError) -> String {
    let next = match error {
        ConfirmationError::NotProved => format!(
            "They can only be refused. Ask {name} in person, make {name} a new link, and tell whoever runs the endpoint."
        ),
        _ => "They can be refused here.".to_owned(),
    };
    format!("Somebody waits as {name}. {} {next}", error.sentence())
}

impl RotationError {
    /// Why no new key was made for a route.
    pub(super) fn sentence(&self) -> String {
        match self {
            Self::NotYours => "These keys are not yours to change. Nothing was changed.".to_owned(),
            Self::Yourself => {
                "Somebody else of this office has to remove you. Nothing was changed.".to_owned()
            }
            Self::NotThere => {
                "They do not hold these records' keys any more. Nothing was changed. Sign in again to see who does."
                    .to_owned()
            }
            Self::NoSealingKey(names) => format!(
                "The new key can't be given to {names}: the directory has no key that is signed as theirs. Nothing was changed, and \
                 everything opens as before. Remove whoever is meant to leave anyway, or ask whoever runs the endpoint."
            ),
            Self::Keys(cause) => {
                format!("The key could not be made: {cause}. Nothing was changed; try another browser.")
            }
        }
    }
}

impl ReceiptKeyError {
    /// Why a receipt key can't be published.
    pub(super) fn sentence(self) -> String {
        match self {
            Self::NoKey => {
                "This is not the line that your IT support printed for a second receipt key. Nothing was changed. Copy the whole \
                 line again: it has 43 letters, digits and signs."
                    .to_owned()
            }
            Self::Known => "Phones know this key already. Nothing was changed.".to_owned(),
            Self::TooMany => {
                format!("The school has published {MOST} receipt keys, the most there can be. Nothing was changed.")
            }
            Self::NotAdministrator => {
                "Only an administrator can publish a receipt key. Nothing was changed.".to_owned()
            }
            Self::Seal(cause) => {
                format!("The key can't be published: {cause}. Nothing was changed.")
            }
        }
    }
}
