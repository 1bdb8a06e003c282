//! Opening without the PIN, by the phone's own fingerprint, face or code: for a phone that is one person's alone. Whoever
//! can unlock a shared one would open everybody's. Who has one when a colleague joins keeps it until they have typed their
//! PIN: nobody is locked out by somebody else's coming.

use companion_app::vault::{Opened, VaultError, passkey};
use companion_model::wire::v1::AuthorName;
use companion_storage::{Profile, Storage, StorageError};
use leptos::prelude::*;
use uuid::Uuid;

use super::{Session, unlocking::device_key};

const NOT_ALONE: &str = "Something of somebody else is kept on this phone too, so only your PIN opens what is yours. Nothing has changed.";

const PIN_ALONE: &str =
    "The fingerprint, face or code opens this no more. Your records are safe, and your PIN opens them.";

/// Whose place it was has none any more.
fn gone() -> &'static str {
    StorageError::NotTheirPhone.sentence()
}

impl Session {
    /// Whether a passkey opens this person's vault.
    pub fn opens_with_passkey(self, who: Uuid) -> bool {
        self.passkeys.with(|passkeys| passkeys.contains(&who))
    }

    /// Whose passkeys open no more than until they have typed their PIN, once somebody else has a place here.
    pub fn people_with_passkey_untracked(self) -> Vec<AuthorName> {
        let passkeys = self.passkeys.get_untracked();
        self.people_untracked().into_iter().filter(|person| passkeys.contains(&person.id)).collect()
    }

    /// Whether one can be made: this browser says so, and nobody else has anything here, not even what this build can't read.
    ///
    /// # Errors
    /// A sentence: then nobody knows.
    pub async fn may_have_passkey(self) -> Result<bool, String> {
        let (storage, keys) = (self.open_storage()?, self.open_keys()?);
        let is_alone = storage.is_alone(keys.author.id).await.map_err(|error| error.sentence())?;
        Ok(is_alone && passkey::is_offered().await)
    }

    /// Makes a passkey that opens the open vault from now on. The PIN goes on opening it.
    ///
    /// # Errors
    /// A sentence: what the person still has and what to do.
    pub async fn make_passkey(self) -> Result<(), String> {
        let (storage, keys) = (self.open_storage()?, self.open_keys()?);
        let me = keys.author.id;
        if !storage.is_alone(me).await.map_err(|error| error.sentence())? {
            return Err(NOT_ALONE.to_owned());
        }
        let profile = storage.profile(me).await.map_err(|error| error.sentence())?.ok_or_else(gone)?;
        let device_key = device_key(&storage, profile.vault_id).await?;
        let made = passkey::create(&keys.vault, profile.vault_id, &profile.author.name, &device_key).await;
        let made = made.map_err(VaultError::sentence)?;
        storage.note_passkey(me, Some(made)).await.map_err(|error| error.sentence())?;
        self.passkeys.set(vec![me]);
        Ok(())
    }

    /// From now on the PIN alone opens the open vault.
    ///
    /// # Errors
    /// A sentence: then the passkey still opens it.
    pub async fn forget_passkey(self) -> Result<(), String> {
        let (storage, keys) = (self.open_storage()?, self.open_keys()?);
        storage.note_passkey(keys.author.id, None).await.map_err(|error| error.sentence())?;
        self.passkeys.update(|passkeys| passkeys.retain(|who| *who != keys.author.id));
        Ok(())
    }

    /// Whoever has typed their PIN has it: where somebody else has anything on the phone, whether or not this build can read it,
    /// the PIN alone opens from now on. Where that can't be noted it is noted with the next PIN.
    pub(super) async fn passkey_rests(self, storage: &Storage, profile: Profile) -> Profile {
        let author = profile.author.id;
        let is_shared = async || storage.is_alone(author).await.is_ok_and(|alone| !alone);
        if profile.passkey.is_none()
            || !is_shared().await
            || storage.note_passkey(author, None).await.is_err()
        {
            return profile;
        }
        self.passkeys.update(|passkeys| passkeys.retain(|who| *who != author));
        Profile { passkey: None, ..profile }
    }

    /// Opens the vault of whoever stands before the lock screen with their passkey.
    ///
    /// # Errors
    /// A sentence: what the person still has and what to do.
    pub async fn unlock_with_passkey(self) -> Result<(), String> {
        let who = self.who_untracked().ok_or_else(gone)?;
        self.finish_unlocking(self.open_with_passkey(who.id)).await
    }

    /// Opens somebody's vault with their passkey, for what is about to be done with it. Beside a place that this build can't
    /// read it opens until they have typed their PIN, as beside somebody who has joined since.
    ///
    /// # Errors
    /// A sentence: what the person still has and what to do.
    pub async fn open_with_passkey(self, who: Uuid) -> Result<(Profile, Opened), String> {
        let storage = self.open_storage()?;
        let profile = storage.profile(who).await.map_err(|error| error.sentence())?.ok_or_else(gone)?;
        let people = storage.profiles().await.map_err(|error| error.sentence())?.len();
        let passkey = profile.open_passkey(people).cloned().ok_or(PIN_ALONE)?;
        let device_key = device_key(&storage, profile.vault_id).await?;
        let opened =
            passkey::unlock(profile.vault_id, &passkey, &profile.sealed_author_key, &device_key).await;
        let opened = opened.map_err(VaultError::sentence)?;
        Ok((self.clear_pin_forgotten(&storage, profile).await?, opened))
    }
}
