//! Every sentence about an error or a state, in one place. Screens draw them; nothing beneath a screen makes one.

mod gone;
mod link;
mod record;
mod storage;
mod vault;

use companion_app::AppError;
use companion_browser::capabilities::Needed;

pub use gone::{emptied_while_open, gone};
pub use link::link;
use record::draft;
pub use record::{IS_SIGNED, is_overtaken, people, where_a_draft_is};
use storage::storage;
use vault::{pin, vault};

use crate::state::{DirectoryFault, LastWords};

/// Said of every change of a PIN that did not come about.
const PIN_UNCHANGED: &str = "Your PIN hasn't changed.";

/// What the person still has, and what to do next.
pub fn error(error: &AppError) -> String {
    let sentences = match error {
        AppError::Locked => "The app is locked. Nothing you wrote is lost. Unlock it and try again.",
        AppError::Opening => {
            "The app is still opening your records. Nothing has changed. Try again in a moment."
        }
        AppError::NotSetUp => {
            "This phone isn't set up, or your records were removed from it in another tab. Ask the DSL for a link."
        }
        AppError::NobodyChosen => "Choose your name first. Nothing has changed.",
        AppError::Storage(error) => storage(error),
        AppError::Vault(error) => vault(*error),
        AppError::TooManyTries(wait_ms) => return vault::too_many_tries(*wait_ms),
        AppError::Link(error) => return link(error),
        AppError::NothingSetUp(error) => return format!("{} Nothing has been set up yet.", pin(*error)),
        AppError::PinUnchanged(None) => PIN_UNCHANGED,
        AppError::PinUnchanged(Some(why)) => return format!("{} {PIN_UNCHANGED}", self::error(why)),
        AppError::PinUnknown => {
            "This phone can't tell whether your PIN was changed. One of the two works. Try the new one first."
        }
        AppError::Pin(error) => pin(*error),
        AppError::NotAlone => {
            "Someone else uses this phone too, so only your PIN can open your records. Nothing has changed."
        }
        AppError::PasskeyEnded => {
            "Fingerprint, face or code no longer works here. Your records are safe, and your PIN opens them."
        }
        AppError::Draft(error) => draft(*error),
        AppError::Signing(error) => return record::signing(error),
        AppError::CopyLocked => {
            "The app is locked. What you signed is on this phone, sealed. Unlock the app and try again."
        }
        AppError::CopyGone => {
            "The school now has this record, so your own copy has been removed from this phone."
        }
        AppError::CopyDamaged => {
            "Your own copy of this record can't be opened. This page says above where the record itself is."
        }
        AppError::NoFile => {
            "This browser couldn't save the file. Tell someone by phone, and keep this phone."
        }
        AppError::ChangedMeanwhile => {
            "Something changed on this phone in the meantime. Nothing was removed. Check again."
        }
        AppError::LossNotConfirmed => "Nothing was removed. Check what would be lost, then tick the box.",
        AppError::NoBriefings => {
            "The briefings are not on this phone just now. Leave this page open, and they will come when you have \
                signal. Your records are safe."
        }
        AppError::SomeBriefingsMissing => {
            "Some briefings are not on this phone just now. Leave this page open, and they will come when you have signal."
        }
        AppError::NoWordList => {
            "The app can't show the six words, because a file is missing on this phone. Your records are safe. \
                When you have signal, open this page again."
        }
    };
    sentences.to_owned()
}

/// What became of the last words of a draft that was closed.
pub fn last_words(words: &LastWords) -> String {
    match words {
        LastWords::Added => record::IS_ADDED.to_owned(),
        LastWords::NotTheRecords(why) => error(why),
    }
}

/// Why there is no newer directory of the school, or none at all.
pub fn directory(fault: DirectoryFault) -> String {
    match fault {
        DirectoryFault::Unreadable => {
            "The school's keys on this phone can't be read, so nothing can be signed or sent. What you write is \
                still saved. The app will ask for the keys again as soon as you have signal. Until then, tell \
                someone by phone."
                .to_owned()
        }
        DirectoryFault::Refused(error) => link::refused_directory(error),
    }
}

/// What an old browser can't do for somebody with two tabs of the app; `None` where that makes no difference to them.
pub fn lacks(missing: Needed) -> Option<&'static str> {
    match missing {
        Needed::OneTabAtATime => Some(
            "This browser can't stop a record being open in two tabs. Keep the app open in one tab only.",
        ),
        Needed::WordsBetweenTabs => Some(
            "This browser can't tell the app's other tabs to hide or lock. Keep the app open in one tab only.",
        ),
        Needed::Encryption => None,
    }
}

#[cfg(test)]
mod tests {
    use companion_app::vault::VaultError;

    use super::*;

    #[test]
    fn what_is_locked_or_still_opening_is_never_called_damaged() {
        for why in [AppError::Locked, AppError::Opening, AppError::NotSetUp, AppError::NobodyChosen] {
            assert_ne!(error(&why), vault(VaultError::Damaged));
        }
    }
}
