//! What the stores hold, and how it becomes a value of the browser's and back: by way of JSON, so that the app has
//! one reader and one writer of everything it keeps or sends.
//!
//! Fields are only ever added. Where a row is written anew, fields that this build does not know stay as they are:
//! see [`rewrite`].

use companion_browser::events::NoteError;
use companion_model::{
    DeviceTime, Millis, Route,
    wire::{
        Bytes, read,
        v1::{AuthorName, Removal, SignedDirectory},
    },
};
use companion_seal::vault::{LockedDraftKey, Sealed};
use js_sys::{JSON, Object, Reflect};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use uuid::Uuid;
use wasm_bindgen::{JsCast, JsValue};

use crate::{Result, Storage, StorageError, table::Table};

/// By what the school knows a phone, or one of the people who share it. Without `Debug`: it holds a secret.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Token {
    /// The device, as the school knows it.
    pub device: Uuid,
    /// Its secret.
    pub secret: Bytes,
}

/// One member of staff on this phone: what their PIN opens. Without `Debug`, as everything that holds keys.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// Who they are.
    pub author: AuthorName,
    /// What the vault is bound to, and the name of the device key it lies under: the device it was made for.
    pub vault_id: Uuid,
    /// JSON of `companion_seal::vault::LockedVault`, encrypted by the device key.
    pub vault: Bytes,
    /// The author's signing key, sealed by the vault.
    pub sealed_author_key: Bytes,
    /// Wrong PINs since the last right one.
    #[serde(default)]
    pub wrong_tries: u32,
    /// When the last of them was typed.
    #[serde(default)]
    pub last_wrong_at: Millis,
    /// When the vault was made.
    pub created_at: DeviceTime,
    /// By what the school knows what this person sends; `None` in a row of a build that knew one person: the enrolment's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<Token>,
    /// When somebody said at the lock screen that the PIN is forgotten; `None` again as soon as it is not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pin_forgotten_at: Option<DeviceTime>,
    /// A member's checked order that this place be given up; `None` again for somebody who was invited anew.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub removal: Option<Removal>,
    /// What opens the vault beside the PIN; `None` where the PIN alone does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub passkey: Option<Passkey>,
    /// Since when, by the phone's clock, the school has said that it does not know this person's device; `None` as long as it
    /// does, and again after its next good answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unknown_since: Option<Millis>,
}

impl Profile {
    /// Whether what is unfinished is handed over: nobody may be able to finish it, or nobody is to.
    pub fn hands_over(&self) -> bool {
        self.pin_forgotten_at.is_some() || self.removal.is_some()
    }

    /// What opens the vault beside the PIN, on a phone that so many share: for whoever is alone there, or was until a while ago.
    pub fn open_passkey(&self, people: usize) -> Option<&Passkey> {
        self.passkey.as_ref().filter(|passkey| people == 1 || passkey.until_pin)
    }

    /// The row that replaces one, in which what is not so any more must not stay. What opens the vault is not in it: another
    /// tab may have changed that meanwhile.
    pub(crate) fn in_place_of_another(&self) -> Result<JsValue> {
        let row = to_value(self)?;
        for field in ["vault", "passkey", "wrong_tries", "last_wrong_at"] {
            Reflect::delete_property(row.unchecked_ref::<Object>(), &field.into())
                .note_error("a field of a row");
        }
        for field in ["pin_forgotten_at", "removal", "unknown_since"] {
            if !Reflect::has(&row, &field.into()).unwrap_or_default() {
                Reflect::set(&row, &field.into(), &JsValue::NULL).note_error("a field of a row");
            }
        }
        Ok(row)
    }
}

/// A passkey that opens somebody's vault beside their PIN.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passkey {
    /// What the browser knows it by (WebAuthn credential id).
    pub id: Bytes,
    /// What its secret is made of, 32 random bytes.
    pub salt: Bytes,
    /// The vault's key under that secret, encrypted by the device key.
    pub vault: Bytes,
    /// Somebody joined whoever was alone on this phone: it opens on until they have typed their PIN.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub until_pin: bool,
}

/// The school this phone delivers to. Without `Debug`: it holds the device's secret.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrolment {
    /// The school.
    pub school: Uuid,
    /// Its name, as people say it. What can't be read there is as good as none.
    #[serde(default)]
    pub school_name: String,
    /// This phone, as the school knew it when it was first set up.
    pub device: Uuid,
    /// That token's secret.
    pub secret: Bytes,
    /// The fingerprint of the school's root key, from the invitation's own link.
    pub root_fingerprint: Bytes,
    /// The newest directory that was checked. What is missing or can't be read there is as good as none: it is asked for anew.
    #[serde(default = "no_directory")]
    pub directory: SignedDirectory,
    /// Who set it up first.
    pub author: AuthorName,
}

fn no_directory() -> SignedDirectory {
    SignedDirectory { body: String::new(), signed_by: Route::Dsl, signature: Bytes::default() }
}

/// Who set a phone up first, once they have left it.
pub(crate) fn nobody() -> AuthorName {
    AuthorName { id: Uuid::nil(), name: String::new(), role: String::new() }
}

impl Enrolment {
    /// Reads a row. What can't be read of it, whatever form that has, is left out where the phone can go on without.
    pub(crate) fn of_row(row: &JsValue) -> Result<Self> {
        from_value(row, "enrolment").or_else(|_| {
            let readable = Object::assign(&Object::new(), row.unchecked_ref());
            leave_out_unreadable::<SignedDirectory>(&readable, "directory");
            leave_out_unreadable::<String>(&readable, "school_name");
            from_value(&readable, "enrolment")
        })
    }

