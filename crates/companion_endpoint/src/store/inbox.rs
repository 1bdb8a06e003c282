//! What the receiving side fetches.

use companion_model::{
    Millis, Route,
    wire::{
        Bytes,
        v1::{Acknowledgement, Receipt, SignedRead},
    },
};
use uuid::Uuid;

use super::StoreResult;

/// A stored envelope, with what members said of it.
#[derive(Clone, Debug)]
pub struct EnvelopeRow {
    /// The receipt that was given.
    pub receipt: Receipt,
    /// The envelope.
    pub bytes: Bytes,
    /// The device that delivered it.
    pub device: Option<Uuid>,
    /// The member who imported it.
    pub imported_by: Option<Uuid>,
    /// Who read it.
    pub read: Option<SignedRead>,
    /// Who looked at it although it can't be read as a record.
    pub acknowledged: Option<Acknowledgement>,
}

/// Where an envelope stands on its route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// When it came.
    pub received_at: Millis,
    /// Its number.
    pub seq: u64,
}

/// The inbox of a school.
pub trait Inbox {
    /// The positions after a number, in the route's order, so many at the most.
    fn positions_after(
        &mut self,
        school: Uuid,
        route: Route,
        seq: u64,
        most: u32,
    ) -> StoreResult<Vec<Position>>;
    /// The positions before a number, the last one first, so many at the most.
    fn positions_before(
        &mut self,
        school: Uuid,
        route: Route,
        seq: u64,
        most: u32,
    ) -> StoreResult<Vec<Position>>;
    /// How many envelopes there are on a route.
    fn count_envelopes(&mut self, school: Uuid, route: Route) -> StoreResult<u64>;
    /// The envelope of a number, which must be there.
    fn envelope(&mut self, school: Uuid, route: Route, seq: u64) -> StoreResult<EnvelopeRow>;
    /// A route's practice in the order in which it came, after so many, so many at the most.
    fn practice_after(
        &mut self,
        school: Uuid,
        route: Route,
        skipped: u64,
        most: u32,
    ) -> StoreResult<Vec<EnvelopeRow>>;
    /// A route's newest practice, the newest first.
    fn newest_practice(&mut self, school: Uuid, route: Route, most: u32) -> StoreResult<Vec<EnvelopeRow>>;
}
