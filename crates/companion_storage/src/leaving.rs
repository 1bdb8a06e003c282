//! Somebody leaves the phone, or everything does. What is not with the school yet is the caller's to say before; here
//! nothing is asked.

use std::cell::Cell;

use companion_model::{delivery::Delivery, wire::v1::AuthorName};
use js_sys::Reflect;
use rexie::{Rexie, Store, Transaction};
use uuid::Uuid;
use wasm_bindgen::JsValue;

use crate::{
    Enrolment, Profile, Result, Storage, StorageError, drafts,
    rows::{get, get_all, key, rewrite, to_value},
    schema::{self, COPIES, DEVICE_KEYS, DRAFTS, ENVELOPES, META, OUTBOX, PROFILES, SNAPSHOTS},
    time_limit::within,
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
            let outbox = self.unkept.over(get_all(&transaction.store(OUTBOX)?, "delivery").await?);
            let epoch = self.unkept.epoch().or(stored_epoch(transaction).await?);
            let rows = transaction.store(DRAFTS)?.get_all(None, None).await?;
            let rows = rows.iter().filter(|row| of.is_none_or(|author| is_of(row, author)));
            let (handed_over, drafts): (Vec<_>, Vec<_>) =
                rows.partition(|row| drafts::is_with_the_school(row, &outbox, epoch));
            let theirs = |delivery: &&Delivery| of.is_none_or(|author| delivery.author == author);
            // A draft that is handed over is here still, and counted once, among the drafts.
            let is_record = |delivery: &&Delivery| delivery.is_unsent() && delivery.hands_over.is_none();
            let unsent = outbox.iter().filter(is_record).filter(theirs).count();
            Ok(Counts { drafts: drafts.len(), handed_over: handed_over.len(), unsent })
        })
        .await
    }

    /// Removes all that is somebody's if nothing of it is on this phone alone any more: no draft but what they deleted and what
    /// the endpoint has as it stands, and no record that the endpoint, in this life of its database, may not have. Says
    /// whether it did; and whether nobody else has a place here. One transaction looks and removes.
    ///
    /// # Errors
    /// [`StorageError`]: then everything is as it was.
    pub async fn remove_if_settled(&self, author: Uuid) -> Result<Option<IsLast>> {
        let found = Cell::new(None);
        self.write(&schema::ALL, async |transaction| {
            found.set(None);
            if is_settled(transaction, author).await? {
                remove_rows(transaction, author).await?;
                let left = transaction.store(PROFILES)?.count(None).await?;
                found.set(Some(IsLast(left == 0)));
            }
            Ok(())
        })
        .await?;
        drop(self.hold_essentials().await);
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
                found += keys_of(&transaction.store(store)?, author).await?.len();
            }
            Ok(found)
        });
        let is_gone = found.await? == 0 && self.profile(author).await?.is_none();
        drop(self.hold_essentials().await);
        if is_gone { Ok(()) } else { Err(StorageError::NotRemoved) }
    }

    /// Empties every store, in one transaction, looks again, and then takes the database itself away.
    ///
    /// # Errors
    /// [`StorageError`]: then everything is as it was, or something was found again.
    pub async fn remove_everything(&self) -> Result<()> {
        self.lets_essentials_go();
        self.write(&schema::ALL, async |transaction| {
            for store in schema::ALL {
                transaction.store(store)?.clear().await?;
            }
            Ok(())
        })
        .await?;
        let found = self.read(&schema::ALL, async |transaction| {
            let mut found = 0;
            for store in schema::ALL {
                found += transaction.store(store)?.count(None).await?;
            }
            Ok(found)
        });
        if found.await? > 0 {
            return Err(StorageError::NotRemoved);
        }
        self.lets_essentials_go();
        self.rests();
        // Empty already; the file goes when the browser sees fit.
        drop(within(DELETING_MS, Rexie::delete(schema::NAME)).await);
        Ok(())
    }
}

/// Whether nobody else has a place on the phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IsLast(pub bool);

