//! The directories that schools have published, and the keys in them.

use companion_model::{KeyId, Millis, Route, wire::v1::SignedDirectory};
use uuid::Uuid;

use super::StoreResult;

/// The directories of a school. Every version is kept.
pub trait Directories {
    /// The newest one.
    fn newest_directory(&mut self, school: Uuid) -> StoreResult<Option<SignedDirectory>>;
    /// The one of this version.
    fn directory_of_version(&mut self, school: Uuid, version: u64) -> StoreResult<Option<SignedDirectory>>;
    /// The newest of those that were stored by then.
    fn directory_stored_by(&mut self, school: Uuid, at: Millis) -> StoreResult<Option<SignedDirectory>>;
    /// Adds one.
    fn add_directory(
        &mut self,
        school: Uuid,
        version: u64,
        directory: &SignedDirectory,
        stored_at: Millis,
    ) -> StoreResult<()>;
    /// Those of these keys, each of a route, that a directory has ever published.
    fn published_among(
        &mut self,
        school: Uuid,
        keys: &[(Route, [u8; 8])],
    ) -> StoreResult<Vec<(Route, [u8; 8])>>;
    /// Notes a key that a directory publishes. One that is known is no error.
    fn add_published_key(&mut self, school: Uuid, route: Route, kid: KeyId) -> StoreResult<()>;
}
