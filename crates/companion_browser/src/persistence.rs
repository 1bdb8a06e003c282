//! Whether the browser promises to keep a site's storage until somebody removes it.

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use super::timer::settled;

/// Some browsers ask their person, who may have other things in hand.
const ANSWERED_MS: u32 = 300_000;

/// Asks the browser to promise it; `None` if nobody has answered in five minutes. Some ask the person, some decide by how the
/// site is used, some have no such promise.
pub async fn is_promised() -> Option<bool> {
    match asked() {
        Some(promise) => Some(settled(ANSWERED_MS, promise).await?.is_ok_and(|answer| answer.is_truthy())),
        None => Some(false),
    }
}

/// Looked up by name: web-sys would hand out `undefined` as an object where the page is not secure.
fn asked() -> Option<Promise> {
    let get = |of: &JsValue, name: &str| Reflect::get(of, &name.into()).ok().filter(|it| !it.is_undefined());
    let storage = get(&get(&js_sys::global(), "navigator")?, "storage")?;
    let persist: Function = get(&storage, "persist")?.dyn_into().ok()?;
    persist.call0(&storage).ok()?.dyn_into().ok()
}