async fn is_settled(transaction: &Transaction, author: Uuid) -> Result<bool> {
    let rows = transaction.store(DRAFTS)?.get_all(None, None).await?;
    let epoch = stored_epoch(transaction).await?;
    let outbox: Vec<Delivery> = get_all(&transaction.store(OUTBOX)?, "delivery").await?;
    let is_here_alone = |row: &JsValue| {
        let deleted_at = Reflect::get(row, &"deleted_at".into()).unwrap_or_default();
        let is_open = is_of(row, author) && (deleted_at.is_undefined() || deleted_at.is_null());
        is_open && !drafts::is_with_the_school(row, &outbox, epoch)
    };
    if rows.iter().any(is_here_alone) {
        return Ok(false);
    }
    let may_be_missing = |delivery: &Delivery| {
        let elsewhere = delivery.bytes_kept && epoch.is_some() && delivery.confirmed_in != epoch;
        delivery.author == author && !delivery.practice && (delivery.received().is_none() || elsewhere)
    };
    Ok(!outbox.iter().any(may_be_missing))
}

async fn remove_rows(transaction: &Transaction, author: Uuid) -> Result<()> {
    forget_keys(transaction, author).await?;
    let (drafts, snapshots) = (transaction.store(DRAFTS)?, transaction.store(SNAPSHOTS)?);
    for id in keys_of(&drafts, author).await? {
        drafts::remove(&drafts, &snapshots, &id).await?;
    }
    let (outbox, envelopes) = (transaction.store(OUTBOX)?, transaction.store(ENVELOPES)?);
    for id in keys_of(&outbox, author).await? {
        envelopes.delete(id.clone()).await?;
        outbox.delete(id).await?;
    }
    let copies = transaction.store(COPIES)?;
    for id in keys_of(&copies, author).await? {
        copies.delete(id).await?;
    }
    Ok(())
}

/// A person's vault, what was put aside of theirs, the device keys these lie under, and a token of the phone's first days.
async fn forget_keys(transaction: &Transaction, author: Uuid) -> Result<()> {
    let (profiles, device_keys) = (transaction.store(PROFILES)?, transaction.store(DEVICE_KEYS)?);
    let names = profiles.get_all_keys(None, None).await?;
    let rows: Vec<Profile> = get_all(&profiles, "profile").await?;
    let (theirs, others): (Vec<_>, Vec<_>) =
        names.into_iter().zip(rows).partition(|(_, profile)| profile.author.id == author);
    for (name, profile) in theirs {
        // Under another name the same vault may be in use.
        if others.iter().all(|(_, other)| other.vault_id != profile.vault_id) {
            device_keys.delete(key(profile.vault_id)).await?;
        }
        profiles.delete(name).await?;
    }
    let meta = transaction.store(META)?;
    let enrolment: Option<Enrolment> = get(&meta, &schema::ENROLMENT.into(), "enrolment").await?;
    if let Some(first) = enrolment.filter(|enrolment| enrolment.author.id == author) {
        let nobody = AuthorName { id: Uuid::nil(), name: String::new(), role: String::new() };
        let without = Enrolment { secret: Vec::new().into(), author: nobody, ..first };
        rewrite(&meta, &schema::ENROLMENT.into(), &to_value(&without)?).await?;
    }
    Ok(())
}

/// The keys of an author's rows.
async fn keys_of(store: &Store, author: Uuid) -> Result<Vec<JsValue>> {
    let (keys, rows) = (store.get_all_keys(None, None).await?, store.get_all(None, None).await?);
    Ok(keys.into_iter().zip(rows).filter(|(_, row)| is_of(row, author)).map(|(key, _)| key).collect())
}

fn is_of(row: &JsValue, author: Uuid) -> bool {
    Reflect::get(row, &"author".into()).is_ok_and(|found| found == key(author))
}

async fn stored_epoch(transaction: &Transaction) -> Result<Option<Uuid>> {
    get(&transaction.store(META)?, &schema::EPOCH.into(), "epoch").await
}
