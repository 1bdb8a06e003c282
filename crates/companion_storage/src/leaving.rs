//! Somebody leaves the phone, or everything does. What is not with the school yet is the caller's to say before; here
//! nothing is asked.

use companion_browser::events::NoteError;
use std::cell::Cell;

use companion_browser::timer::within;
use companion_model::delivery::Delivery;
use js_sys::Reflect;
use rexie::{Rexie, Transaction};
use uuid::Uuid;
use wasm_bindgen::JsValue;

use crate::{
    Result, Storage, StorageError, drafts,
    places::{is_of, is_theirs, may_lie_under, nobody_else, vault_of},
    schema::{self, COPIES, DEVICE_KEYS, DRAFTS, ENVELOPES, META, OUTBOX, PROFILES, SNAPSHOTS},
    school,
    table::Table,
};

/// Stores whose rows name their author.
const WITH_AUTHOR: [&str; 3] = [DRAFTS, OUTBOX, COPIES];
/// A page that holds the database open and does not answer can't keep it from having been emptied.
const DELETING_MS: u32 = 5_000;

/// What is on this phone alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Drafts, those among them that were deleted and can be brought back.
    pub drafts: usize,
    /// Drafts that the endpoint has as they stand: handed over, and here as well.
    pub handed_over: usize,
    /// Records without a receipt.
    pub unsent: usize,
}

impl Storage {
    /// What is on this phone alone: of one author, or of everybody.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn counts(&self, of: Option<Uuid>) -> Result<Counts> {
        self.read(&[META, DRAFTS, OUTBOX], async |transaction| {
            let outbox = self.deliveries(transaction).await?;
            let all = match of {
                Some(author) => keys_of(&Table::of(transaction, OUTBOX)?, author).await?.len(),
                None => Table::of(transaction, OUTBOX)?.get_all_keys(None).await?.len(),
            };
            let rows = Table::of(transaction, DRAFTS)?.get_all(None).await?;
            let rows = rows.iter().filter(|row| of.is_none_or(|author| is_of(row, author)));
            let (handed_over, drafts): (Vec<_>, Vec<_>) =
                rows.partition(|row| drafts::is_with_the_school(row, &outbox));
            let theirs = |delivery: &&Delivery| of.is_none_or(|author| delivery.author == author);
            // A draft that is handed over is here still, and counted once, among the drafts.
            let is_record = |delivery: &&Delivery| delivery.is_unsent() && delivery.hands_over.is_none();
            let unsent = outbox.iter().filter(is_record).filter(theirs).count();
            // Nobody knows whether the school has what this build can't read.
            let unreadable = all.saturating_sub(outbox.iter().filter(theirs).count());
            Ok(Counts { drafts: drafts.len(), handed_over: handed_over.len(), unsent: unsent + unreadable })
        })
        .await
    }

    /// Removes all that is somebody's if nothing of it is on this phone alone any more: no draft but what they deleted and what
    /// the endpoint has as it stands, and no record that the endpoint, in this epoch of its database, may not have. Says
    /// whether it did; and whether nobody else has anything here, as [`Storage::is_alone`] does. One transaction looks and
    /// removes.
    ///
    /// # Errors
    /// [`StorageError`]: then everything is as it was.
    pub async fn remove_if_settled(&self, author: Uuid) -> Result<Option<IsLast>> {
        let found = Cell::new(None);
        self.write(&schema::ALL, async |transaction| {
            found.set(None);
            if self.is_settled(transaction, author).await? {
                remove_rows(transaction, author).await?;
                found.set(Some(IsLast(nobody_else(transaction, author).await?)));
            }
            Ok(())
        })
        .await?;
        self.cache_essentials().await;
        Ok(found.get())
    }

    /// Removes all that is somebody's, in one transaction, and looks again.
    ///
    /// # Errors
    /// [`StorageError`]: then everything is as it was, or something was found again.
    pub async fn remove_person(&self, author: Uuid) -> Result<()> {
        self.write(&schema::ALL, async |transaction| remove_rows(transaction, author).await).await?;
        let found = self.read(&WITH_AUTHOR, async |transaction| {
            let mut found = 0;
            for store in WITH_AUTHOR {
                found += keys_of(&Table::of(transaction, store)?, author).await?.len();
            }
            Ok(found)
        });
        let is_gone = found.await? == 0 && self.profile(author).await?.is_none();
        self.cache_essentials().await;
        if is_gone { Ok(()) } else { Err(StorageError::NotRemoved) }
    }

    /// Empties every store, in one transaction, looks again, and then takes the database itself away.
    ///
    /// # Errors
    /// [`StorageError`]: then everything is as it was, or something was found again.
    pub async fn remove_everything(&self) -> Result<()> {
        self.stop_caching_essentials();
        let emptied = self.empties_every_store().await;
        if emptied.is_err() {
            self.resume_caching_essentials();
            return emptied;
        }
        self.leave();
        // Empty already; the file goes when the browser sees fit.
        let deleted = within(DELETING_MS, Rexie::delete(schema::NAME)).await;
        deleted.unwrap_or(Ok(())).map_err(StorageError::from).note_error("deleting the database");
        Ok(())
    }

    async fn empties_every_store(&self) -> Result<()> {
        self.write(&schema::ALL, async |transaction| {
            for store in schema::ALL {
                Table::of(transaction, store)?.clear().await?;
            }
            Ok(())
        })
        .await?;
        let found = self.read(&schema::ALL, async |transaction| {
            let mut found = 0;
            for store in schema::ALL {
                found += Table::of(transaction, store)?.count().await?;
            }
            Ok(found)
        });
        if found.await? > 0 { Err(StorageError::NotRemoved) } else { Ok(()) }
    }
}

