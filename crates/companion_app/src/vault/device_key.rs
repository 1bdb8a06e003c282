//! The device's own key: AES-GCM by WebCrypto, non-extractable. It stops a script from carrying the vault away;
//! against a copied browser profile it only slows (SECURITY.md).

use companion_browser::timer::settled;
use js_sys::{Array, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CryptoKey, SubtleCrypto};

use super::VaultError;

const IV: usize = 12;
/// How long the browser may take.
const ANSWERED_MS: u32 = 10_000;

/// Makes the device's key.
pub async fn generate() -> Result<CryptoKey, VaultError> {
    let algorithm = algorithm(&[("length", 256.into())])?;
    let usages = Array::of2(&"encrypt".into(), &"decrypt".into());
    let promise = subtle()?.generate_key_with_object(&algorithm, false, &usages).map_err(refused)?;
    answer(promise).await?.map_err(refused)?.dyn_into().map_err(refused)
}

/// Locks bytes under the device's key: the random IV, then the ciphertext.
pub async fn lock(key: &CryptoKey, bytes: &[u8]) -> Result<Vec<u8>, VaultError> {
    let iv = companion_seal::os_random::<IV>()?;
    let algorithm = algorithm(&[("iv", Uint8Array::from(iv.as_slice()).into())])?;
    let promise = subtle()?.encrypt_with_object_and_u8_array(&algorithm, key, bytes).map_err(refused)?;
    let locked = Uint8Array::new(&answer(promise).await?.map_err(refused)?).to_vec();
    Ok([iv.as_slice(), &locked].concat())
}

/// Opens what [`lock`] locked.
pub async fn open(key: &CryptoKey, locked: &[u8]) -> Result<Vec<u8>, VaultError> {
    let (iv, ciphertext) = locked.split_at_checked(IV).ok_or(VaultError::Damaged)?;
    let algorithm = algorithm(&[("iv", Uint8Array::from(iv).into())])?;
    let promise = subtle()?.decrypt_with_object_and_u8_array(&algorithm, key, ciphertext).map_err(refused)?;
    let opened = answer(promise).await?.map_err(|_| VaultError::Damaged)?;
    Ok(Uint8Array::new(&opened).to_vec())
}

async fn answer(promise: Promise) -> Result<Result<JsValue, JsValue>, VaultError> {
    settled(ANSWERED_MS, promise).await.ok_or(VaultError::NoAnswer)
}

fn subtle() -> Result<SubtleCrypto, VaultError> {
    Ok(web_sys::window().ok_or(VaultError::Refused)?.crypto().map_err(refused)?.subtle())
}

fn algorithm(parameters: &[(&str, JsValue)]) -> Result<Object, VaultError> {
    let algorithm = Object::new();
    Reflect::set(&algorithm, &"name".into(), &"AES-GCM".into()).map_err(refused)?;
    for (name, value) in parameters {
        Reflect::set(&algorithm, &(*name).into(), value).map_err(refused)?;
    }
    Ok(algorithm)
}

fn refused(_: JsValue) -> VaultError {
    VaultError::Refused
}
