//! The service worker, as a page sees it. It is registered by the boot script.

mod ready;

pub use ready::ready;

use gloo_events::EventListener;
use js_sys::{Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use web_sys::{ServiceWorker, ServiceWorkerContainer, ServiceWorkerRegistration};

use super::{
    events::{NoteError, note},
    page::Listener,
    timer::settled,
};

/// How long the browser may take to say what is registered, or to note a wish to be woken.
const ANSWERED_MS: u32 = 3_000;
/// How long it may take to remove a registration: a busy phone takes seconds.
const REMOVED_MS: u32 = 10_000;

#[wasm_bindgen]
extern "C" {
    /// web-sys has it behind a flag for unstable APIs.
    type SyncManager;
    #[wasm_bindgen(method, catch)]
    fn register(this: &SyncManager, tag: &str) -> Result<Promise, JsValue>;
}

/// A registration: at most one worker of each state.
#[derive(Clone)]
pub struct Registration(ServiceWorkerRegistration);

/// One worker of a registration.
#[derive(Clone)]
pub struct InstalledWorker(ServiceWorker);

/// Whether this browser has workers, and this page may register one.
pub fn is_supported() -> bool {
    container().is_some()
}

/// Whether a worker answers for this page.
pub fn is_controlled() -> bool {
    container().is_some_and(|container| container.controller().is_some())
}

/// The registration as it is this moment, if there is one: unlike [`ready()`], it does not wait for one.
pub async fn registered() -> Option<Registration> {
    let registration = settled(ANSWERED_MS, container()?.get_registration()).await?.ok()?;
    registration.dyn_into().ok().map(Registration)
}

/// Runs something when another worker begins to answer for this page.
pub fn once_controller_changed(then: impl FnOnce() + 'static) {
    if let Some(container) = container() {
        EventListener::once(&container, "controllerchange", move |_| then()).forget();
    }
}

/// Runs something with the kind of each message of the worker, as in `{kind: "drain"}`.
pub fn on_message(then: impl Fn(String) + 'static) -> Listener {
    Listener::attach(container().map(Into::into), "message", move |event| {
        let kind = Reflect::get(&super::page::message(event), &"kind".into()).ok();
        then(kind.and_then(|kind| kind.as_string()).unwrap_or_default());
    })
}

/// Removes the registration; `None` if the browser did not say in time that it is removed.
pub async fn unregister() -> Option<()> {
    let Some(container) = container() else { return Some(()) };
    let found = settled(REMOVED_MS, container.get_registration()).await?.ok()?;
    let Ok(registration) = found.dyn_into::<ServiceWorkerRegistration>() else { return Some(()) };
    settled(REMOVED_MS, registration.unregister().ok()?).await?.ok().map(drop)
}

/// Asks the browser to wake the worker with the event `sync` when there is a network, also with the page closed. Chromium
/// alone can: elsewhere nothing happens.
pub async fn register_sync(tag: &str) {
    let Some(Registration(registration)) = registered().await else { return };
    let manager = Reflect::get(&registration, &"sync".into()).ok().filter(JsValue::is_object);
    let asked = manager.and_then(|manager| manager.unchecked_into::<SyncManager>().register(tag).ok());
    if let Some(asked) = asked {
        match settled(ANSWERED_MS, asked).await {
            // Refused where no worker is in charge yet, or the settings forbid it.
            Some(asked) => asked.note_error("background sync"),
            None => note("background sync", "no answer"),
        }
    }
}

impl Registration {
    /// The worker that answers for pages.
    pub fn active(&self) -> Option<InstalledWorker> {
        self.0.active().map(InstalledWorker)
    }

    /// A newer one that waits until it is told to take over.
    pub fn waiting(&self) -> Option<InstalledWorker> {
        self.0.waiting().map(InstalledWorker)
    }

    /// Runs something with each newer worker that the browser begins to install, as long as the page lives.
    pub fn on_update_found(&self, then: impl Fn(InstalledWorker) + 'static) {
        let registration = self.0.clone();
        EventListener::new(&self.0, "updatefound", move |_| {
            if let Some(installing) = registration.installing() {
                then(InstalledWorker(installing));
            }
        })
        .forget();
    }
}

impl InstalledWorker {
    /// Sends it one word; `purpose` is noted if that fails. One that is gone meanwhile hears nothing.
    pub fn post(&self, word: &str, purpose: &'static str) {
        self.0.post_message(&JsValue::from_str(word)).note_error(purpose);
    }

    /// Whether it has been replaced, or removed.
    pub fn is_redundant(&self) -> bool {
        Reflect::get(&self.0, &"state".into()).is_ok_and(|state| state == "redundant")
    }

    /// Runs something whenever its state changes: a few times in its life.
    pub fn on_state_change(&self, then: impl Fn() + 'static) {
        EventListener::new(&self.0, "statechange", move |_| then()).forget();
    }
}

/// Where workers are registered; `None` where the browser has none, or the page may not: web-sys would hand out `undefined`
/// as an object.
fn container() -> Option<ServiceWorkerContainer> {
    let navigator = Reflect::get(&js_sys::global(), &"navigator".into()).ok()?;
    Reflect::get(&navigator, &"serviceWorker".into()).ok()?.dyn_into().ok()
}
