//! Setting up this phone: an invitation becomes a vault, a device and an enrolment. What the phone makes is
//! kept before it asks: a link is never used up for what could not be stored.

use companion_model::wire::{
    Bytes, read,
    v1::{AuthorName, EnrolmentOffer, SignedDirectory},
};
use companion_seal::{
    directory::{self, Trust},
    invitation::Invitation,
};
use companion_storage::{Begun, Enrolment, Storage, StorageError};

mod attempt;
mod refusals;
mod used;

pub use attempt::{Attempt, Enrolled};
use refusals::{is_spent, refusal};
pub use used::{forget_links_of, used_by};

use super::client;
use crate::{AppError, LinkError};

/// Whether a link still sets up whatever phone.
async fn is_unused(invitation: &Invitation) -> Result<bool, LinkError> {
    let answer = client::offer(&invitation.code()).await.map_err(LinkError::NoAnswer)?;
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
async fn begun(storage: &Storage, invitation: &Invitation) -> Result<Option<Begun>, StorageError> {
    storage.begun(&code(invitation)).await
}

/// Asks whom an invitation is for. It is not used up by that. One that this phone has begun to use is known here.
///
/// # Errors
/// [`AppError`]: why nobody says so.
pub async fn whom_for(storage: &Storage, invitation: &Invitation) -> Result<AuthorName, AppError> {
    if let Some(offer) = begun(storage, invitation).await?.and_then(|begun| begun.offer) {
        return Ok(offer);
    }
    let answer = client::offer(&invitation.code()).await.map_err(LinkError::NoAnswer)?;
    let offer = read::<EnrolmentOffer>(&answer.body).map_err(|_| refusal(answer.status, &answer.body))?;
    Ok(offer.author)
}

/// A phone belongs to one school.
///
/// # Errors
/// [`LinkError::OtherSchool`].
pub fn check_same_school(enrolment: &Enrolment, invitation: &Invitation) -> Result<(), LinkError> {
    let same =
        enrolment.school == invitation.school && enrolment.root_fingerprint.0 == invitation.root_fingerprint;
    if same { Ok(()) } else { Err(LinkError::OtherSchool) }
}

/// Reads an enrolment link's fragment.
///
/// # Errors
/// [`LinkError::NotWhole`].
pub fn invitation(fragment: &str) -> Result<Invitation, LinkError> {
    Invitation::from_fragment(fragment).map_err(|_| LinkError::NotWhole)
}

fn check(signed: &SignedDirectory, invitation: &Invitation) -> Result<(), LinkError> {
    let trust = Trust::Pinned {
        school: invitation.school,
        root_fingerprint: &invitation.root_fingerprint,
        known: None,
    };
    directory::verify(signed, trust).map(drop).map_err(LinkError::Directory)
}
