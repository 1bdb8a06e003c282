//! The directories that schools have published.

use auto_impl::auto_impl;
use companion_model::wire::v1::SignedDirectory;
use uuid::Uuid;

use super::StoreFuture;

/// The directories of a school. [`super::Schools`] publishes them.
#[auto_impl(Arc)]
pub trait Directories: Send + Sync {
    /// The school's newest directory.
    fn directory(&self, school: Uuid) -> StoreFuture<'_, Option<SignedDirectory>>;
    /// Whether exactly this directory was published, now or before: its sender may not have heard.
    fn has_directory(&self, school: Uuid, directory: SignedDirectory) -> StoreFuture<'_, bool>;
}
