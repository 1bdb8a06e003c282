//! The whole schema, and the one function that opens the database.
//!
//! Stores are only ever added: opening with a newer version deletes every store that is not listed (idb 0.6.5).

use rexie::{Error, Index, ObjectStore, Rexie, RexieBuilder};

use crate::{Result, StorageError};

/// The database's name.
pub const NAME: &str = "companion";
const VERSION: u32 = 1;

/// [`crate::Enrolment`], the epoch and [`crate::Begun`], each under its own word.
pub const META: &str = "meta";
/// [`crate::Profile`] by author.
pub const PROFILES: &str = "profiles";
/// Non-extractable `CryptoKey`s by device.
pub const DEVICE_KEYS: &str = "device_keys";
/// [`crate::DraftRow`] by id.
pub const DRAFTS: &str = "drafts";
/// [`crate::SnapshotRow`], numbered in the order of time.
pub const SNAPSHOTS: &str = "snapshots";
/// The index of [`SNAPSHOTS`] by draft.
pub const BY_DRAFT: &str = "draft";
/// `companion_model::delivery::Delivery` by id.
pub const OUTBOX: &str = "outbox";
/// An envelope's bytes by id.
pub const ENVELOPES: &str = "envelopes";
/// [`crate::CopyRow`] by id, until the receipt.
pub const COPIES: &str = "copies";

/// Every store.
pub const ALL: [&str; 8] = [META, PROFILES, DEVICE_KEYS, DRAFTS, SNAPSHOTS, OUTBOX, ENVELOPES, COPIES];

/// The word in [`META`] for the enrolment.
pub const ENROLMENT: &str = "enrolment";
/// The word in [`META`] for the last epoch of the endpoint's database that was heard of.
pub const EPOCH: &str = "epoch";

/// The first word in [`META`] for a link that is being used, before the digest of its code: [`crate::Begun`].
pub const BEGUN: &str = "begun";

/// Opens the database. An older build that meets a newer database opens it as it is: no store is ever taken away.
pub async fn open() -> Result<Rexie> {
    match with_every_store().version(VERSION).build().await {
        Ok(database) => Ok(database),
        Err(error) if is_newer(&error) => with_every_store().build().await.map_err(not_opened),
        Err(error) => Err(not_opened(error)),
    }
}

fn with_every_store() -> RexieBuilder {
    let by_draft = Index::new(BY_DRAFT, BY_DRAFT);
    let store = ObjectStore::new;
    Rexie::builder(NAME)
        .add_object_store(store(META))
        .add_object_store(store(PROFILES))
        .add_object_store(store(DEVICE_KEYS))
        .add_object_store(store(DRAFTS))
        .add_object_store(store(SNAPSHOTS).auto_increment(true).add_index(by_draft))
        .add_object_store(store(OUTBOX))
        .add_object_store(store(ENVELOPES))
        .add_object_store(store(COPIES))
}

fn is_newer(error: &Error) -> bool {
    matches!(error, Error::IdbError(idb::Error::DomException(exception)) if exception.name() == "VersionError")
}

/// Before there is a connection "invalid state" means either a private window of Firefox before release 115, or a browser
/// that is just closing its connections, as phones do in the background. Nobody can tell which, so it is tried again. Only
/// "security" and "not allowed" are a refusal for good.
fn not_opened(error: Error) -> StorageError {
    match error.into() {
        StorageError::ClosedByOtherTab | StorageError::Failed(_) => StorageError::NotOpened,
        other => other,
    }
}
