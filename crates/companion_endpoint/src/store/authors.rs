//! Whom a school has invited to write.

use companion_model::{
    Millis,
    wire::{Bytes, v1::AuthorName},
};
use uuid::Uuid;

use super::{DeviceRow, Sha256, StoreResult};

/// An author, from the invitation on.
#[derive(Clone, Debug)]
pub struct AuthorRow {
    /// Who they are.
    pub author: AuthorName,
    /// The member who invited them.
    pub invited_by: Uuid,
    /// SHA-256 of the link's code.
    pub code_sha256: Sha256,
    /// The link's secret, sealed to that member.
    pub sealed_secret: Bytes,
    /// When they were invited.
    pub invited_at: Millis,
    /// When the link ends.
    pub expires_at: Millis,
    /// The inviting member's signature over author and key.
    pub countersign: Option<Bytes>,
    /// When the link was taken back.
    pub withdrawn_at: Option<Millis>,
}

/// The authors of a school.
pub trait Authors {
    /// An author by id.
    fn author(&mut self, school: Uuid, id: Uuid) -> StoreResult<Option<AuthorRow>>;
    /// An author by the code of their link.
    fn author_of_code(&mut self, school: Uuid, code: Sha256) -> StoreResult<Option<AuthorRow>>;
    /// Everybody who was ever invited, in the order of invitation, each with the device that they enrolled.
    fn authors(&mut self, school: Uuid) -> StoreResult<Vec<(AuthorRow, Option<DeviceRow>)>>;
    /// Adds an author.
    fn add_author(&mut self, school: Uuid, author: &AuthorRow) -> StoreResult<()>;
    /// Keeps a countersignature.
    fn set_countersign(&mut self, school: Uuid, author: Uuid, signature: &Bytes) -> StoreResult<()>;
    /// Notes when a link was taken back.
    fn set_withdrawn(&mut self, school: Uuid, author: Uuid, at: Millis) -> StoreResult<()>;
}
