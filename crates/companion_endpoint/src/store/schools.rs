//! How schools begin, and how they go on.

use auto_impl::auto_impl;
use companion_model::{
    Millis,
    wire::v1::{DirectoryRequest, SetupRequest},
};
use uuid::Uuid;

use super::{CodeState, Sha256, StoreFuture};

/// Set-up codes, schools, and the directories that they publish.
#[auto_impl(Arc)]
pub trait Schools: Send + Sync {
    /// Lets whoever holds this code found a school.
    fn offer_setup(&self, code: Sha256, expires_at: Millis) -> StoreFuture<'_, ()>;
    /// Whether a set-up code is open.
    fn setup_code(&self, code: Sha256, now: Millis) -> StoreFuture<'_, CodeState>;
    /// Founds a school; the same request again founds nothing and is no error.
    fn found_school(
        &self,
        code: Sha256,
        school: SetupRequest,
        now: Millis,
    ) -> StoreFuture<'_, FoundingOutcome>;
    /// Keeps a newer directory and the route keys it publishes, unless there is one of this version; says whether it did.
    /// With a new key the sessions of the others of its route end: what they have open is the earlier key's.
    fn publish_directory(
        &self,
        school: Uuid,
        by: Uuid,
        version: u64,
        newer: DirectoryRequest,
        now: Millis,
    ) -> StoreFuture<'_, bool>;
}

/// The answer to founding a school.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FoundingOutcome {
    /// The school exists from now on.
    Founded,
    /// This very request had founded it before.
    Again,
    /// A school of this id exists already, from another code.
    Taken,
    /// The code can't be used.
    Refused(CodeState),
}
