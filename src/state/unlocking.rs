//! Opening the vault. Wrong tries are counted before the answer is shown.

use companion_parts::browser::clock;
use companion_storage::{Profile, Storage, StorageError};

use super::Session;
use crate::vault::{self, Stored, VaultError, tries};

impl Session {
    /// Opens the vault with the author's PIN.
    ///
    /// # Errors
    /// A sentence: what the author still has and what to do.
    pub async fn unlock(self, pin: &str) -> Result<(), String> {
        let storage = self.storage().ok_or(VaultError::Damaged.sentence())?;
        let author = self.enrolment_untracked().ok_or(VaultError::Damaged.sentence())?.author;
        let profile =
            storage.profile(author.id).await.map_err(sentence)?.ok_or(VaultError::Damaged.sentence())?;
        let wait = wait_ms(&profile);
        if wait > 0 {
            return Err(tries::sentence(wait));
        }
        let device_key =
            storage.device_key().await.map_err(sentence)?.ok_or(VaultError::Damaged.sentence())?;
        let stored =
            Stored { vault: profile.vault.0.clone(), sealed_author_key: profile.sealed_author_key.clone() };
        match vault::unlock(profile.vault_id, &stored, &device_key, pin).await {
            Ok(opened) => {
                count_tries(&storage, Profile { wrong_tries: 0, ..profile.clone() }).await?;
                self.unlocked(profile.author, opened);
                Ok(())
            }
            Err(VaultError::WrongPin) => {
                let (wrong_tries, last_wrong_at) = (profile.wrong_tries.saturating_add(1), clock::now_ms());
                let counted = Profile { wrong_tries, last_wrong_at, ..profile };
                let wait = wait_ms(&counted);
                count_tries(&storage, counted).await?;
                Err(if wait > 0 { tries::sentence(wait) } else { VaultError::WrongPin.sentence().to_owned() })
            }
            Err(error) => Err(error.sentence().to_owned()),
        }
    }
}

fn wait_ms(profile: &Profile) -> companion_model::Millis {
    tries::wait_ms(profile.wrong_tries, profile.last_wrong_at, clock::now_ms())
}

async fn count_tries(storage: &Storage, profile: Profile) -> Result<(), String> {
    storage.set_profile(&profile).await.map_err(sentence)
}

fn sentence(error: StorageError) -> String {
    error.sentence().to_owned()
}
