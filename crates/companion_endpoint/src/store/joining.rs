//! The first members of routes, until they are confirmed.

use companion_model::{
    Millis, Route,
    wire::{Bytes, v1::JoiningRequest},
};
use uuid::Uuid;

use super::{Sha256, StoreResult};

/// An invitation for a route's first member.
#[derive(Clone, Debug)]
pub struct JoiningRow {
    /// The invitation.
    pub id: Uuid,
    /// The route.
    pub route: Route,
    /// Whom it is for, as the inviting member calls them.
    pub name: String,
    /// The member who invited.
    pub invited_by: Uuid,
    /// SHA-256 of the link's code.
    pub code_sha256: Sha256,
    /// The link's secret, sealed to that member.
    pub sealed_secret: Bytes,
    /// When they were invited.
    pub invited_at: Millis,
    /// When the link ends.
    pub expires_at: Millis,
    /// Who waits by it.
    pub request: Option<JoiningRequest>,
    /// When they were confirmed.
    pub confirmed_at: Option<Millis>,
}

/// The invitations of a school's first members.
pub trait Joining {
    /// An invitation by id.
    fn joining(&mut self, school: Uuid, id: Uuid) -> StoreResult<Option<JoiningRow>>;
    /// An invitation by the code of its link.
    fn joining_of_code(&mut self, school: Uuid, code: Sha256) -> StoreResult<Option<JoiningRow>>;
    /// All of them, in the order of invitation.
    fn all_joining(&mut self, school: Uuid) -> StoreResult<Vec<JoiningRow>>;
    /// Adds one that nobody has used.
    fn add_joining(&mut self, school: Uuid, joining: &JoiningRow) -> StoreResult<()>;
    /// Keeps who waits by an invitation.
    fn set_joining_request(&mut self, school: Uuid, id: Uuid, request: &JoiningRequest) -> StoreResult<()>;
    /// Notes when who waits was confirmed.
    fn set_confirmed(&mut self, school: Uuid, id: Uuid, at: Millis) -> StoreResult<()>;
    /// Forgets an invitation, and who waits by it.
    fn delete_joining(&mut self, school: Uuid, id: Uuid) -> StoreResult<()>;
}
