//! Argon2id away from the screen: asks the page's worker (`public/worker.js`), which runs the same WASM.

use companion_model::wire::v1::Stretch;
use companion_parts::browser::timer::{self, settled};
use companion_seal::{SealError, Secret, passphrase, passphrase::PassphraseKeys};
use js_sys::{Array, Function, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue, closure::Closure, prelude::wasm_bindgen};
use web_sys::{MessageEvent, Worker};
use zeroize::Zeroizing;

/// A worker that has said nothing by then is not waited for.
const ANSWERED_MS: u32 = 30_000;

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

async fn in_worker(typed: &str, with: &Stretch) -> Option<PassphraseKeys> {
    let args = Array::of2(&typed.into(), &serde_json::to_string(with).ok()?.into());
    let answer = ask("stretch_passphrase", &args).await.ok()?;
    let bytes = Reflect::get(&answer, &"value".into()).ok()?.dyn_into::<Uint8Array>().ok()?;
    let bytes = Zeroizing::new(bytes.to_vec());
    let (login, wrap) = bytes.split_at_checked(32)?;
    Some(PassphraseKeys { login: Secret::from_slice(login).ok()?, wrap: Secret::from_slice(wrap).ok()? })
}

async fn ask(call: &str, args: &Array) -> Result<JsValue, JsValue> {
    let files = boot_data()?;
    let file = |name: &str| Reflect::get(&files, &name.into());
    let worker = Worker::new(&file("worker")?.as_string().ok_or(JsValue::NULL)?)?;
    let question = Object::new();
    for (name, value) in [
        ("id", 0.into()),
        ("glue", file("glue")?),
        ("wasm", file("wasm")?),
        ("call", call.into()),
        ("args", args.into()),
    ] {
        Reflect::set(&question, &name.into(), &value)?;
    }
    let answer = answer(&worker);
    worker.post_message(&question)?;
    let answer = settled(ANSWERED_MS, answer).await;
    worker.terminate();
    answer.unwrap_or(Err(JsValue::NULL))
}

/// A promise of the worker's next message.
fn answer(worker: &Worker) -> Promise {
    Promise::new(&mut |resolve: Function, reject: Function| {
        let on_message = Closure::once_into_js(move |event: MessageEvent| {
            // A promise's own functions don't throw.
            drop(resolve.call1(&JsValue::NULL, &event.data()));
        });
        let on_error = Closure::once_into_js(move || drop(reject.call0(&JsValue::NULL)));
        worker.set_onmessage(Some(on_message.unchecked_ref()));
        worker.set_onerror(Some(on_error.unchecked_ref()));
    })
}

/// The names of the hashed files, from the boot script's own tag.
fn boot_data() -> Result<JsValue, JsValue> {
    let document = web_sys::window().and_then(|window| window.document()).ok_or(JsValue::NULL)?;
    let tag = document.get_element_by_id("boot").ok_or(JsValue::NULL)?;
    Reflect::get(&tag, &"dataset".into())
}
