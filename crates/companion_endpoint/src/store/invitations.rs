//! Links for authors, and how a phone is enrolled by one.

use auto_impl::auto_impl;
use companion_model::{
    Millis,
    wire::v1::{AuthorName, EnrolmentAnswer, EnrolmentRequest, InvitationRequest},
};
use uuid::Uuid;

use super::{CodeState, Sha256, StoreFuture};

/// Invitations of authors, until a device is enrolled by one.
#[auto_impl(Arc)]
pub trait Invitations: Send + Sync {
    /// Keeps an invitation; the same one again is no error.
    fn invite(
        &self,
        school: Uuid,
        by: Uuid,
        invitation: InvitationRequest,
        now: Millis,
    ) -> StoreFuture<'_, InvitationOutcome>;
    /// Takes back an invitation that no phone has used; with a member, only one of that member's making.
    fn withdraw_invitation(
        &self,
        school: Uuid,
        author: Uuid,
        only_of: Option<Uuid>,
        now: Millis,
    ) -> StoreFuture<'_, WithdrawalOutcome>;
    /// Whom an open code was made for.
    fn invitation(&self, code: Sha256, now: Millis) -> StoreFuture<'_, Result<AuthorName, CodeState>>;
    /// Turns a code into an enrolled device, once; the same request again gets the same answer.
    fn redeem(
        &self,
        code: Sha256,
        request: EnrolmentRequest,
        now: Millis,
    ) -> StoreFuture<'_, EnrolmentOutcome>;
}

/// The answer to an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvitationOutcome {
    /// The link works from now on.
    Invited,
    /// This very invitation had been made before.
    Again,
    /// The author or the code is known from another invitation.
    Taken,
}

/// The answer to a member who takes a link back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WithdrawalOutcome {
    /// The link opens nothing from now on, or did not before.
    Withdrawn,
    /// A phone was set up with it.
    Used,
    /// It is another member's.
    NotTheirs,
}

/// The answer to an enrolment.
#[derive(Debug)]
pub enum EnrolmentOutcome {
    /// The device is enrolled from now on.
    Enrolled(EnrolmentAnswer),
    /// This very request had enrolled it before.
    Again(EnrolmentAnswer),
    /// A device of this id is enrolled already, for another link.
    Taken,
    /// The code can't be used.
    Refused(CodeState),
}
