//! Opening a vault. Wrong tries are counted before the answer is shown.

use companion_app::vault::{self, Opened, Stored, VaultError, tries};
use companion_browser::{clock, timer};
use companion_model::Millis;
use companion_storage::{Profile, Storage, StorageError};
use uuid::Uuid;
use web_sys::CryptoKey;

use super::{NotNow, Session};

/// How long the answer to a try waits that the phone did not count.
const UNCOUNTED_MS: u32 = 5_000;

impl Session {
    /// Opens the vault of whoever stands before the lock screen.
    ///
    /// # Errors
    /// A sentence: what they still have and what to do.
    pub async fn unlock(self, pin: &str) -> Result<(), String> {
        let who = self.who_untracked().ok_or(NotNow::NobodyChosen)?;
        self.finish_unlocking(self.open_vault(who.id, pin)).await
    }

    /// Goes on with the keys of the vault that is being opened, unless somebody locks or hides meanwhile.
    pub(super) async fn finish_unlocking(
        self,
        opening: impl Future<Output = Result<(Profile, Opened), String>>,
    ) -> Result<(), String> {
        let locks = self.locks();
        let (profile, opened) = opening.await?;
        let first = self.enrolment_untracked().map(|enrolment| enrolment.first_token());
        let token = profile.token.or(first).ok_or(NotNow::NotSetUp)?;
        self.unlocked_since(locks, profile.author, token, opened);
        Ok(())
    }

    /// Notes that somebody has forgotten their PIN: what they have not finished is then handed over, unopened. Nothing is
    /// taken from them by that: it stays here as long as the envelope's bytes, and their PIN opens it.
    ///
    /// # Errors
    /// A sentence: what they still have and what to do.
    pub async fn pin_is_forgotten(self, who: Uuid) -> Result<(), String> {
        let storage = self.open_storage()?;
        storage.note_forgotten(who, clock::now()).await.map_err(sentence)?;
        self.set_profiles(storage.profiles().await.map_err(sentence)?);
        Ok(())
    }

    /// Opens somebody's vault with their PIN, for what is about to be done with it.
    ///
    /// # Errors
    /// A sentence: what they still have and what to do.
    pub async fn open_vault(self, author: Uuid, pin: &str) -> Result<(Profile, Opened), String> {
        let storage = self.open_storage()?;
        let gone = || sentence(StorageError::NotTheirPhone);
        let profile = storage.profile(author).await.map_err(sentence)?.ok_or_else(gone)?;
        let wait = wait_ms(&profile);
        if wait > 0 {
            return Err(tries::sentence(wait));
        }
        let device_key = device_key(&storage, profile.vault_id).await?;
        let stored =
            Stored { vault: profile.vault.0.clone(), sealed_author_key: profile.sealed_author_key.clone() };
        match vault::unlock(profile.vault_id, &stored, &device_key, pin).await {
            Ok(opened) => {
                let profile = self.clear_pin_forgotten(&storage, profile).await?;
                let profile = self.passkey_rests(&storage, profile).await;
                count_tries(&storage, author, 0, profile.last_wrong_at).await;
                Ok((Profile { wrong_tries: 0, ..profile }, opened))
            }
            Err(VaultError::WrongPin) => {
                let (wrong_tries, last_wrong_at) = (profile.wrong_tries.saturating_add(1), clock::now_ms());
                let counted = Profile { wrong_tries, last_wrong_at, ..profile };
                let wait = wait_ms(&counted);
                count_tries(&storage, author, wrong_tries, last_wrong_at).await;
                Err(if wait > 0 { tries::sentence(wait) } else { VaultError::WrongPin.sentence().to_owned() })
            }
            Err(error) => Err(error.sentence().to_owned()),
        }
    }

    /// Whoever has opened their vault has not forgotten how: what they write on would be handed over all the same.
    pub(super) async fn clear_pin_forgotten(
        self,
        storage: &Storage,
        profile: Profile,
    ) -> Result<Profile, String> {
        if profile.pin_forgotten_at.is_some() {
            storage.pin_is_remembered(profile.author.id).await.map_err(sentence)?;
        }
        Ok(Profile { pin_forgotten_at: None, ..profile })
    }
}

/// The device's own key under which a vault lies.
pub(super) async fn device_key(storage: &Storage, vault_id: Uuid) -> Result<CryptoKey, String> {
    let key = storage.device_key(vault_id).await.map_err(sentence)?;
    Ok(vault::found_key(key).map_err(VaultError::sentence)?)
}

fn wait_ms(profile: &Profile) -> Millis {
    tries::wait_ms(profile.wrong_tries, profile.last_wrong_at, clock::now_ms())
}

/// A full phone opens, too. Where a try can't be counted its answer waits instead, so that there are not more of them.
async fn count_tries(storage: &Storage, author: Uuid, wrong_tries: u32, last_wrong_at: Millis) {
    if storage.note_tries(author, wrong_tries, last_wrong_at).await.is_err() {
        timer::sleep_ms(UNCOUNTED_MS).await;
    }
}

fn sentence(error: StorageError) -> String {
    error.sentence().to_owned()
}
