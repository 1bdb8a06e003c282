//! The phone's database: the only user of rexie.
//!
//! A write is `Ok` only when its transaction is committed. What is sealed is sealed before: inside a transaction
//! nothing is awaited but IndexedDB. Nothing here can read a word: drafts and copies come and go as
//! [`companion_seal::vault::Sealed`].
//!
//! Reading order: [`Storage`] and its verbs (`drafts`, `outbox`, `people`, `school`, `begun`, `notes`, `leaving`,
//! `unreadable`), `places`, `schema`, `connection`, `rows`.

mod begun;
mod connection;
mod drafts;
mod error;
mod essentials;
mod leaving;
mod notes;
mod outbox;
mod pending;
mod people;
mod places;
mod rows;
mod schema;
mod school;
mod table;
mod thinning;
mod unreadable;

pub use begun::{Begun, NewVault};
pub use connection::Storage;
pub use error::StorageError;
pub use leaving::{Counts, IsLast};
pub use outbox::is_handed_over;
pub use rows::{CopyRow, DraftRow, Enrolment, Passkey, Profile, SnapshotRow, Token};

type Result<T> = std::result::Result<T, StorageError>;
