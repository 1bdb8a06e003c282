//! What opens a vault is changed: its PIN, or a passkey beside it. The vault stays the same.

use companion_storage::{Profile, Storage};

use super::{
    Keys, Opened, lock,
    opening::{device_key, profile_of},
    passkey,
};
use crate::AppError;

/// Locks a vault with another PIN, unless nobody waits for that any more when it is about to be written.
///
/// # Errors
/// [`AppError::PinUnchanged`], or [`AppError::PinUnknown`].
pub async fn change_pin(
    storage: &Storage,
    profile: &Profile,
    opened: &Opened,
    pin: &str,
    is_awaited: impl Fn() -> bool,
) -> Result<(), AppError> {
    let device_key = device_key(storage, profile.vault_id).await.map_err(AppError::leaves_pin)?;
    let locked = lock(&opened.vault, pin, &device_key).await;
    let locked = locked.map_err(|error| AppError::from(error).leaves_pin())?;
    if !is_awaited() {
        return Err(AppError::PinUnchanged(None));
    }
    let noted = storage.note_pin(profile.author.id, profile.vault_id, locked.clone().into()).await;
    // What is there afterwards tells more than the answer, which can be lost after the change.
    match storage.profile(profile.author.id).await {
        Ok(Some(now)) if now.vault.0 == locked => Ok(()),
        Ok(Some(now)) if now.vault == profile.vault => {
            Err(AppError::PinUnchanged(noted.err().map(|error| Box::new(error.into()))))
        }
        _ => Err(AppError::PinUnknown),
    }
}

/// Makes a passkey that opens the open vault from now on. The PIN goes on opening it.
///
/// # Errors
/// [`AppError`].
pub async fn make_passkey(storage: &Storage, keys: &Keys) -> Result<(), AppError> {
    let me = keys.author.id;
    if !storage.is_alone(me).await? {
        return Err(AppError::NotAlone);
    }
    let profile = profile_of(storage, me).await?;
    let device_key = device_key(storage, profile.vault_id).await?;
    let made = passkey::create(&keys.vault, profile.vault_id, &profile.author.name, &device_key).await?;
    Ok(storage.note_passkey(me, Some(made)).await?)
}
