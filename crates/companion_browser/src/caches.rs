//! The caches of this origin: the service worker fills them with the app's files.

use js_sys::{Array, JsString, Reflect};
use wasm_bindgen::JsCast;
use web_sys::CacheStorage;

use super::timer::settled;

/// How long the browser may take for each: a busy phone takes seconds.
const REMOVED_MS: u32 = 10_000;

/// Removes all of them; `None` if the browser did not say in time that each is removed.
pub async fn remove_all() -> Option<()> {
    // A page that is not secure has none; web-sys would hand out `undefined` as an object.
    let caches = Reflect::get(&js_sys::global(), &"caches".into()).ok();
    let Some(caches) = caches.and_then(|caches| caches.dyn_into::<CacheStorage>().ok()) else {
        return Some(());
    };
    let names = settled(REMOVED_MS, caches.keys()).await?.ok()?;
    for name in Array::from(&names).iter().filter_map(|name| name.dyn_into::<JsString>().ok()) {
        settled(REMOVED_MS, caches.delete(&String::from(name))).await?.ok()?;
    }
    Some(())
}
