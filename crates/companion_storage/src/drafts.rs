//! Drafts, sealed, and the earlier states that a slip can be undone to.

use companion_browser::events::NoteError;
use std::cell::Cell;

use companion_model::{
    DeviceTime, Millis,
    delivery::{Delivery, HandsOver},
};
use js_sys::{Object, Reflect};
use rexie::Transaction;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use wasm_bindgen::JsValue;

use crate::{
    DraftRow, Result, SnapshotRow, Storage, StorageError, places,
    rows::{get_readable, key, readable, rewrite, rewrite_over, to_value},
    schema::{BY_DRAFT, DRAFTS, OUTBOX, PROFILES, SNAPSHOTS},
    table::Table,
    thinning,
};

/// The field of a row that names its author.
const AUTHOR: &str = "author";

impl Storage {
    /// Keeps a draft, and puts an earlier state of it by. A save that comes late takes no newer words back, and never
    /// makes a draft of a signed record again.
    ///
    /// # Errors
    /// [`StorageError::Overtaken`] if another page has kept newer words: then these are kept as an earlier state;
    /// [`StorageError::AlreadySigned`], [`StorageError::NotTheirPhone`], or whatever kept it from being committed.
    pub async fn put_draft<T>(&self, row: &DraftRow<T>, put_by: Option<&SnapshotRow<T>>) -> Result<()> {
        let (id, author, revision, row) = (key(row.id), key(row.author), row.revision, to_value(row)?);
        let put_by = put_by.map(to_value).transpose()?;
        let is_overtaken = Cell::new(false);
        self.write(&[PROFILES, DRAFTS, SNAPSHOTS, OUTBOX], async |transaction| {
            if Table::of(transaction, OUTBOX)?.key_exists(id.clone()).await? {
                return Err(StorageError::AlreadySigned);
            }
            let drafts = Table::of(transaction, DRAFTS)?;
            let old = drafts.get(id.clone()).await?;
            // A tab that was open when its author was set up again still has their earlier name.
            let known = old.as_ref().and_then(|old| Reflect::get(old, &AUTHOR.into()).ok());
            let author = known.unwrap_or_else(|| author.clone());
            places::require_profile(transaction, &author).await?;
            Reflect::set(&row, &AUTHOR.into(), &author).note_error("a field of a row");
            is_overtaken.set(old.as_ref().is_some_and(|old| has_other_words(old, revision, &row)));
            if !is_overtaken.get() {
                rewrite_over(&drafts, &id, old, &row).await?;
            }
            let loser = if is_overtaken.get() { Some(as_earlier(&row)?) } else { None };
            for state in put_by.iter().chain(&loser) {
                add_earlier(transaction, &id, state).await?;
            }
            Ok(())
        })
        .await?;
        if is_overtaken.get() { Err(StorageError::Overtaken) } else { Ok(()) }
    }

    /// Keeps words as an earlier state of a draft that another page goes on with.
    ///
    /// # Errors
    /// [`StorageError::NotTheirPhone`] if the draft is not here any more; or whatever kept it from being committed.
    pub async fn put_earlier<T>(&self, row: &DraftRow<T>) -> Result<()> {
        let (id, state) = (key(row.id), as_earlier(&to_value(row)?)?);
        self.write(&[DRAFTS, SNAPSHOTS, OUTBOX], async |transaction| {
            if Table::of(transaction, OUTBOX)?.key_exists(id.clone()).await? {
                return Err(StorageError::AlreadySigned);
            }
            if !Table::of(transaction, DRAFTS)?.key_exists(id.clone()).await? {
                return Err(StorageError::NotTheirPhone);
            }
            add_earlier(transaction, &id, &state).await
        })
        .await
    }

    /// An author's drafts, the one saved last first.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn drafts<T>(&self, author: Uuid) -> Result<Vec<DraftRow<T>>> {
        let mut rows: Vec<DraftRow<T>> = self.rows(DRAFTS).await?;
        rows.retain(|row| row.author == author);
        rows.sort_by_key(|row| std::cmp::Reverse(row.saved_at.utc_ms));
        Ok(rows)
    }

    /// One draft.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn draft<T>(&self, id: Uuid) -> Result<Option<DraftRow<T>>> {
        self.row(DRAFTS, &key(id), "draft").await
    }

    /// The earlier states of a draft that this build can read, oldest first.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn snapshots<T>(&self, draft: Uuid) -> Result<Vec<SnapshotRow<T>>> {
        let values = self.read(&[SNAPSHOTS], async |transaction| {
            Table::of(transaction, SNAPSHOTS)?.get_all_by(BY_DRAFT, &key(draft)).await
        });
        Ok(readable(&values.await?))
    }

    /// Notes that a draft's author has deleted it, or brought it back: every word of it is still here. Says whether there
    /// is such a draft.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn set_deleted(&self, id: Uuid, at: Option<DeviceTime>) -> Result<bool> {
        let (id, change) = (key(id), to_value(&Deleted { deleted_at: at })?);
        let is_here = Cell::new(false);
        self.write(&[DRAFTS], async |transaction| {
            let drafts = Table::of(transaction, DRAFTS)?;
            is_here.set(drafts.key_exists(id.clone()).await?);
            if is_here.get() {
                rewrite(&drafts, &id, &change).await?;
            }
            Ok(())
        })
        .await?;
        Ok(is_here.get())
    }

    /// Removes a draft and its earlier states if it was deleted at this time or before, and has not been brought back.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn remove_deleted(&self, id: Uuid, at_latest: Millis) -> Result<()> {
        let id = key(id);
        self.write(&[DRAFTS, SNAPSHOTS], async |transaction| {
            let (drafts, snapshots) = (Table::of(transaction, DRAFTS)?, Table::of(transaction, SNAPSHOTS)?);
            let row: Option<Deleted> = get_readable(&drafts, &id).await?;
            let deleted_at = row.and_then(|row| row.deleted_at);
            if deleted_at.is_some_and(|at| at.utc_ms <= at_latest) {
                remove(&drafts, &snapshots, &id).await?;
            }
            Ok(())
        })
        .await
    }
}

