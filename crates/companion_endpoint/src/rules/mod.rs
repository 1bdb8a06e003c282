//! The rules of the endpoint: what is accepted, refused, kept beside, countersigned and counted, once for every database.
//!
//! A file for each noun. Its public functions are what the handlers ask a [`Store`](crate::store::Store) for; what they do is
//! decided over a [`Transaction`](crate::store::Transaction). What a rule refuses is a value, never an error: an error says that
//! nothing is known to be stored.

pub mod authors;
pub mod changes;
mod delivery;
pub mod devices;
pub mod directories;
pub mod envelopes;
pub mod inbox;
pub mod invitations;
pub mod joining;
pub mod marks;
pub mod members;
pub mod practice;
mod quotas;
pub mod schools;
pub mod sessions;

use companion_model::wire::v1::Receipt;

pub use quotas::{Amount, Quotas};

/// What became of a one-time code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeState {
    /// It can be used.
    Open,
    /// It was used by somebody else, or its time is over.
    Spent,
    /// A member took it back before it was used.
    Withdrawn,
    /// No such code was ever given out.
    Unknown,
}

/// The answer to an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvitationOutcome {
    /// The link works from now on.
    Invited,
    /// This very invitation had been made before.
    Again,
    /// The invitation or the code is known from another one.
    Taken,
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
    /// It comes with the token of a device that the school does not know; nothing was kept.
    UnknownDevice,
    /// The school has removed this device and has taken from it since what it takes; nothing was kept.
    RemovedDevice,
}
