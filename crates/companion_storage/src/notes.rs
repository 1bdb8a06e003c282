//! What of a profile changes by itself, each field in a transaction of its own: a copy that was read a while ago must not take
//! back what another tab has noted since, nor bring somebody back who has left or has another name.

use companion_model::{
    DeviceTime, Millis,
    delivery::Delivery,
    wire::{Bytes, v1::Removal},
};
use serde::Serialize;
use uuid::Uuid;
use wasm_bindgen::JsValue;

use crate::{
    Passkey, Profile, Result, Storage,
    rows::{get, get_all, key, rewrite, to_value},
    schema::{ENVELOPES, OUTBOX, PROFILES},
    table::Table,
};

#[derive(Serialize)]
struct Tries {
    wrong_tries: u32,
    last_wrong_at: Millis,
}

#[derive(Serialize)]
struct Forgotten {
    pin_forgotten_at: Option<DeviceTime>,
}

#[derive(Serialize)]
struct Ordered {
    removal: Removal,
}

#[derive(Serialize)]
struct Unknown {
    unknown_since: Option<Millis>,
}

/// Whoever has another PIN begins to try anew.
#[derive(Serialize)]
struct Locked {
    vault: Bytes,
    wrong_tries: u32,
    last_wrong_at: Millis,
}

/// What opens a vault beside its PIN.
#[derive(Serialize)]
pub struct Opens {
    /// As in a [`Profile`].
    pub passkey: Option<Passkey>,
}

impl Storage {
    /// Counts wrong PINs, or begins anew.
    ///
    /// # Errors
    /// [`crate::StorageError`].
    pub async fn note_tries(&self, author: Uuid, wrong_tries: u32, last_wrong_at: Millis) -> Result<()> {
        self.note(author, to_value(&Tries { wrong_tries, last_wrong_at })?, &|_| true).await
    }

    /// Keeps a vault as it is locked by another PIN, for nobody who has another vault since.
    ///
    /// # Errors
    /// [`crate::StorageError`]: then it may be as it was.
    pub async fn note_pin(&self, author: Uuid, vault_id: Uuid, vault: Bytes) -> Result<()> {
        let locked = to_value(&Locked { vault, wrong_tries: 0, last_wrong_at: 0 })?;
        self.note(author, locked, &|profile| profile.vault_id == vault_id).await?;
        self.cache_essentials().await;
        Ok(())
    }

    /// Notes the passkey that opens somebody's vault beside their PIN, or that the PIN alone does.
    ///
    /// # Errors
    /// [`crate::StorageError`]: then it is as it was.
    pub async fn note_passkey(&self, author: Uuid, passkey: Option<Passkey>) -> Result<()> {
        self.note(author, to_value(&Opens { passkey })?, &|_| true).await?;
        self.cache_essentials().await;
        Ok(())
    }

    /// Notes that somebody's PIN is forgotten.
    ///
    /// # Errors
    /// [`crate::StorageError`].
    pub async fn note_forgotten(&self, author: Uuid, at: DeviceTime) -> Result<()> {
        self.note(author, to_value(&Forgotten { pin_forgotten_at: Some(at) })?, &|_| true).await
    }

    /// Notes since when the school does not know this device of somebody's, or that it does; for nobody who has another device
    /// since.
    ///
    /// # Errors
    /// [`crate::StorageError`]: then it is noted with the next answer.
    pub async fn note_unknown(&self, author: Uuid, device: Uuid, since: Option<Millis>) -> Result<()> {
        let is_its = |profile: &Profile| profile.token.as_ref().is_none_or(|token| token.device == device);
        self.note(author, to_value(&Unknown { unknown_since: since })?, &is_its).await
    }

    /// Notes a checked order to remove what is kept for this device; for nobody who has another one since.
    ///
    /// # Errors
    /// [`crate::StorageError`].
    pub async fn note_removal(&self, author: Uuid, device: Uuid, removal: Removal) -> Result<()> {
        let is_its = |profile: &Profile| profile.token.as_ref().is_none_or(|token| token.device == device);
        self.note(author, to_value(&Ordered { removal })?, &is_its).await
    }

    /// Somebody has typed the PIN they had forgotten: what has not reached the school yet is not handed over any more. The
    /// drafts are here, and their author may answer differently now. What a member has ordered goes on.
    ///
    /// # Errors
    /// [`crate::StorageError`]: then it is handed over all the same.
    pub async fn pin_is_remembered(&self, author: Uuid) -> Result<()> {
        let remembered = to_value(&Forgotten { pin_forgotten_at: None })?;
        self.write(&[PROFILES, OUTBOX, ENVELOPES], async |transaction| {
            let profiles = Table::of(transaction, PROFILES)?;
            let profile: Option<Profile> = get(&profiles, &key(author), "profile").await?;
            let Some(profile) = profile.filter(|profile| profile.pin_forgotten_at.is_some()) else {
                return Ok(());
            };
            rewrite(&profiles, &key(author), &remembered).await?;
            if profile.removal.is_some() {
                return Ok(());
            }
            let (outbox, envelopes) = (Table::of(transaction, OUTBOX)?, Table::of(transaction, ENVELOPES)?);
            let all: Vec<Delivery> = get_all(&outbox).await?;
            for delivery in
                all.iter().filter(|delivery| delivery.author == author && delivery.can_be_withdrawn())
            {
                outbox.delete(key(delivery.id)).await?;
                envelopes.delete(key(delivery.id)).await?;
            }
            Ok(())
        })
        .await
    }

    /// Changes these fields of a profile that is still the one meant.
    async fn note(&self, author: Uuid, change: JsValue, is_meant: &dyn Fn(&Profile) -> bool) -> Result<()> {
        self.write(&[PROFILES], async |transaction| {
            let profiles = Table::of(transaction, PROFILES)?;
            let profile: Option<Profile> = get(&profiles, &key(author), "profile").await?;
            if profile.is_some_and(|profile| is_meant(&profile)) {
                rewrite(&profiles, &key(author), &change).await?;
            }
            Ok(())
        })
        .await
    }
}