/// Whose draft this is, if it is here as it was when it was handed over. Of one that this build can't read nobody knows that.
pub async fn author_if_unchanged(drafts: &Table, hands_over: &HandsOver) -> Result<Option<Uuid>> {
    let row: Option<Handed> = get_readable(drafts, &key(hands_over.draft)).await?;
    Ok(row.filter(|row| row.revision == hands_over.revision).map(|row| row.author))
}

/// Looks whether what lies there of a draft is newer than this revision. A draft that is not there is no newer.
///
/// # Errors
/// [`StorageError::Overtaken`] if it is.
pub async fn require_no_newer(drafts: &Table, id: &JsValue, revision: u64) -> Result<()> {
    let newest = drafts.get(id.clone()).await?.and_then(|row| revision_of(&row));
    if newest.is_some_and(|newest| newest > revision) { Err(StorageError::Overtaken) } else { Ok(()) }
}

/// Whether the endpoint has a draft just as it lies here: handed over, and held in this epoch of its database.
pub fn is_with_the_school(row: &JsValue, outbox: &[Delivery]) -> bool {
    let (id, revision) = (Reflect::get(row, &"id".into()).unwrap_or_default(), revision_of(row));
    let is_it = |what: &HandsOver| key(what.draft) == id && Some(what.revision) == revision;
    outbox.iter().any(|one| one.hands_over.as_ref().is_some_and(is_it) && one.is_held())
}

/// What of a [`DraftRow`] tells whether it was changed.
#[derive(Deserialize)]
struct Handed {
    author: Uuid,
    revision: u64,
}

/// The one field of a [`DraftRow`] that changes by itself.
#[derive(Deserialize, Serialize)]
struct Deleted {
    #[serde(default)]
    deleted_at: Option<DeviceTime>,
}

/// Whether what lies there is newer, or was kept from another page by the same number. The same row again is one that was
/// committed before the phone lost the connection.
fn has_other_words(old: &JsValue, revision: u64, row: &JsValue) -> bool {
    let sealed = |of: &JsValue| Reflect::get(of, &"sealed".into()).ok();
    revision_of(old)
        .is_some_and(|newest| newest > revision || newest == revision && sealed(old) != sealed(row))
}

/// What a [`SnapshotRow`] has of a [`DraftRow`].
fn as_earlier(row: &JsValue) -> Result<JsValue> {
    let state = Object::new();
    for (name, of) in [("draft", "id"), ("taken_at", "saved_at"), ("sealed", "sealed")] {
        let value = Reflect::get(row, &of.into()).map_err(|_| StorageError::Unreadable("draft"))?;
        Reflect::set(&state, &name.into(), &value).map_err(|_| StorageError::Unreadable("draft"))?;
    }
    Ok(state.into())
}

async fn add_earlier(transaction: &Transaction, draft: &JsValue, state: &JsValue) -> Result<()> {
    let snapshots = Table::of(transaction, SNAPSHOTS)?;
    snapshots.add(state, None).await?;
    thin_out(&snapshots, draft).await
}

/// Of a row as it lies there: reading all of it would take longer than the rest of a save.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "we wrote a whole number")]
fn revision_of(row: &JsValue) -> Option<u64> {
    Reflect::get(row, &"revision".into()).ok()?.as_f64().map(|revision| revision as u64)
}

/// Removes a draft and its earlier states.
pub async fn remove(drafts: &Table, snapshots: &Table, id: &JsValue) -> Result<()> {
    for number in numbers(snapshots, id).await? {
        snapshots.delete(number).await?;
    }
    drafts.delete(id.clone()).await?;
    Ok(())
}

async fn thin_out(snapshots: &Table, draft: &JsValue) -> Result<()> {
    let keys = numbers(snapshots, draft).await?;
    let numbers: Vec<f64> = keys.iter().map(|key| key.as_f64().unwrap_or_default()).collect();
    for place in thinning::to_drop(&numbers) {
        snapshots.delete(keys[place].clone()).await?;
    }
    Ok(())
}

/// The keys of a draft's snapshots, oldest first.
async fn numbers(snapshots: &Table, draft: &JsValue) -> Result<Vec<JsValue>> {
    snapshots.get_all_keys_by(BY_DRAFT, draft).await
}
