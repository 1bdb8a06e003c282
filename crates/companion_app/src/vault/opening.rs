//! Opening somebody's vault: by their PIN or their passkey. Wrong tries are counted before the answer is shown.

use companion_browser::{clock, timer};
use companion_model::Millis;
use companion_storage::{Profile, Storage, StorageError};
use uuid::Uuid;
use web_sys::CryptoKey;

use super::{Opened, Stored, VaultError, found_key, passkey, tries, unlock};
use crate::AppError;

/// How long the answer to a try waits that the phone did not count.
const UNCOUNTED_MS: u32 = 5_000;

/// Opens somebody's vault with their PIN, for what is about to be done with it.
///
/// # Errors
/// [`AppError`]; a wrong PIN is counted.
pub async fn open_with_pin(
    storage: &Storage,
    author: Uuid,
    pin: &str,
) -> Result<(Profile, Opened), AppError> {
    let profile = profile_of(storage, author).await?;
    let wait = wait_ms(&profile);
    if wait > 0 {
        return Err(AppError::TooManyTries(wait));
    }
    let device_key = device_key(storage, profile.vault_id).await?;
    let stored =
        Stored { vault: profile.vault.0.clone(), sealed_author_key: profile.sealed_author_key.clone() };
    match unlock(profile.vault_id, &stored, &device_key, pin).await {
        Ok(opened) => {
            let profile = clear_pin_forgotten(storage, profile).await?;
            let profile = end_shared_passkey(storage, profile).await;
            count_tries(storage, author, 0, profile.last_wrong_at).await;
            Ok((Profile { wrong_tries: 0, ..profile }, opened))
        }
        Err(VaultError::WrongPin) => {
            let (wrong_tries, last_wrong_at) = (profile.wrong_tries.saturating_add(1), clock::now_ms());
            let counted = Profile { wrong_tries, last_wrong_at, ..profile };
            let wait = wait_ms(&counted);
            count_tries(storage, author, wrong_tries, last_wrong_at).await;
            Err(if wait > 0 { AppError::TooManyTries(wait) } else { VaultError::WrongPin.into() })
        }
        Err(error) => Err(error.into()),
    }
}

/// Opens somebody's vault with their passkey, for what is about to be done with it. Beside a place that this build can't
/// read it opens until they have typed their PIN, as beside somebody who has joined since.
///
/// # Errors
/// [`AppError`].
pub async fn open_with_passkey(storage: &Storage, author: Uuid) -> Result<(Profile, Opened), AppError> {
    let profile = profile_of(storage, author).await?;
    let people = storage.profiles().await?.len();
    let passkey = profile.open_passkey(people).cloned().ok_or(AppError::PasskeyEnded)?;
    let device_key = device_key(storage, profile.vault_id).await?;
    let opened = passkey::unlock(profile.vault_id, &passkey, &profile.sealed_author_key, &device_key).await?;
    Ok((clear_pin_forgotten(storage, profile).await?, opened))
}

/// Somebody's place on this phone, whose vault is about to be opened or locked anew.
pub(super) async fn profile_of(storage: &Storage, author: Uuid) -> Result<Profile, AppError> {
    Ok(storage.profile(author).await?.ok_or(StorageError::NotTheirPhone)?)
}

/// The device's own key under which a vault lies.
pub(super) async fn device_key(storage: &Storage, vault_id: Uuid) -> Result<CryptoKey, AppError> {
    Ok(found_key(storage.device_key(vault_id).await?)?)
}

/// Whoever has opened their vault has not forgotten how: what they write on would be handed over all the same.
async fn clear_pin_forgotten(storage: &Storage, profile: Profile) -> Result<Profile, AppError> {
    if profile.pin_forgotten_at.is_some() {
        storage.pin_is_remembered(profile.author.id).await?;
    }
    Ok(Profile { pin_forgotten_at: None, ..profile })
}

/// Whoever has typed their PIN has it: where somebody else has anything on the phone, whether or not this build can read it,
/// the PIN alone opens from now on. Where that can't be noted it is noted with the next PIN.
async fn end_shared_passkey(storage: &Storage, profile: Profile) -> Profile {
    let author = profile.author.id;
    let is_shared = async || storage.is_alone(author).await.is_ok_and(|alone| !alone);
    if profile.passkey.is_none() || !is_shared().await || storage.note_passkey(author, None).await.is_err() {
        return profile;
    }
    Profile { passkey: None, ..profile }
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
