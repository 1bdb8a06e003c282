//! What members say of envelopes, and the numbers of a route.

use companion_model::{
    Millis, Route,
    wire::{
        Bytes,
        v1::{Acknowledgement, SignedRead},
    },
};
use uuid::Uuid;

use super::{Sha256, StoreResult};

/// What a member says of an envelope. Each kind has numbers of its own within a route, in the order of commits, so that a desk
/// can ask for what was said since; practice has none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// They read it.
    Reading,
    /// They looked at what can't be read as a record.
    Acknowledgement,
}

/// A member's word on an envelope.
#[derive(Clone, Debug)]
pub struct SignedMark {
    /// The envelope's id.
    pub id: Uuid,
    /// Its SHA-256: several can lie under one id.
    pub sha256: Sha256,
    /// Who says it.
    pub member: Uuid,
    /// By the member's clock.
    pub at: Millis,
    /// The member's signature.
    pub signature: Bytes,
}

impl From<SignedMark> for SignedRead {
    fn from(SignedMark { member, at, signature, .. }: SignedMark) -> Self {
        Self { member, read_at: at, signature }
    }
}

impl From<SignedMark> for Acknowledgement {
    fn from(SignedMark { member, at, signature, .. }: SignedMark) -> Self {
        Self { member, at, signature }
    }
}

/// The last numbers that were given on a route.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LastNumbers {
    /// To an envelope.
    pub envelope: u64,
    /// To a read mark.
    pub reading: u64,
    /// To an acknowledgement.
    pub acknowledgement: u64,
}

/// What members of a school said.
pub trait Marks {
    /// The last numbers that were given on a route; all 0 before the first.
    fn last_numbers(&mut self, school: Uuid, route: Route) -> StoreResult<LastNumbers>;
    /// The mark on an envelope of a record.
    fn mark(&mut self, kind: Mark, school: Uuid, id: Uuid, sha256: Sha256)
    -> StoreResult<Option<SignedMark>>;
    /// The marks of a route after a number, each with its own, so many at the most.
    fn marks_after(
        &mut self,
        kind: Mark,
        school: Uuid,
        route: Route,
        seq: u64,
        most: u32,
    ) -> StoreResult<Vec<(u64, SignedMark)>>;
    /// Adds a mark on an envelope of this route, with the next number of its kind.
    fn add_mark(&mut self, kind: Mark, school: Uuid, route: Route, mark: &SignedMark) -> StoreResult<()>;
    /// Whether somebody has acknowledged practice.
    fn is_practice_acknowledged(&mut self, school: Uuid, id: Uuid, sha256: Sha256) -> StoreResult<bool>;
    /// Adds an acknowledgement of practice.
    fn acknowledge_practice(&mut self, school: Uuid, mark: &SignedMark) -> StoreResult<()>;
}
