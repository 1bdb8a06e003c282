//! What is said of a record: unfinished, being signed, or signed.

use companion_app::{DraftError, SigningError};
use companion_model::{
    concern::Recipient,
    delivery::{Delivery, NOT_FINISHED},
};
use companion_seal::SealError;
use companion_storage::StorageError;
use uuid::Uuid;

/// Why a draft is not here, not to be opened, or not to be kept as it is.
pub fn draft(error: DraftError) -> &'static str {
    match error {
        DraftError::Locked => "Unlock the app to go on writing.",
        DraftError::LastWordsNotKeptYet => {
            "The last thing you typed in this record isn't saved yet. It is on this page, sealed. Leave the \
                page open. The record will open when it is saved."
        }
        DraftError::Deleted => "This draft was deleted. You can restore it under My records.",
        DraftError::OfNewerVersion => {
            "This version of the app can't read this record. A newer version may have written it. It hasn't \
                been changed. If a new version is offered, use it. If not, tell your DSL."
        }
        DraftError::Closed => {
            "This record can't be opened with your PIN. It hasn't been changed. Tell the DSL."
        }
        DraftError::Signed => {
            "This record is signed, so it can't be changed. You can add to it under My records."
        }
        DraftError::HandedOver => {
            "This draft was passed on to the school, and is no longer on this phone. My records \
                shows what happened to it. If you know more, write a new record."
        }
        DraftError::NotHere => {
            "This record isn't one of your drafts on this phone. It may have been started on another phone or \
                by someone else, or deleted more than a day ago. Look at My records."
        }
        DraftError::OpenInOtherTab => {
            "This record is open in another tab. Close it there first. Nothing was deleted."
        }
        DraftError::Gone => {
            "This draft is no longer here. It was deleted more than a day ago, or it has been signed. Look at \
                My records."
        }
        DraftError::LockedBeforeKept => {
            "The app was locked before the last thing you typed was saved. Unlock it, open this record again, \
                and check the text."
        }
        DraftError::NotEncrypted => {
            "The last thing you typed couldn't be encrypted, so it isn't saved. The rest is still here. Check \
                the record."
        }
        DraftError::NotTheirPhone => {
            "The last thing you typed couldn't be saved. In another tab you were set up again on this phone, or \
                your records were removed. Write it down again."
        }
        DraftError::NoEarlierWords => {
            "Nothing to restore yet. A copy is saved when you delete a lot at once, and while you write."
        }
        DraftError::NoEarlierWordsOfPage => {
            "Nothing to restore on this page. Look on the other pages of this record."
        }
        DraftError::EarlierWordsDamaged => {
            "Earlier text of this record is on this phone but can't be opened. What is in the boxes now hasn't \
                changed."
        }
    }
}

/// Said of a record that another tab has signed, where nothing was written here since.
pub const IS_SIGNED: &str = "This record is already signed. See My records for where it is.";

/// Said of a record of which another tab has kept newer words.
pub fn is_overtaken() -> &'static str {
    super::storage(&StorageError::Overtaken)
}

/// Said on every screen once what was written beside a signed record is committed.
pub const IS_ADDED: &str = "A record you had open was signed in another tab. What you wrote after that is saved \
    as a new draft under My records.";

/// Why a record was not signed.
pub fn signing(error: &SigningError) -> String {
    let sentences = match error {
        SigningError::NoKeys => {
            "The school's keys on this phone can't be read, so the record can't be sealed. Nothing you wrote is \
                lost. The app will ask for the keys again as soon as you have signal. Sign then. Until then, \
                tell someone by phone."
        }
        SigningError::NoKeysForPractice => {
            "The school's keys on this phone can't be read, so nothing can be sealed. The app will ask for them \
                again as soon as you have signal. Practise then."
        }
        SigningError::NobodySafe => {
            "This app has nobody at the school who can receive this record safely. It stays on this phone. Phone the local authority \
                designated officer (LADO)."
        }
        SigningError::NobodyYet => {
            "Nobody at your school can receive records yet, so nothing was signed. Tell \
            your DSL."
        }
        SigningError::Incomplete(missing) => {
            return missing.iter().map(|missing| missing.sentence).collect::<Vec<_>>().join(" ");
        }
        SigningError::NotWritten => {
            "The app couldn't sign the record. Nothing you wrote is lost. Tell someone by phone now, and keep \
                this phone."
        }
        SigningError::NotSealed(SealError::TooLarge) => {
            "The record is too long to send. Nothing you wrote is lost. Copy the last part onto paper and \
                delete it here. Then sign, and send that part with “Add more”."
        }
        SigningError::NotSealed(SealError::NoRandomness) => {
            "This phone can't seal the record just now. Nothing you wrote is lost. Restart the phone and sign again."
        }
        SigningError::NotSealed(_) => {
            "The app couldn't seal the record. Nothing you wrote is lost. Tell someone by phone now, and keep \
                this phone."
        }
        SigningError::Overtaken => {
            return format!("It is not signed. {}", is_overtaken());
        }
    };
    sentences.to_owned()
}

/// Where an unfinished record is. What was handed over unopened is with the school as well, as it stood then.
pub fn where_a_draft_is(draft: Uuid, outbox: &[Delivery]) -> &'static str {
    let is_it = |one: &Delivery| one.hands_over.as_ref().is_some_and(|what| what.draft == draft);
    if outbox.iter().any(|one| is_it(one) && !one.is_unsent()) {
        "Draft – the school has a copy"
    } else {
        NOT_FINISHED
    }
}

/// Whom the screens speak of: the people of the route that would receive, never somebody it is about.
pub fn people(recipient: Option<&Recipient>) -> &'static str {
    match recipient {
        Some(Recipient::Route(route)) => route.people(),
        Some(Recipient::LocalAuthorityOfficer) => "the local authority’s officer",
        None => "someone at school",
    }
}
