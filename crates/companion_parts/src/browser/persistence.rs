//! Whether the browser promises to keep a site's storage until somebody removes it.

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// Asks the browser to promise it. Some ask the person, some decide by how the site is used, some have no such promise.
pub async fn is_promised() -> bool {
    asked().await.unwrap_or(false)
}

/// Looked up by name: web-sys would hand out `undefined` as an object where the page is not secure.
async fn asked() -> Option<bool> {
    let get = |of: &JsValue, name: &str| Reflect::get(of, &name.into()).ok().filter(|it| !it.is_undefined());
    let storage = get(&get(&js_sys::global(), "navigator")?, "storage")?;
    let persist: Function = get(&storage, "persist")?.dyn_into().ok()?;
    let promise: Promise = persist.call0(&storage).ok()?.dyn_into().ok()?;
    JsFuture::from(promise).await.ok()?.as_bool()
}
