//! Argon2id away from the screen: asks the page's worker, which runs the same WASM.

use companion_browser::{timer, worker::Background};
use companion_inbox::founding::{Founder, Person};
use companion_model::wire::v1::Stretch;
use companion_seal::{SealError, Secret, passphrase, passphrase::PassphraseKeys, stretch::new_stretch};
use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use zeroize::Zeroizing;

/// What the worker runs. Answers the login key, then the wrap key.
///
/// # Errors
/// A sentence, if the stored cost is none.
#[wasm_bindgen]
pub fn stretch_passphrase(typed: &str, stretch: &str) -> Result<Vec<u8>, JsValue> {
    let with: Stretch =
        serde_json::from_str(stretch).map_err(|_| JsValue::from_str("the cost can't be read"))?;
    let keys = passphrase::keys(typed, &with).map_err(|error| JsValue::from(error.to_string()))?;
    Ok([*keys.login.expose(), *keys.wrap.expose()].concat())
}

/// The keys of a passphrase. Where there is no worker the page itself works them out: it stands still for about a
/// second, and the word "Unlocking…" is on the screen by then.
pub async fn keys(typed: &str, with: &Stretch) -> Result<PassphraseKeys, SealError> {
    if let Some(keys) = in_worker(typed, with).await {
        return Ok(keys);
    }
    timer::sleep_ms(50).await;
    passphrase::keys(typed, with)
}

/// A person who will hold keys, with the keys of their passphrase.
pub async fn founder(person: Person, words: &str) -> Result<Founder, SealError> {
    let stretch = new_stretch()?;
    let keys = keys(words, &stretch).await?;
    Ok(Founder { person, stretch, keys })
}

async fn in_worker(typed: &str, with: &Stretch) -> Option<PassphraseKeys> {
    let args = Array::of2(&typed.into(), &serde_json::to_string(with).ok()?.into());
    let worker = Background::start().ok()?;
    let answer = worker.ask("stretch_passphrase", &args, &[]).ok()?.answer().await.ok()?;
    let bytes = Zeroizing::new(answer.dyn_into::<Uint8Array>().ok()?.to_vec());
    let (login, wrap) = bytes.split_at_checked(32)?;
    Some(PassphraseKeys { login: Secret::from_slice(login).ok()?, wrap: Secret::from_slice(wrap).ok()? })
}
