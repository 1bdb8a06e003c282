//! Setting up this phone: an invitation becomes a vault, a device and an enrolment, or a sentence. What the phone makes is
//! kept before it asks: a link is never used up for what could not be stored.

use companion_model::wire::{
    Bytes, read,
    v1::{AuthorName, EnrolmentOffer, SignedDirectory},
};
use companion_seal::{
    directory::{self, DirectoryError, Trust},
    invitation::Invitation,
};
use companion_storage::{Begun, Enrolment, Storage};

mod attempt;
mod refusals;
mod used;

pub use attempt::{Attempt, Enrolled};
use refusals::{is_spent, no_answer, refusal};
pub use used::{forget_links_of, used_by};

use super::client;

/// Whether a link still sets up whatever phone.
async fn is_unused(invitation: &Invitation) -> Result<bool, String> {
    let answer = client::offer(&invitation.code()).await.map_err(no_answer)?;
    if read::<EnrolmentOffer>(&answer.body).is_ok() {
        Ok(true)
    } else if is_spent(answer.status, &answer.body) {
        Ok(false)
    } else {
        Err(refusal(answer.status, &answer.body))
    }
}

fn code(invitation: &Invitation) -> Bytes {
    companion_seal::digest(invitation.code().as_bytes()).into()
}

/// What was made for this link before.
async fn begun(storage: &Storage, invitation: &Invitation) -> Result<Option<Begun>, String> {
    Ok(storage.begun(&code(invitation)).await.map_err(|error| error.sentence())?)
}

/// Asks whom an invitation is for. It is not used up by that. One that this phone has begun to use is known here.
///
/// # Errors
/// A sentence: what the person still has and what to do.
pub async fn whom_for(storage: &Storage, invitation: &Invitation) -> Result<AuthorName, String> {
    if let Some(offer) = begun(storage, invitation).await?.and_then(|begun| begun.offer) {
        return Ok(offer);
    }
    let answer = client::offer(&invitation.code()).await.map_err(no_answer)?;
    let offer = read::<EnrolmentOffer>(&answer.body).map_err(|_| refusal(answer.status, &answer.body))?;
    Ok(offer.author)
}

/// A phone belongs to one school.
///
/// # Errors
/// A sentence: what the person still has and what to do.
pub fn check_same_school(enrolment: &Enrolment, invitation: &Invitation) -> Result<(), String> {
    let same =
        enrolment.school == invitation.school && enrolment.root_fingerprint.0 == invitation.root_fingerprint;
    let another = "This link is for another school than this phone is set up for. Nothing on this phone has changed, and \
                   the link is not used up: open it on another phone.";
    if same { Ok(()) } else { Err(another.to_owned()) }
}

/// Reads an enrolment link's fragment.
///
/// # Errors
/// A sentence: what the person still has and what to do.
pub fn invitation(fragment: &str) -> Result<Invitation, String> {
    Invitation::from_fragment(fragment).map_err(|_| {
        "This link is not whole: part of it got lost on the way. Nothing on this phone has changed. Open the link \
         again from where you got it, or ask your DSL for a new one."
            .to_owned()
    })
}

fn check(signed: &SignedDirectory, invitation: &Invitation) -> Result<(), String> {
    let trust = Trust::Pinned {
        school: invitation.school,
        root_fingerprint: &invitation.root_fingerprint,
        known: None,
    };
    directory::verify(signed, trust).map(drop).map_err(refused_directory)
}

/// What the person still has when a directory is refused.
pub fn refused_directory(error: DirectoryError) -> String {
    format!(
        "What came back is refused: {error}. Nothing on this phone has changed, and nothing is sent to a key that \
         the school did not sign. Tell your DSL, and try again on another connection."
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broken_link_says_what_to_do() {
        let sentence = invitation("#AQID").err().unwrap();
        assert!(
            sentence.starts_with("This link is not whole") && sentence.contains("ask your DSL for a new one")
        );
    }
}
