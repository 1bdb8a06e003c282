//! The service worker's registration.

use companion_browser::timer::settled;
use wasm_bindgen::JsCast;
use web_sys::{ServiceWorkerContainer, ServiceWorkerRegistration};

/// How long the browser may take to say what is registered.
const ANSWERED_MS: u32 = 3_000;

/// Where workers are registered; `None` where the browser has none, or the page may not.
pub(super) fn container() -> Option<ServiceWorkerContainer> {
    let navigator = web_sys::window()?.navigator();
    // Absent where the page is not secure; web_sys would hand out `undefined` as an object.
    let container = js_sys::Reflect::get(&navigator, &"serviceWorker".into()).ok()?;
    container.dyn_into().ok()
}

/// The registration as it is this moment, if there is one: unlike `ready`, it does not wait for one.
pub(super) async fn registered() -> Option<ServiceWorkerRegistration> {
    settled(ANSWERED_MS, container()?.get_registration()).await?.ok()?.dyn_into().ok()
}
