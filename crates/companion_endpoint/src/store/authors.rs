//! Whom a school has invited to write.

use auto_impl::auto_impl;
use companion_model::wire::v1::{AuthorOnFile, Countersign};
use uuid::Uuid;

use super::StoreFuture;

/// The authors of a school.
#[auto_impl(Arc)]
pub trait Authors: Send + Sync {
    /// Everyone the school has invited, in the order of invitation, but those whose link was taken back.
    fn authors(&self, school: Uuid) -> StoreFuture<'_, Vec<AuthorOnFile>>;
    /// Keeps a countersignature over an enrolled author; the first stays.
    fn countersign(&self, school: Uuid, author: Uuid, countersign: Countersign) -> StoreFuture<'_, ()>;
}
