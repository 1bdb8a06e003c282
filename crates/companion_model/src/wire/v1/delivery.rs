//! Envelopes, receipts and reads.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::wire::Bytes;
use crate::{KeyId, Millis, Route};

/// The largest envelope the endpoint takes, in bytes.
pub const ENVELOPE_LIMIT: usize = 256 * 1024;

/// The header that tells which epoch of the database is speaking: new at each restore.
pub const EPOCH_HEADER: &str = "companion-epoch";

/// The header that tells whose session an answer of the member API is from; in a request, whom the desk that asks takes
/// itself to be. A browser has one session cookie, so another window's sign-in changes whose session it is.
pub const MEMBER_HEADER: &str = "companion-member";

/// The endpoint's word that it holds exactly these bytes. Only a checked signature makes it true
/// (`companion_seal::receipt`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The protocol's version: 1.
    pub v: u8,
    /// The school.
    pub school: Uuid,
    /// The route, as the envelope's header names it.
    pub route: Route,
    /// The envelope.
    pub id: Uuid,
    /// SHA-256 of the envelope's bytes.
    pub sha256: Bytes,
    /// The endpoint's clock when the bytes were committed.
    pub received_at: Millis,
    /// The epoch of the database that committed them.
    pub epoch: Uuid,
    /// The envelope's number within its route.
    pub seq: u64,
    /// What is unusual about this delivery.
    #[serde(default)]
    pub flags: Vec<Flag>,
    /// Which receipt key signed.
    pub kid: KeyId,
    /// Ed25519 over all of the above.
    pub signature: Bytes,
}

/// What is unusual about an envelope the endpoint holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Flag {
    /// Other bytes under an id that was already known: kept beside the first.
    Conflict,
    /// From a device the school has removed.
    RemovedDevice,
    /// Sealed under another device's name than the one that delivered it.
    OtherDevice,
    /// Delivered as practice: this is no receipt for a record.
    Practice,
    /// One that only a newer build knows: a receipt with it can be kept here, and not be checked.
    #[serde(other)]
    Unknown,
}

/// A record's envelope in a file: what a phone saves of a record that can't be sent, and a member imports at a desk. Which
/// record it is, for whom and from which phone stands in the envelope's own header, to which its seal is bound; nothing is
/// claimed here a second time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedFile {
    /// The file's version: 1.
    pub v: u8,
    /// The school. Under another one's name the envelope does not open.
    pub school: Uuid,
    /// The envelope, as it would be delivered.
    pub envelope: Bytes,
}

/// A member's signed word that a concern was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedRead {
    /// The member who read, by id.
    pub member: Uuid,
    /// The reader's clock.
    pub read_at: Millis,
    /// Ed25519 by the member over school, route, envelope, its digest and `read_at`.
    pub signature: Bytes,
}

/// A member's signed word that they have looked at what does not open, or at other words that came as practice. It is no
/// [`SignedRead`]: no phone is told of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acknowledgement {
    /// The member who looked, by id.
    pub member: Uuid,
    /// Their clock.
    pub at: Millis,
    /// Ed25519 by the member over school, route, envelope, its digest and `at`.
    pub signature: Bytes,
}

/// Answer to `GET /api/v1/envelopes/{id}/state`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnvelopeState {
    /// The first receipt for this envelope.
    pub receipt: Receipt,
    /// Who read it, if anyone has.
    #[serde(default)]
    pub read: Option<SignedRead>,
}

/// How many envelopes a [`StatesRequest`] may name.
pub const MOST_ASKED: usize = 100;

/// Body of `POST /api/v1/states`: what has become of these envelopes, at most [`MOST_ASKED`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatesRequest {
    /// The envelopes.
    pub ids: Vec<Uuid>,
}

/// Answer to a [`StatesRequest`]. Each envelope that was asked about is in one of the two lists.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatesAnswer {
    /// The endpoint's clock.
    pub at: Millis,
    /// Those that the endpoint holds.
    pub held: Vec<EnvelopeState>,
    /// Those that it does not hold.
    pub unknown: Vec<Uuid>,
}
