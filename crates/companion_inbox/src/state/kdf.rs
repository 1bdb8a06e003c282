//! Argon2id away from the screen: asks the page's worker, which runs the same WASM.

use companion_browser::{timer, worker::Background};
use companion_inbox::founding::{Founder, Person};
use companion_model::wire::v1::KdfParams;
use companion_seal::{SealError, Secret, kdf::new_params, passphrase, passphrase::PassphraseKeys};
use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use zeroize::Zeroizing;

/// What the worker runs. Answers the login key, then the wrap key.
///
/// # Errors
/// A sentence, if the stored cost is none.
#[wasm_bindgen]
pub fn derive_passphrase_keys(typed: &str, params: &str) -> Result<Vec<u8>, JsValue> {
    let with: KdfParams =
        serde_json::from_str(params).map_err(|_| JsValue::from_str("the cost can't be read"))?;
    let keys = passphrase::keys(typed, &with).map_err(|error| JsValue::from(error.to_string()))?;
    Ok([*keys.login.expose(), *keys.wrap.expose()].concat())
}

/// The keys of a passphrase. Where there is no worker the page itself works them out: it stands still for about a
/// second, and the word "Unlocking…" is on the screen by then.
pub async fn keys(typed: &str, with: &KdfParams) -> Result<PassphraseKeys, SealError> {
    if let Some(keys) = in_worker(typed, with).await {
        return Ok(keys);
    }
    timer::sleep_ms(50).await;
    passphrase::keys(typed, with)
}

/// A person who will hold keys, with the keys of their passphrase.
pub async fn founder(person: Person, words: &str) -> Result<Founder, SealError> {
    let params = new_params()?;
    let keys = keys(words, &params).await?;
    Ok(Founder { person, stretch: params, keys })
}

async fn in_worker(typed: &str, with: &KdfParams) -> Option<PassphraseKeys> {
    let args = Array::of2(&typed.into(), &serde_json::to_string(with).ok()?.into());
    let worker = Background::start().ok()?;
    let answer = worker.ask("derive_passphrase_keys", &args, &[]).ok()?.answer().await.ok()?;
    let bytes = Zeroizing::new(answer.dyn_into::<Uint8Array>().ok()?.to_vec());
    let (login, wrap) = bytes.split_at_checked(32)?;
    Some(PassphraseKeys { login: Secret::from_slice(login).ok()?, wrap: Secret::from_slice(wrap).ok()? })
}
