//! What an endpoint needs of a database, and nothing of how it is kept: a trait for each noun, with the values that go in and
//! come out beside it, where the wire has no word for them.
//!
//! Every answer to a write comes after its commit. What the rules of the product refuse is a value, never an error.

mod acknowledgements;
mod authors;
mod changes;
mod devices;
mod directories;
mod envelopes;
mod inbox;
mod invitations;
mod joining;
mod members;
mod practice;
mod quotas;
mod schools;
mod sessions;
pub mod sqlite;

use std::{future::Future, pin::Pin, sync::Arc};

use auto_impl::auto_impl;
use companion_model::wire::v1::Receipt;
use companion_seal::receipt::UnsignedReceipt;
use uuid::Uuid;

pub use acknowledgements::*;
pub use authors::*;
pub use changes::*;
pub use devices::*;
pub use directories::*;
pub use envelopes::*;
pub use inbox::*;
pub use invitations::*;
pub use joining::*;
pub use members::*;
pub use practice::*;
pub use quotas::*;
pub use schools::*;
pub use sessions::*;

/// A store's answer, some time later.
pub type StoreFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;

/// Signs a receipt inside the transaction that gives it its number.
pub type ReceiptSigner = Arc<dyn Fn(UnsignedReceipt) -> Receipt + Send + Sync>;

/// SHA-256 of a code, token or envelope.
pub type Sha256 = [u8; 32];

/// Nothing is known to be stored. The words are for the log: they name files, tables and rules, never content.
#[derive(Clone, Debug, thiserror::Error)]
pub enum StoreError {
    /// The database can't do it at the moment: the disk is full, read-only or broken, or too much is waiting.
    #[error("{0}")]
    Unavailable(String),
    /// The request contradicts itself or what is stored, for example by naming one thing twice.
    #[error("{0}")]
    Contradiction(String),
}

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

/// One database of schools. Object safe, so that handlers do not depend on which one it is.
#[auto_impl(Arc)]
pub trait Store:
    Acknowledgements
    + Authors
    + Changes
    + Devices
    + Directories
    + Envelopes
    + Inbox
    + Invitations
    + Joining
    + Members
    + PracticeRecords
    + Schools
    + Sessions
    + 'static
{
    /// Which epoch of the database this is: new at each restore.
    fn epoch(&self) -> Uuid;
    /// What the salts of members who don't exist are made from.
    fn decoy(&self) -> [u8; 32];
    /// Waits until nothing can be written any more. It is then time for the process to end: another one may do better, and
    /// whoever watches the machine should see it.
    fn ended(&self) -> Pin<Box<dyn Future<Output = ()> + Send>>;
}
