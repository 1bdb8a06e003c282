//! Envelopes as they arrive, and what becomes of each.

use auto_impl::auto_impl;
use companion_model::{
    KeyId, Millis, Route,
    wire::v1::{EnvelopeState, Flag, Receipt},
};
use uuid::Uuid;

use super::{Quotas, ReceiptSigner, Sha256, StoreFuture};

/// Envelopes, each kept exactly once.
#[auto_impl(Arc)]
pub trait Envelopes: Send + Sync {
    /// Keeps an envelope, exactly once: see [`PutOutcome`].
    fn put_envelope(&self, envelope: NewEnvelope, sign: ReceiptSigner) -> StoreFuture<'_, PutOutcome>;
    /// The first receipt under an id, and who read it.
    fn envelope_state(&self, school: Uuid, id: Uuid) -> StoreFuture<'_, Option<EnvelopeState>>;
    /// Every receipt under an id, the first one first.
    fn receipts(&self, school: Uuid, id: Uuid) -> StoreFuture<'_, Vec<Receipt>>;
    /// When the last envelope of any route came, by the clock of then.
    fn latest_arrival(&self) -> StoreFuture<'_, Option<Millis>>;
}

/// Who brings an envelope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeliveredBy {
    /// The device that delivers it.
    Device(Uuid),
    /// The member who imports it from a file.
    Member(Uuid),
}

impl DeliveredBy {
    /// The device that delivers.
    pub fn device(self) -> Option<Uuid> {
        if let Self::Device(device) = self { Some(device) } else { None }
    }

    /// The member who imports.
    pub fn member(self) -> Option<Uuid> {
        if let Self::Member(member) = self { Some(member) } else { None }
    }
}

/// An envelope as it arrives.
pub struct NewEnvelope {
    /// The school of whoever brings it.
    pub school: Uuid,
    /// Who brings it.
    pub by: DeliveredBy,
    /// The envelope's id.
    pub id: Uuid,
    /// The route its header names.
    pub route: Route,
    /// The key its header names.
    pub kid: KeyId,
    /// The device its header names.
    pub sealed_on: Uuid,
    /// SHA-256 of `bytes`.
    pub sha256: Sha256,
    /// The envelope.
    pub bytes: Vec<u8>,
    /// The endpoint's clock.
    pub now: Millis,
    /// How much is taken from whoever brings it.
    pub quotas: Quotas,
}

impl NewEnvelope {
    /// What is unusual about the delivery, apart from what the database knows.
    pub fn flags(&self) -> Vec<Flag> {
        let is_other = self.by.device().is_some_and(|device| device != self.sealed_on);
        if is_other { vec![Flag::OtherDevice] } else { vec![] }
    }
}

/// The answer to an envelope.
#[derive(Debug)]
pub enum PutOutcome {
    /// The first of its id.
    First(Receipt),
    /// These bytes were here already: the receipt they got then.
    Again(Receipt),
    /// Other bytes under a known id: kept beside the first, with a receipt of their own.
    Conflict(Receipt),
    /// Sealed to a key the school never published; nothing was kept.
    UnpublishedKey,
    /// Too many within a minute from whoever brings it; nothing was kept.
    TooMany {
        /// When there is room for one more.
        retry_after_s: u32,
    },
    /// Too much within a day from whoever brings it; nothing was kept.
    TooMuchToday {
        /// When there is room for this one.
        retry_after_s: u32,
    },
    /// The school has removed this device and has taken from it since what it takes; nothing was kept.
    RemovedDevice,
}
