//! What a phone can't do without, held in memory while a page is open: if the browser throws the database away under it,
//! the next connection finds it again, and words kept from then on can still be opened with the PIN.

use rexie::{Rexie, TransactionMode};
use wasm_bindgen::JsValue;

use crate::{
    Result, StorageError,
    schema::{DEVICE_KEYS, ENROLMENT, META, PROFILES},
    table::Table,
};

const STORES: [&str; 3] = [META, PROFILES, DEVICE_KEYS];

/// The rows of a few stores, each with its key. They hold no more than the database does: vaults are locked.
pub struct Essentials {
    rows: Vec<(&'static str, JsValue, JsValue)>,
}

impl Essentials {
    /// Those of a database.
    pub async fn of(database: &Rexie) -> Result<Self> {
        let transaction = database.transaction(&STORES, TransactionMode::ReadOnly)?;
        let mut rows = Vec::new();
        for name in STORES {
            let store = Table::of(&transaction, name)?;
            let keys = store.get_all_keys(None).await?;
            let values = store.get_all(None).await?;
            rows.extend(keys.into_iter().zip(values).map(|(key, value)| (name, key, value)));
        }
        Ok(Self { rows })
    }

    /// Whether the phone is set up.
    pub fn are_there(&self) -> bool {
        self.rows.iter().any(|(store, key, _)| *store == META && *key == ENROLMENT)
    }

    /// Puts them into a database that has none.
    pub async fn put_back(&self, database: &Rexie) -> Result<()> {
        let transaction = database.transaction(&STORES, TransactionMode::ReadWrite)?;
        for (store, key, value) in &self.rows {
            Table::of(&transaction, store)?.put(value, Some(key)).await?;
        }
        if transaction.done().await?.is_committed() { Ok(()) } else { Err(StorageError::aborted_at_commit()) }
    }
}
