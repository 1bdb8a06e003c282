//! Argon2id away from the screen: asks the page's worker (`public/worker.js`), which runs the same WASM.

use companion_browser::timer::{settled, sleep_ms};
use companion_model::wire::{read, v1::Stretch};
use companion_seal::Secret;
use js_sys::{Array, Function, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue, closure::Closure, prelude::wasm_bindgen};
use web_sys::{MessageEvent, Worker};

use super::{VaultError, taken};

/// A worker that has said nothing by then is not waited for: a slow phone takes a few seconds.
const ANSWERED_MS: u32 = 30_000;

/// By then the browser has drawn what the page last said.
const DRAWN_MS: u32 = 50;

/// What the worker runs. Not for the page: it would stand still.
///
/// # Errors
/// A sentence, if the stored cost is none.
#[wasm_bindgen]
pub fn stretch_pin(pin: &[u8], stretch: &str) -> Result<Vec<u8>, JsValue> {
    let with: Stretch = read(stretch.as_bytes()).map_err(|_| JsValue::from_str("the cost can't be read"))?;
    let stretched =
        companion_seal::stretch::stretch(pin, &with).map_err(|error| JsValue::from(error.to_string()))?;
    Ok(stretched.expose().to_vec())
}

/// Stretches a PIN in a worker. Where none starts, the page itself does it: it stands still for about a second, and the
/// word "Unlocking…" is on the screen by then.
pub async fn stretched(pin: &str, with: &Stretch) -> Result<Secret<32>, VaultError> {
    match in_worker(pin, with).await {
        Ok(Some(stretched)) => Ok(stretched),
        Ok(None) => Err(VaultError::NoWorker),
        // Why it failed changes nothing for the page. A cost that is none fails here again, as damage.
        Err(_) => {
            sleep_ms(DRAWN_MS).await;
            Ok(companion_seal::stretch::stretch(pin.as_bytes(), with)?)
        }
    }
}

/// `None` if the worker says nothing. An error if none starts, or if it fails.
async fn in_worker(pin: &str, with: &Stretch) -> Result<Option<Secret<32>>, JsValue> {
    let with = serde_json::to_string(with).map_err(|_| JsValue::NULL)?;
    let args = Array::of2(&Uint8Array::from(pin.as_bytes()).into(), &with.into());
    let Some(answer) = ask("stretch_pin", &args).await? else { return Ok(None) };
    taken(Reflect::get(&answer, &"value".into())?).map(Some).ok_or(JsValue::NULL)
}

async fn ask(call: &str, args: &Array) -> Result<Option<JsValue>, JsValue> {
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
    answer.transpose()
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
