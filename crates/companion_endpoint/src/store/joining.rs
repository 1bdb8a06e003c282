//! The first members of routes, until they are confirmed.

use auto_impl::auto_impl;
use companion_model::{
    Millis, Route,
    wire::v1::{InvitedMember, JoiningRequest, RouteInvitationRequest, SignedDirectory},
};
use uuid::Uuid;

use super::{CodeState, InvitationOutcome, Sha256, StoreFuture};

/// Invitations of first members, and who waits by them.
#[auto_impl(Arc)]
pub trait Joining: Send + Sync {
    /// Keeps an invitation for a route's first member; the same one again is no error.
    fn invite_member(
        &self,
        school: Uuid,
        by: Uuid,
        invitation: RouteInvitationRequest,
        now: Millis,
    ) -> StoreFuture<'_, InvitationOutcome>;
    /// What a code to join is for, used or not.
    fn joining_code(&self, code: Sha256, now: Millis) -> StoreFuture<'_, Option<JoiningCode>>;
    /// Every name that somebody signs in with, or will once they are confirmed.
    fn sign_in_names(&self, school: Uuid) -> StoreFuture<'_, Vec<String>>;
    /// Keeps who joins by a code, once, until they are confirmed; the same request again is no error.
    fn join(&self, code: Sha256, request: JoiningRequest, now: Millis) -> StoreFuture<'_, JoiningOutcome>;
    /// Invitations for first members that are open or wait to be confirmed, the earliest first.
    fn invited_members(&self, school: Uuid, now: Millis) -> StoreFuture<'_, Vec<InvitedMember>>;
    /// Publishes the directory that names who waits, and makes them a member; says whether it did. Not if nobody waits any
    /// more, or there is a directory of this version.
    fn confirm_member(
        &self,
        school: Uuid,
        invitation: Uuid,
        version: u64,
        directory: SignedDirectory,
        now: Millis,
    ) -> StoreFuture<'_, bool>;
    /// Ends an invitation and forgets who waits by it.
    fn withdraw_member(&self, school: Uuid, invitation: Uuid) -> StoreFuture<'_, ()>;
}

/// A code that makes somebody the first member of a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JoiningCode {
    /// The school.
    pub school: Uuid,
    /// The invitation.
    pub invitation: Uuid,
    /// The route.
    pub route: Route,
    /// The member who invited.
    pub invited_by: Uuid,
    /// Whether it can be used.
    pub state: CodeState,
}

/// The answer to somebody who joins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JoiningOutcome {
    /// They wait to be confirmed from now on.
    Waits,
    /// This very request had been made before.
    Again,
    /// Somebody else signs in with this name.
    NameTaken,
    /// Somebody else has this member's id.
    IdTaken,
    /// The code can't be used.
    Refused(CodeState),
}
