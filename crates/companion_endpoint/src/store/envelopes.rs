//! Envelopes as they arrive, of records and of practice.

use companion_model::{KeyId, Millis, Route, wire::v1::Receipt};
use uuid::Uuid;

use super::{Sha256, StoreResult};
use crate::rules::Quotas;

/// What an envelope came as. Practice lies in a table of its own: nothing real can be counted, numbered or lost among it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EnvelopeKind {
    /// A record.
    Record,
    /// Practice.
    Practice,
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

/// A receipt as it was given.
#[derive(Clone, Debug)]
pub struct StoredReceipt {
    /// SHA-256 of the envelope.
    pub sha256: Sha256,
    /// Whether these are other bytes under an id that was already known.
    pub is_conflict: bool,
    /// The receipt.
    pub receipt: Receipt,
}

/// An envelope that came, by what quotas count.
#[derive(Clone, Copy, Debug)]
pub struct Arrival {
    /// When it came.
    pub received_at: Millis,
    /// How long it is.
    pub bytes: u64,
}

/// The envelopes of a school.
pub trait Envelopes {
    /// Every receipt under an id, the first one first.
    fn receipts(&mut self, kind: EnvelopeKind, school: Uuid, id: Uuid) -> StoreResult<Vec<StoredReceipt>>;
    /// What one person or phone brought after the first time and up to the second, the newest first, so many at the most.
    fn arrivals(
        &mut self,
        kind: EnvelopeKind,
        school: Uuid,
        by: DeliveredBy,
        within: (Millis, Millis),
        most: u32,
    ) -> StoreResult<Vec<Arrival>>;
    /// The next number of a route. It is never given again.
    fn next_number(&mut self, school: Uuid, route: Route) -> StoreResult<u64>;
    /// Adds the envelope of a record.
    fn add_envelope(&mut self, new: &NewEnvelope, is_conflict: bool, receipt: &Receipt) -> StoreResult<()>;
    /// Adds practice that a device delivered.
    fn add_practice(&mut self, new: &NewEnvelope, receipt: &Receipt) -> StoreResult<()>;
}
