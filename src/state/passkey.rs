//! Opening without the PIN, by the phone's own fingerprint, face or code: for a phone that is one person's alone. Whoever
//! can unlock a shared one would open everybody's.

use companion_storage::{Profile, Storage};
use leptos::prelude::*;

use super::{Session, unlocking::device_key};
use crate::vault::{Opened, VaultError, passkey};

impl Session {
    /// Whether a passkey opens what is here, as long as nobody else has a place on this phone.
    pub fn opens_with_passkey(self) -> bool {
        self.passkey.get()
    }

    /// Whether one can be made: this browser says so, and nobody else has a place here.
    pub async fn may_have_passkey(self) -> bool {
        self.people_untracked().len() == 1 && passkey::is_offered().await
    }

    /// Makes a passkey that opens the open vault from now on. The PIN goes on opening it.
    ///
    /// # Errors
    /// A sentence: what the person still has and what to do.
    pub async fn make_passkey(self) -> Result<(), String> {
        let (storage, profile) = self.only_profile().await?;
        let keys = self.open_keys()?;
        let device_key = device_key(&storage, profile.vault_id).await?;
        let made = passkey::create(&keys.vault, profile.vault_id, &profile.author.name, &device_key).await;
        let made = made.map_err(VaultError::sentence)?;
        storage.note_passkey(profile.author.id, Some(made)).await.map_err(|error| error.sentence())?;
        self.passkey.set(true);
        Ok(())
    }

    /// From now on the PIN alone opens what is here.
    ///
    /// # Errors
    /// A sentence: then the passkey still opens it.
    pub async fn forget_passkey(self) -> Result<(), String> {
        let (storage, profile) = self.only_profile().await?;
        storage.note_passkey(profile.author.id, None).await.map_err(|error| error.sentence())?;
        self.passkey.set(false);
        Ok(())
    }

    /// Opens the vault with the passkey.
    ///
    /// # Errors
    /// A sentence: what the person still has and what to do.
    pub async fn unlock_with_passkey(self) -> Result<(), String> {
        self.takes(self.open_with_passkey()).await
    }

    /// Opens the vault with the passkey, for what is about to be done with it.
    ///
    /// # Errors
    /// A sentence: what the person still has and what to do.
    pub async fn open_with_passkey(self) -> Result<(Profile, Opened), String> {
        let (storage, profile) = self.only_profile().await?;
        let passkey = profile.passkey.clone().ok_or(VaultError::NoPasskey.sentence())?;
        let device_key = device_key(&storage, profile.vault_id).await?;
        let opened =
            passkey::unlock(profile.vault_id, &passkey, &profile.sealed_author_key, &device_key).await;
        let opened = opened.map_err(VaultError::sentence)?;
        Ok((self.is_remembered(&storage, profile).await?, opened))
    }

    async fn only_profile(self) -> Result<(Storage, Profile), String> {
        let storage = self.open_storage()?;
        let profiles = storage.profiles().await.map_err(|error| error.sentence())?;
        match <[Profile; 1]>::try_from(profiles) {
            Ok([profile]) => Ok((storage, profile)),
            Err(_) => Err(VaultError::NoPasskey.sentence().to_owned()),
        }
    }
}
