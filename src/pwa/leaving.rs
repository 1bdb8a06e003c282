//! The app's own files leave the phone: no word of anybody's is in them, but that the app was here is.

use companion_parts::browser::timer::settled;
use js_sys::{Array, JsString, Promise};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{ServiceWorkerRegistration, Window};

/// How long the browser may take for each step.
const ANSWERED_MS: u32 = 3_000;

/// Removes caches, the service worker's registration and what the session kept. Says whether the browser gave up all of it:
/// what it did not are files of the app, which its settings can delete.
pub async fn remove_everything() -> bool {
    super::without_signal::is_left();
    let Some(window) = web_sys::window() else { return false };
    if let Ok(Some(session)) = window.session_storage() {
        drop(session.clear());
    }
    if let Some(worker) = super::update::registered().await.and_then(|registration| registration.active()) {
        // One that is gone meanwhile stores nothing.
        drop(worker.post_message(&JsValue::from_str("left")));
    }
    let caches_were_removed = remove_caches(&window).await.is_some();
    let is_unregistered = unregister().await.is_some();
    // Once more: a worker that was fetching what it missed may have put some of it back meanwhile.
    remove_caches(&window).await.is_some() && caches_were_removed && is_unregistered
}

async fn remove_caches(window: &Window) -> Option<()> {
    // A page that is not secure has none.
    let Ok(caches) = window.caches() else { return Some(()) };
    let names = answer(caches.keys()).await?;
    for name in Array::from(&names).iter().filter_map(|name| name.dyn_into::<JsString>().ok()) {
        answer(caches.delete(&String::from(name))).await?;
    }
    Some(())
}

async fn unregister() -> Option<()> {
    let Some(container) = super::update::container() else { return Some(()) };
    // Not `ready`: it waits for ever where no worker was ever registered.
    let Ok(registration) =
        answer(container.get_registration()).await?.dyn_into::<ServiceWorkerRegistration>()
    else {
        return Some(());
    };
    answer(registration.unregister().ok()?).await.map(drop)
}

async fn answer(promise: Promise) -> Option<JsValue> {
    settled(ANSWERED_MS, promise).await?.ok()
}
