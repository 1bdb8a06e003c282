//! The vault on this phone: made at enrolment, opened by the author's PIN. Its key lies under one derived from the PIN,
//! and that under the device's own key (docs/protocol.md, "Vault").

mod changes;
mod device_key;
mod kdf;
mod keys;
mod opening;
pub mod passkey;
mod tries;

pub use changes::{change_pin, make_passkey};
pub use keys::Keys;
pub use opening::{open_with_passkey, open_with_pin};

use companion_model::wire::{Bytes, read};
use companion_seal::{
    SealError, Secret,
    author::AuthorKey,
    kdf::new_params,
    vault::{LockedVault, Vault},
};
use js_sys::Uint8Array;
use uuid::Uuid;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::CryptoKey;
use zeroize::Zeroizing;

/// How many digits a PIN has at least.
pub const PIN_DIGITS: usize = 6;
/// How many characters a passphrase has at least.
pub const PASSPHRASE_CHARACTERS: usize = 12;

/// Why the vault can't be made or opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VaultError {
    /// Not this PIN.
    WrongPin,
    /// What is stored can't be opened with this device's key.
    Damaged,
    /// The browser has no WebCrypto here, or refuses it.
    Refused,
    /// No passkey was made, or it did not open what is here.
    NoPasskey,
    /// A passkey was made, and it gives no secret.
    NoSecret,
    /// The worker that derives the key of the PIN did not answer.
    NoWorker,
    /// The browser did not answer what it was asked to encrypt or decrypt.
    NoAnswer,
    /// The device gave no random numbers.
    NoRandomness,
}

impl From<SealError> for VaultError {
    fn from(error: SealError) -> Self {
        match error {
            SealError::NoRandomness => Self::NoRandomness,
            _ => Self::Damaged,
        }
    }
}

/// An author's vault and signing key, open.
pub struct Opened {
    /// Encrypts drafts.
    pub vault: Vault,
    /// Signs concerns.
    pub author_key: AuthorKey,
}

/// A vault as it is stored.
pub struct Stored {
    /// The locked vault, under the device's key.
    pub vault: Vec<u8>,
    /// The author's signing key, under the vault's.
    pub sealed_author_key: Bytes,
}

/// A secret that the browser made: wiped where it lay. `None` if it is none of this length.
fn taken(value: JsValue) -> Option<Secret<32>> {
    let there: Uint8Array = value.dyn_into().ok()?;
    let mut bytes = Zeroizing::new([0; 32]);
    if there.length() != 32 {
        return None;
    }
    there.copy_to(bytes.as_mut_slice());
    there.fill(0, 0, 32);
    Secret::from_slice(bytes.as_slice()).ok()
}

/// The device's own key as it was found: without it nothing that lies under it opens any more.
pub(crate) fn found_key(found: Option<CryptoKey>) -> Result<CryptoKey, VaultError> {
    found.ok_or(VaultError::Damaged)
}

/// Makes a vault for an author, and the device's key that goes with it.
pub async fn create(author: Uuid, pin: &str) -> Result<(Opened, Stored, CryptoKey), VaultError> {
    let device_key = device_key::generate().await?;
    let (vault, author_key) = (Vault::generate(author)?, AuthorKey::generate()?);
    let stored = Stored {
        vault: lock(&vault, pin, &device_key).await?,
        sealed_author_key: vault.seal_author_key(&author_key)?,
    };
    Ok((Opened { vault, author_key }, stored, device_key))
}

/// Locks a vault with a PIN.
pub async fn lock(vault: &Vault, pin: &str, device_key: &CryptoKey) -> Result<Vec<u8>, VaultError> {
    let with = new_params()?;
    let derived = kdf::derived_key(pin, &with).await?;
    let locked = serde_json::to_vec(&vault.lock(&derived, with)?).map_err(|_| VaultError::Damaged)?;
    device_key::lock(device_key, &locked).await
}

/// Opens an author's vault with their PIN.
pub async fn unlock(
    author: Uuid,
    stored: &Stored,
    device_key: &CryptoKey,
    pin: &str,
) -> Result<Opened, VaultError> {
    let locked = device_key::open(device_key, &stored.vault).await?;
    let locked: LockedVault = read(&locked).map_err(|_| VaultError::Damaged)?;
    let derived = kdf::derived_key(pin, &locked.stretch).await?;
    let vault = Vault::unlock(author, &derived, &locked).map_err(|_| VaultError::WrongPin)?;
    let author_key = vault.open_author_key(&stored.sealed_author_key)?;
    Ok(Opened { vault, author_key })
}
