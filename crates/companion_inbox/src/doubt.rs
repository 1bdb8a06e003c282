//! What is odd about a record.

use companion_model::wire::v1::Flag;
use serde::{Deserialize, Serialize};

/// Something about a record that its reader must know. None of it hides a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Doubt {
    /// Other bytes came under an id that was already known.
    Conflict,
    /// From a device the school has removed.
    RemovedDevice,
    /// Sealed under another device's name than the one that delivered it.
    OtherDevice,
    /// The receipt is not signed by the school's endpoint for these bytes.
    Receipt,
    /// Envelope, receipt and concern do not agree on id or route.
    OtherEnvelope,
}

impl Doubt {
    /// Practice is flagged, and nothing to doubt.
    pub(crate) fn of(flag: Flag) -> Option<Self> {
        match flag {
            Flag::Conflict => Some(Self::Conflict),
            Flag::RemovedDevice => Some(Self::RemovedDevice),
            Flag::OtherDevice => Some(Self::OtherDevice),
            // What is signed with a flag not known here fails its own check.
            Flag::Practice | Flag::Unknown => None,
        }
    }
}