    /// By what the school knew this phone when it was first set up.
    pub fn first_token(&self) -> Token {
        Token { device: self.device, secret: self.secret.clone() }
    }
}

fn leave_out_unreadable<T: DeserializeOwned>(row: &Object, field: &'static str) {
    let there = Reflect::get(row, &field.into()).unwrap_or_default();
    if from_value::<T>(&there, field).is_err() {
        // A copy of our own, whose fields can always be taken out.
        Reflect::delete_property(row, &field.into()).note_error("a field of a row");
    }
}

/// A draft as it lies on the phone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound = "")]
pub struct DraftRow<T> {
    /// The concern's id.
    pub id: Uuid,
    /// Who writes it.
    pub author: Uuid,
    /// The draft, sealed by its key.
    pub sealed: Sealed<T>,
    /// The draft's key, locked.
    pub key: LockedDraftKey,
    /// Grows by one with every save.
    pub revision: u64,
    /// When it was saved.
    pub saved_at: DeviceTime,
    /// When its author deleted it; for a day it can be brought back. A save leaves this as it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deleted_at: Option<DeviceTime>,
}

/// An earlier state of a draft, so that a slip can be undone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound = "")]
pub struct SnapshotRow<T> {
    /// Which draft.
    pub draft: Uuid,
    /// When it was put by.
    pub taken_at: DeviceTime,
    /// The draft as it was then, sealed by its key.
    pub sealed: Sealed<T>,
}

/// The author's own copy of a signed record, until the receipt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound = "")]
pub struct CopyRow<T> {
    /// The concern's id.
    pub id: Uuid,
    /// Who wrote it.
    pub author: Uuid,
    /// The copy's key, locked.
    pub key: LockedDraftKey,
    /// The concern, sealed by that key.
    pub sealed: Sealed<T>,
}

/// An id as a key.
pub fn key(id: Uuid) -> JsValue {
    id.to_string().into()
}

/// A row as the browser's value. An absent answer is written as `null`, so that it replaces what was there, unless its
/// field says otherwise.
pub fn to_value(row: &impl Serialize) -> Result<JsValue> {
    let written = serde_json::to_string(row).ok().and_then(|json| JSON::parse(&json).ok());
    written.ok_or_else(|| StorageError::Failed("a row could not be written".into()))
}

/// The row again.
pub fn from_value<R: DeserializeOwned>(value: &JsValue, what: &'static str) -> Result<R> {
    let json = JSON::stringify(value).ok().and_then(|json| json.as_string());
    json.and_then(|json| read(json.as_bytes()).ok()).ok_or(StorageError::Unreadable(what))
}

impl Storage {
    /// The row under a key of a store.
    pub(crate) async fn row<R: DeserializeOwned>(
        &self,
        store: &str,
        key: &JsValue,
        what: &'static str,
    ) -> Result<Option<R>> {
        self.value(store, key).await?.map(|value| from_value(&value, what)).transpose()
    }

    /// Every row of a store that this build can read.
    pub(crate) async fn rows<R: DeserializeOwned>(&self, store: &str) -> Result<Vec<R>> {
        Ok(readable(&self.values(store).await?))
    }

    async fn values(&self, store: &str) -> Result<Vec<JsValue>> {
        self.read(&[store], async |transaction| Ok(Table::of(transaction, store)?.get_all(None).await?)).await
    }

    /// What is kept under a key of a store.
    pub(crate) async fn value(&self, store: &str, key: &JsValue) -> Result<Option<JsValue>> {
        self.read(&[store], async |transaction| Ok(Table::of(transaction, store)?.get(key.clone()).await?))
            .await
    }
}

/// The row under a key.
pub async fn get<R: DeserializeOwned>(store: &Table, key: &JsValue, what: &'static str) -> Result<Option<R>> {
    store.get(key.clone()).await?.map(|value| from_value(&value, what)).transpose()
}

/// The same; a row that this build can't read is as good as none, and stays where it is.
pub async fn get_readable<R: DeserializeOwned>(store: &Table, key: &JsValue) -> Result<Option<R>> {
    Ok(store.get(key.clone()).await?.and_then(|value| from_value(&value, "row").ok()))
}

/// Every row of a store that this build can read. One that it can't, because a newer build wrote it or it is damaged, stays
/// where it is and holds up no other: [`Storage::unreadable`] counts those.
pub async fn get_all<R: DeserializeOwned>(store: &Table) -> Result<Vec<R>> {
    Ok(readable(&store.get_all(None).await?))
}

/// Those of these rows that this build can read.
pub fn readable<R: DeserializeOwned>(values: &[JsValue]) -> Vec<R> {
    values.iter().filter_map(|value| from_value(value, "row").ok()).collect()
}

/// Writes a row over the one under that key. Fields of a newer build, which this one does not know, stay.
pub async fn rewrite(store: &Table, key: &JsValue, row: &JsValue) -> Result<()> {
    let old = store.get(key.clone()).await?;
    rewrite_over(store, key, old, row).await
}

/// The same over what was just read there.
pub async fn rewrite_over(store: &Table, key: &JsValue, old: Option<JsValue>, row: &JsValue) -> Result<()> {
    let row = match old.and_then(|old| old.dyn_into::<Object>().ok()) {
        Some(old) => Object::assign(&old, row.unchecked_ref()).into(),
        None => row.clone(),
    };
    store.put(&row, Some(key)).await?;
    Ok(())
}
