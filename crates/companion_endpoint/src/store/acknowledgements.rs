//! Members' words that they looked at what can't be read as a record.

use auto_impl::auto_impl;
use companion_model::wire::v1::Acknowledgement;
use uuid::Uuid;

use super::{Sha256, StoreFuture};

/// Acknowledgements by members.
#[auto_impl(Arc)]
pub trait Acknowledgements: Send + Sync {
    /// Keeps a member's word that they looked at what can't be read as a record; the first stays.
    fn acknowledge(
        &self,
        school: Uuid,
        among: EnvelopeKind,
        id: Uuid,
        sha256: Sha256,
        said: Acknowledgement,
    ) -> StoreFuture<'_, ()>;
}

/// Among which envelopes one is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EnvelopeKind {
    /// Those of records.
    Record,
    /// Those that came as practice.
    Practice,
}
