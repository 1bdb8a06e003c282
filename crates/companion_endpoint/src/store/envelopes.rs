//! Envelopes as they arrive, of records and of practice.

use companion_model::{KeyId, Millis, Route, wire::v1::Receipt};
use uuid::Uuid;

use super::{Sha256, StoreResult};

/// What an envelope came as. Practice lies in a table of its own: nothing real can be counted, numbered or lost among it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EnvelopeKind {
    /// A record.
    Record,
    /// Practice.
    Practice,
}

/// Who brings an envelope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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

/// Which arrivals are asked for: what one person or phone brought after a time and up to another, so many at the most.
#[derive(Clone, Copy, Debug)]
pub struct ArrivalsOf {
    /// Who brought it.
    pub by: DeliveredBy,
    /// After this time.
    pub after: Millis,
    /// Up to this time.
    pub until: Millis,
    /// So many at the most.
    pub most: u32,
}

/// An envelope that is added.
pub struct NewRow<'a> {
    /// The envelope.
    pub new: &'a NewEnvelope,
    /// Whether these are other bytes under an id that was already known.
    pub is_conflict: bool,
    /// The receipt that is given.
    pub receipt: &'a Receipt,
}

/// The envelopes of a school.
pub trait Envelopes {
    /// Every receipt under these ids, the first one of each first.
    fn receipts(&mut self, kind: EnvelopeKind, school: Uuid, ids: &[Uuid])
    -> StoreResult<Vec<StoredReceipt>>;
    /// For each that is asked for, its arrivals, the newest first.
    fn arrivals(
        &mut self,
        kind: EnvelopeKind,
        school: Uuid,
        asked: &[ArrivalsOf],
    ) -> StoreResult<Vec<Vec<Arrival>>>;
    /// The first of the next so many numbers of a route. They are never given again.
    fn next_numbers(&mut self, school: Uuid, route: Route, count: u32) -> StoreResult<u64>;
    /// Adds envelopes, in their order.
    fn add_envelopes(&mut self, kind: EnvelopeKind, school: Uuid, rows: &[NewRow]) -> StoreResult<()>;
}
