//! A passkey of this phone opens the vault beside the PIN, where the browser has one that gives a secret
//! (`public/passkey.js`). Found out at run time.

use companion_browser::timer::within;
use companion_model::wire::Bytes;
use companion_seal::{Secret, os_random, vault::Vault};
use companion_storage::Passkey;
use js_sys::{Array, Uint8Array};
use uuid::Uuid;
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use web_sys::CryptoKey;

use super::{Opened, VaultError, device_key, taken};

/// As long as the secret that comes of it.
const SALT: usize = 32;
/// How long the browser may take to say whether it has passkeys.
const ANSWERED_MS: u32 = 5_000;
/// How long a person may take whom the browser asks.
const ASKED_MS: u32 = 300_000;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = passkey, js_name = isThere, catch)]
    async fn is_there() -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = passkey, catch)]
    async fn make(user: &[u8], name: &str, salt: &[u8]) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = passkey, catch)]
    async fn open(id: &[u8], salt: &[u8]) -> Result<JsValue, JsValue>;
}

/// Whether this browser says that it has one.
pub async fn is_offered() -> bool {
    within(ANSWERED_MS, is_there()).await.is_some_and(|there| there.is_ok_and(|there| there.is_truthy()))
}

/// Makes a passkey that opens this vault from now on. The browser asks the person.
pub async fn create(
    vault: &Vault,
    vault_id: Uuid,
    name: &str,
    device_key: &CryptoKey,
) -> Result<Passkey, VaultError> {
    let salt = os_random::<SALT>()?;
    let made = within(ASKED_MS, make(vault_id.as_bytes(), name, &salt)).await;
    let made = made.and_then(Result::ok).ok_or(VaultError::NoPasskey)?;
    let parts: Array = made.dyn_into().map_err(|_| VaultError::NoSecret)?;
    let locked = vault.lock_for_passkey(&secret(parts.get(1))?)?;
    Ok(Passkey {
        id: bytes(parts.get(0))?.into(),
        salt: salt.to_vec().into(),
        vault: device_key::lock(device_key, &locked.0).await?.into(),
        until_pin: false,
    })
}

/// Opens a vault with its passkey. The browser asks the person.
pub async fn unlock(
    author: Uuid,
    passkey: &Passkey,
    sealed_author_key: &Bytes,
    device_key: &CryptoKey,
) -> Result<Opened, VaultError> {
    let locked = Bytes(device_key::open(device_key, &passkey.vault.0).await?);
    let given = within(ASKED_MS, open(&passkey.id.0, &passkey.salt.0)).await;
    let given = given.and_then(Result::ok).ok_or(VaultError::NoPasskey)?;
    let vault = Vault::unlock_with_passkey(author, &secret(given)?, &locked);
    let vault = vault.map_err(|_| VaultError::NoPasskey)?;
    let author_key = vault.open_author_key(sealed_author_key)?;
    Ok(Opened { vault, author_key })
}

fn secret(value: JsValue) -> Result<Secret<32>, VaultError> {
    taken(value).ok_or(VaultError::NoPasskey)
}

fn bytes(value: JsValue) -> Result<Vec<u8>, VaultError> {
    value.dyn_into::<Uint8Array>().map(|bytes| bytes.to_vec()).map_err(|_| VaultError::NoPasskey)
}
