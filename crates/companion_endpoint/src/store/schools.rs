//! What belongs to the whole database, and which schools there are.

use companion_model::Millis;
use uuid::Uuid;

use super::{Life, Sha256, StoreResult};

/// A code that founds a school.
#[derive(Clone, Copy, Debug)]
pub struct SetupCode {
    /// When it can no longer be used.
    pub expires_at: Millis,
    /// SHA-256 of the request that has used it.
    pub request_sha256: Option<Sha256>,
}

/// Schools, and the codes by which a stranger finds one.
pub trait Schools {
    /// Which life of the database this is.
    fn life(&mut self) -> StoreResult<Life>;
    /// When any phone was last heard of, to the minute, by the clock of then; `None` before the first.
    fn latest_contact(&mut self) -> StoreResult<Option<Millis>>;
    /// Notes when a phone was heard of, unless one was within the minute before.
    fn note_contact(&mut self, at: Millis) -> StoreResult<()>;
    /// A code that founds a school.
    fn setup_code(&mut self, code: Sha256) -> StoreResult<Option<SetupCode>>;
    /// Adds a code that founds a school.
    fn add_setup_code(&mut self, code: Sha256, expires_at: Millis) -> StoreResult<()>;
    /// Notes which school a code has founded, by which request; answers false if it had founded one before.
    fn use_setup_code(&mut self, code: Sha256, school: Uuid, request_sha256: Sha256) -> StoreResult<bool>;
    /// Whether there is a school of this id.
    fn has_school(&mut self, school: Uuid) -> StoreResult<bool>;
    /// Adds a school.
    fn add_school(&mut self, school: Uuid, founded_at: Millis) -> StoreResult<()>;
    /// The school of a link's code, whatever the link is for.
    fn school_of_code(&mut self, code: Sha256) -> StoreResult<Option<Uuid>>;
    /// Notes whose link has a code; answers false if it is known already.
    fn add_code(&mut self, code: Sha256, school: Uuid) -> StoreResult<bool>;
    /// Forgets a code.
    fn delete_code(&mut self, code: Sha256) -> StoreResult<()>;
}
