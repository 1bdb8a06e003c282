//! The app's own files leave the phone: no word of anybody's is in them, but that the app was here is.

use js_sys::{Array, JsString};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::ServiceWorkerRegistration;

/// Removes caches, the service worker's registration and what the session kept. What the browser does not give up is
/// files of the app, which its settings can delete.
pub async fn remove_everything() {
    super::without_signal::is_left();
    let Some(window) = web_sys::window() else { return };
    if let Ok(Some(session)) = window.session_storage() {
        drop(session.clear());
    }
    if let Ok(caches) = window.caches()
        && let Ok(names) = JsFuture::from(caches.keys()).await
    {
        for name in Array::from(&names).iter().filter_map(|name| name.dyn_into::<JsString>().ok()) {
            drop(JsFuture::from(caches.delete(&String::from(name))).await);
        }
    }
    // Not `ready`: it waits for ever where no worker was ever registered.
    if let Some(container) = super::update::container()
        && let Ok(found) = JsFuture::from(container.get_registration()).await
        && let Ok(registration) = found.dyn_into::<ServiceWorkerRegistration>()
        && let Ok(unregistered) = registration.unregister()
    {
        drop(JsFuture::from(unregistered).await);
    }
}
