//! A PIN is changed. The vault stays the same: what it opens, and what else opens it, do not change with it.

use companion_storage::Profile;

use super::{Session, unlocking::device_key};
use crate::vault::{self, Opened, VaultError};

const LOCKED_MEANWHILE: &str = "The app was locked meanwhile. The PIN is as it was.";
const NOT_SEEN: &str = "This phone could not change the PIN, as far as it can tell. Your records are safe: the PIN you had opens \
     them. If it should not, the new one does.";

impl Session {
    /// Opens the vault of whoever is at work here once more: a phone that lies open must not be enough for what comes next.
    ///
    /// # Errors
    /// A sentence: what they still have and what to do.
    pub async fn open_my_vault(self, pin: &str) -> Result<(Profile, Opened), String> {
        let keys = self.keys().ok_or(LOCKED_MEANWHILE)?;
        self.open_vault(keys.author.id, pin).await
    }

    /// Locks a vault with another PIN, unless the app was locked since there were so many locks.
    ///
    /// # Errors
    /// A sentence: which PIN opens, and what to do.
    pub async fn takes_pin(
        self,
        profile: &Profile,
        opened: &Opened,
        locks: u32,
        pin: &str,
    ) -> Result<(), String> {
        let storage = self.storage().ok_or(VaultError::Damaged.sentence())?;
        let device_key = device_key(&storage, profile.vault_id).await?;
        let locked = vault::lock(&opened.vault, pin, &device_key).await.map_err(VaultError::sentence)?;
        if self.locks() != locks {
            return Err(LOCKED_MEANWHILE.to_owned());
        }
        let author = profile.author.id;
        // What is there afterwards tells more than an answer, which can be lost after the change.
        drop(storage.note_pin(author, profile.vault_id, locked.clone().into()).await);
        let now = storage.profile(author).await.ok().flatten();
        let is_changed = now.is_some_and(|now| now.vault.0 == locked);
        if is_changed { Ok(()) } else { Err(NOT_SEEN.to_owned()) }
    }
}
