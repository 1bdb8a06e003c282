//! Places on this phone by the names of their rows, and by single fields: also those whose rows this build can't read.

use js_sys::Reflect;
use rexie::Transaction;
use uuid::Uuid;
use wasm_bindgen::JsValue;

use crate::{
    Passkey, Profile, Result, Storage, StorageError,
    notes::Opens,
    rows::{from_value, key, rewrite, to_value},
    schema::{DRAFTS, OUTBOX, PROFILES},
    table::Table,
};

impl Storage {
    /// Whether nobody but this author has anything on the phone: no place, no draft and no delivery. A row that this build
    /// can't read counts as somebody else's unless it says that it is this author's: while there is one, "Remove everything"
    /// would take what nobody here knows.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn is_alone(&self, author: Uuid) -> Result<bool> {
        self.read(&[PROFILES, DRAFTS, OUTBOX], async |transaction| nobody_else(transaction, author).await)
            .await
    }
}

/// See [`Storage::is_alone`]. A vault that was put aside is no place: what was written under it is counted as a draft.
pub async fn nobody_else(transaction: &Transaction, author: Uuid) -> Result<bool> {
    let names = Table::of(transaction, PROFILES)?.get_all_keys(None).await?;
    if names.iter().any(|name| !is_put_aside(name) && *name != key(author)) {
        return Ok(false);
    }
    for store in [DRAFTS, OUTBOX] {
        let rows = Table::of(transaction, store)?.get_all(None).await?;
        if !rows.iter().all(|row| is_of(row, author)) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Nothing new is kept for somebody who has left, or under a name that is not theirs any more.
pub async fn require_profile(transaction: &Transaction, author: &JsValue) -> Result<()> {
    let is_here = Table::of(transaction, PROFILES)?.key_exists(author.clone()).await?;
    if is_here { Ok(()) } else { Err(StorageError::NotTheirPhone) }
}

/// Whether a profile's row is somebody's place.
pub fn is_an_id(name: &JsValue) -> bool {
    name.as_string().is_some_and(|name| Uuid::parse_str(&name).is_ok())
}

/// Whether a profile's row was put aside: its name begins with its author's id.
fn is_put_aside(name: &JsValue) -> bool {
    let name = name.as_string().unwrap_or_default();
    name.split_once(' ').is_some_and(|(author, _)| Uuid::parse_str(author).is_ok())
}

/// Whether a profile's row is an author's, or was put aside for them. One that this build can't read is known by its name.
pub fn is_theirs(name: &JsValue, row: &JsValue, author: Uuid) -> bool {
    match from_value::<Profile>(row, "profile") {
        Ok(profile) => profile.author.id == author,
        Err(_) => name.as_string().is_some_and(|name| name.split(' ').next() == Some(&author.to_string())),
    }
}

/// The name of the device key that a profile's row lies under.
pub fn vault_of(row: &JsValue) -> Option<JsValue> {
    Reflect::get(row, &"vault_id".into()).ok().filter(JsValue::is_string)
}

/// Whether a profile's row may lie under this device key: nobody knows that of one that names none.
pub fn may_lie_under(row: &JsValue, device_key: &JsValue) -> bool {
    vault_of(row).is_none_or(|vault| vault == *device_key)
}

/// Whether a row of drafts, deliveries or copies names this author.
pub fn is_of(row: &JsValue, author: Uuid) -> bool {
    Reflect::get(row, &"author".into()).is_ok_and(|found| found == key(author))
}

/// A profile that its author has here already, with another vault, is put aside under another name. One that this build
/// can't read is put aside as it is.
pub async fn put_aside(transaction: &Transaction, profile: &Profile) -> Result<()> {
    let profiles = Table::of(transaction, PROFILES)?;
    let Some(row) = profiles.get(key(profile.author.id)).await? else { return Ok(()) };
    let name = match from_value::<Profile>(&row, "profile") {
        Ok(earlier) if earlier.vault_id == profile.vault_id => return Ok(()),
        Ok(earlier) => format!("{} {}", earlier.author.id, earlier.vault_id),
        Err(_) => format!("{} before {}", profile.author.id, profile.vault_id),
    };
    profiles.put(&row, Some(&name.into())).await?;
    Ok(())
}

/// Nobody is locked out by somebody else's coming: who was alone here goes on opening with their passkey until they have
/// typed their PIN. A row that this build can't read stays as it is.
pub async fn keeps_passkey(transaction: &Transaction, joins: Uuid) -> Result<()> {
    let profiles = Table::of(transaction, PROFILES)?;
    let rows = profiles.get_all_keys(None).await?.into_iter().zip(profiles.get_all(None).await?);
    let mut here = rows.filter(|(name, _)| is_an_id(name));
    let (Some((id, only)), None) = (here.next(), here.next()) else { return Ok(()) };
    let Ok(only) = from_value::<Profile>(&only, "profile") else { return Ok(()) };
    let Some(passkey) = only.passkey.filter(|_| only.author.id != joins) else { return Ok(()) };
    let passkey = Some(Passkey { until_pin: true, ..passkey });
    rewrite(&profiles, &id, &to_value(&Opens { passkey })?).await
}
