//! The endpoint's word on when it saw a digest. It keeps nothing of it.

use serde::{Deserialize, Serialize};

use crate::{KeyId, Millis, wire::Bytes};

/// Asks for a timestamp: `POST /api/v1/timestamps`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimestampRequest {
    /// 32 bytes; what they stand for the endpoint can't know.
    pub digest: Bytes,
}

/// The answer. Only a checked signature makes it true (`companion_seal::timestamp`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timestamp {
    /// The protocol's version: 1.
    pub v: u8,
    /// The endpoint's clock when it was asked.
    pub at: Millis,
    /// Which receipt key signed.
    pub kid: KeyId,
    /// Ed25519 over version, school, digest, time and key.
    pub signature: Bytes,
}
