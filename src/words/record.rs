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
        DraftError::Locked => "Unlock this phone with your PIN to go on writing.",
        DraftError::LastWordsNotKeptYet => {
            "The phone has not taken the last words of this record yet: they are in this page, sealed. \
             Leave it open, and make room on the phone. The record then opens by itself."
        }
        DraftError::Deleted => "This record was deleted. Under My records it can be brought back.",
        DraftError::OfNewerVersion => {
            "This version of the app can't read this record: it may have been written with a newer one. It is kept as it is, and \
             your PIN opens it. Update the app. If that does not help, tell the DSL."
        }
        DraftError::Closed => "This record can't be opened with your PIN. It is kept as it is. Tell the DSL.",
        DraftError::Signed => {
            "This record is signed: nothing in it can be changed any more. It is under My records, where you can add to it."
        }
        DraftError::HandedOver => {
            "This record was handed over to the school unfinished, as it last stood, and is not on this phone any more. Under My \
             records you see what became of it. What you know beyond it you can write in a new record."
        }
        DraftError::NotHere => {
            "This record is not among your unfinished ones on this phone: it was begun on another phone or by somebody else, or it \
             was deleted and its day is over. Look at My records."
        }
        DraftError::OpenInOtherTab => {
            "This record is open in another tab. Close it there first. Nothing was deleted."
        }
        DraftError::Gone => "This record is not on this phone any more: its day was over, or it was signed.",
        DraftError::LockedBeforeKept => {
            "The app was locked before the last words were kept. Unlock it, open this record again, and look at them."
        }
        DraftError::NotEncrypted => {
            "The phone could not encrypt the last words, so they are not kept. What was kept before is still here."
        }
        DraftError::NotTheirPhone => {
            "The last words you wrote could not be kept: in another tab you were set up again on this phone, or have \
             left it. Write them down again."
        }
        DraftError::NoEarlierWords => {
            "Nothing to restore yet. A copy is saved when you delete a lot at once, and while you write."
        }
        DraftError::NoEarlierWordsOfPage => {
            "Nothing to restore on this page. Other pages of this record may have earlier words."
        }
        DraftError::EarlierWordsDamaged => {
            "Earlier words of this record are on this phone, and can't be opened. What is in the boxes now is not touched by \
             that."
        }
    }
}

/// Said of a record that another tab has signed, where nothing was written here since.
pub const IS_SIGNED: &str = "This record is signed already. It is in My records, and is sent from there.";

/// Said of a record of which another tab has kept newer words.
pub fn is_overtaken() -> &'static str {
    super::storage(&StorageError::Overtaken)
}

/// Said on every screen once what was written beside a signed record is committed.
pub const IS_ADDED: &str = "This record was signed in another tab. What you wrote since is kept as an addition to it, not \
     finished: it is in My records.";

/// Why a record was not signed.
pub fn signing(error: &SigningError) -> String {
    let sentences = match error {
        SigningError::NoKeys => {
            "The school's keys on this phone can't be read, so the record can't be sealed. Every word is kept. The \
             keys are asked for anew as soon as there is signal: sign then. Until then tell somebody by phone."
        }
        SigningError::NoKeysForPractice => {
            "The school's keys on this phone can't be read, so nothing can be sealed for anybody. They are asked for anew \
             as soon as there is signal: practise then."
        }
        SigningError::NobodySafe => {
            "Nobody at the school can receive this record safely. It stays on this phone. Phone the local authority's \
             designated officer."
        }
        SigningError::NobodyYet => "Your school has nobody yet who could receive it.",
        SigningError::Incomplete(missing) => {
            return missing.iter().map(|missing| missing.sentence).collect::<Vec<_>>().join(" ");
        }
        SigningError::NotWritten => {
            "The app could not put the record together. Every word is kept as a draft. Phone the DSL now, and keep this phone."
        }
        SigningError::NotSealed(SealError::TooLarge) => {
            "The record is too long for one envelope. Shorten it, and send the rest as an addition. Every word is kept as a \
             draft."
        }
        SigningError::NotSealed(SealError::NoRandomness) => {
            "This phone gave no random numbers, so the record can't be sealed. Restart the phone. Every word is \
                kept as a draft."
        }
        SigningError::NotSealed(_) => {
            "The school's key on this phone can't be used. Phone the DSL now, and keep this phone. Every word is kept as a \
             draft."
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
        "Not finished – the school has it as it was handed over"
    } else {
        NOT_FINISHED
    }
}

/// Whom the screens speak of: the people of the route that would receive, never somebody it is about.
pub fn people(recipient: Option<&Recipient>) -> &'static str {
    match recipient {
        Some(Recipient::Route(route)) => route.people(),
        Some(Recipient::LocalAuthorityOfficer) => "the local authority’s officer",
        None => "the right person",
    }
}