impl Storage {
    /// Whether nothing of somebody's is on this phone alone; what this build can't read may be.
    async fn is_settled(&self, transaction: &Transaction, author: Uuid) -> Result<bool> {
        let mut outbox = self.deliveries(transaction).await?;
        let rows = Table::of(transaction, DRAFTS)?.get_all(None).await?;
        let is_here_alone = |row: &JsValue| {
            let deleted_at = Reflect::get(row, &"deleted_at".into()).unwrap_or_default();
            let is_open = is_of(row, author) && (deleted_at.is_undefined() || deleted_at.is_null());
            is_open && !drafts::is_with_the_school(row, &outbox)
        };
        if rows.iter().any(is_here_alone) {
            return Ok(false);
        }
        outbox.retain(|delivery| delivery.author == author);
        let may_be_missing = |delivery: &Delivery| delivery.is_unsent() && delivery.bytes_kept;
        let rows = keys_of(&Table::of(transaction, OUTBOX)?, author).await?.len();
        Ok(rows == outbox.len() && !outbox.iter().any(may_be_missing))
    }
}

/// Whether nobody else has anything on the phone: see [`Storage::is_alone`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IsLast(pub bool);

async fn remove_rows(transaction: &Transaction, author: Uuid) -> Result<()> {
    forget_keys(transaction, author).await?;
    let (drafts, snapshots) = (Table::of(transaction, DRAFTS)?, Table::of(transaction, SNAPSHOTS)?);
    for id in keys_of(&drafts, author).await? {
        drafts::remove(&drafts, &snapshots, &id).await?;
    }
    let (outbox, envelopes) = (Table::of(transaction, OUTBOX)?, Table::of(transaction, ENVELOPES)?);
    for id in keys_of(&outbox, author).await? {
        envelopes.delete(id.clone()).await?;
        outbox.delete(id).await?;
    }
    let copies = Table::of(transaction, COPIES)?;
    for id in keys_of(&copies, author).await? {
        copies.delete(id).await?;
    }
    Ok(())
}

/// A person's vault, what was put aside of theirs, the device keys these lie under, and a token of the phone's first days.
async fn forget_keys(transaction: &Transaction, author: Uuid) -> Result<()> {
    let (profiles, device_keys) = (Table::of(transaction, PROFILES)?, Table::of(transaction, DEVICE_KEYS)?);
    let names = profiles.get_all_keys(None).await?;
    let rows = names.into_iter().zip(profiles.get_all(None).await?);
    let (theirs, others): (Vec<_>, Vec<_>) = rows.partition(|(name, row)| is_theirs(name, row, author));
    for (name, row) in theirs {
        // Under another name the same vault may be in use.
        let unused = |device_key: &JsValue| !others.iter().any(|(_, other)| may_lie_under(other, device_key));
        if let Some(device_key) = vault_of(&row).filter(unused) {
            device_keys.delete(device_key).await?;
        }
        profiles.delete(name).await?;
    }
    school::first_leaves(transaction, author).await
}

/// The keys of an author's rows.
async fn keys_of(store: &Table, author: Uuid) -> Result<Vec<JsValue>> {
    let (keys, rows) = (store.get_all_keys(None).await?, store.get_all(None).await?);
    Ok(keys.into_iter().zip(rows).filter(|(_, row)| is_of(row, author)).map(|(key, _)| key).collect())
}
