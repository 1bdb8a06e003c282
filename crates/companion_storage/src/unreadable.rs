//! What this build can't read, because a newer one wrote it or because it is damaged. It stays as it is, and is counted.

use companion_model::delivery::Delivery;
use js_sys::Uint8Array;
use rexie::Transaction;
use serde::de::DeserializeOwned;
use wasm_bindgen::JsCast;

use crate::{
    CopyRow, DraftRow, Profile, Result, SnapshotRow, Storage,
    rows::{from_value, key},
    schema::{COPIES, DRAFTS, ENVELOPES, META, OUTBOX, PROFILES, SNAPSHOTS},
    table::Table,
};

impl Storage {
    /// How many rows of people, their records and deliveries this build can't read. They are left as they are. Of envelopes
    /// those count that are still to be sent: nothing waits for the others, and reading the bytes of a month after each try
    /// would take longer than the rest.
    ///
    /// # Errors
    /// [`crate::StorageError`].
    pub async fn unreadable(&self) -> Result<usize> {
        self.read(&[META, PROFILES, DRAFTS, SNAPSHOTS, OUTBOX, ENVELOPES, COPIES], async |transaction| {
            let profiles = unreadable_in::<Profile>(&Table::of(transaction, PROFILES)?).await?;
            let drafts = unreadable_in::<DraftRow<()>>(&Table::of(transaction, DRAFTS)?).await?;
            let earlier = unreadable_in::<SnapshotRow<()>>(&Table::of(transaction, SNAPSHOTS)?).await?;
            let deliveries = unreadable_in::<Delivery>(&Table::of(transaction, OUTBOX)?).await?;
            let copies = unreadable_in::<CopyRow<()>>(&Table::of(transaction, COPIES)?).await?;
            let envelopes = self.unreadable_envelopes(transaction).await?;
            Ok(profiles + drafts + earlier + deliveries + copies + envelopes)
        })
        .await
    }

    /// How many envelopes that are still to be sent are no bytes.
    async fn unreadable_envelopes(&self, transaction: &Transaction) -> Result<usize> {
        let envelopes = Table::of(transaction, ENVELOPES)?;
        let mut unreadable = 0;
        for delivery in self.deliveries(transaction).await?.iter().filter(|one| one.is_unsent()) {
            let envelope = envelopes.get(key(delivery.id)).await?;
            unreadable += usize::from(envelope.is_some_and(|bytes| !bytes.is_instance_of::<Uint8Array>()));
        }
        Ok(unreadable)
    }
}

async fn unreadable_in<R: DeserializeOwned>(store: &Table) -> Result<usize> {
    let rows = store.get_all(None).await?;
    Ok(rows.iter().filter(|row| from_value::<R>(row, "row").is_err()).count())
}
