//! Argon2id away from the screen: asks the page's worker (`public/worker.js`), which runs the same WASM.

use companion_browser::{
    timer::sleep_ms,
    worker::{Background, Unanswered},
};
use companion_model::wire::{read, v1::KdfParams};
use companion_seal::Secret;
use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

use super::{VaultError, taken};

/// By then the browser has drawn what the page last said.
const DRAWN_MS: u32 = 50;

/// What the worker runs. Not for the page: it would stand still.
///
/// # Errors
/// A sentence, if the stored cost is none.
#[wasm_bindgen]
pub fn derive_pin_key(pin: &[u8], params: &str) -> Result<Vec<u8>, JsValue> {
    let with: KdfParams = read(params.as_bytes()).map_err(|_| JsValue::from_str("the cost can't be read"))?;
    let key =
        companion_seal::kdf::derive_key(pin, &with).map_err(|error| JsValue::from(error.to_string()))?;
    Ok(key.expose().to_vec())
}

/// Derives the key of a PIN in a worker. Where none starts, the page itself does it: it stands still for about a second, and the
/// word "Unlocking…" is on the screen by then.
pub async fn derived_key(pin: &str, with: &KdfParams) -> Result<Secret<32>, VaultError> {
    match in_worker(pin, with).await {
        Ok(key) => Ok(key),
        Err(Unanswered::Silent) => Err(VaultError::NoWorker),
        // Why it failed changes nothing for the page. A cost that is none fails here again, as damage.
        Err(Unanswered::Failed) => {
            sleep_ms(DRAWN_MS).await;
            Ok(companion_seal::kdf::derive_key(pin.as_bytes(), with)?)
        }
    }
}

async fn in_worker(pin: &str, with: &KdfParams) -> Result<Secret<32>, Unanswered> {
    let with = serde_json::to_string(with).map_err(|_| Unanswered::Failed)?;
    let args = Array::of2(&Uint8Array::from(pin.as_bytes()).into(), &with.into());
    let worker = Background::start().map_err(|_| Unanswered::Failed)?;
    let asked = worker.ask("derive_pin_key", &args, &[]).map_err(|_| Unanswered::Failed)?;
    taken(asked.answer().await?).ok_or(Unanswered::Failed)
}
