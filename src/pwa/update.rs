use companion_browser::events::NoteError;
use companion_browser::page;
use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{ServiceWorker, ServiceWorkerRegistration};

use super::{
    leaving::{Files, files},
    registration::container,
};

/// A new version that waits for the person's consent (invariant 7).
#[derive(Clone, Copy)]
pub struct Update {
    waiting: RwSignal<Option<ServiceWorker>, LocalStorage>,
}

impl Update {
    /// Looks whether a new version waits, and goes on looking.
    pub fn watch() -> Self {
        let update = Self { waiting: RwSignal::new_local(None) };
        spawn_local(async move {
            // Comes with the first worker that is in charge, whichever try that was; without one there is no newer one.
            if let Some(registration) = in_charge().await {
                update.look(&registration);
                update.look_again_when_found(registration);
            }
        });
        update
    }

    /// Whether a new version waits. One that waited when everything was removed has gone with it.
    pub fn is_ready(self) -> bool {
        files() == Files::Stay && self.waiting.with(|worker| worker.as_ref().is_some_and(is_alive))
    }

    /// The person agrees: the new version takes over, and the page is loaded once more.
    pub fn take(self) {
        let Some(worker) = self.waiting.get_untracked() else { return };
        if let Some(container) = container() {
            let reload = Closure::once_into_js(page::reload);
            container.set_oncontrollerchange(Some(reload.unchecked_ref()));
        }
        // A worker that is gone meanwhile has been replaced by a newer one, which waits in its place.
        worker.post_message(&JsValue::from_str("take-over")).note_error("telling the new worker");
    }

    fn look(self, registration: &ServiceWorkerRegistration) {
        // At the very first visit the first worker waits for nobody.
        let replaces_another = container().is_some_and(|container| container.controller().is_some());
        self.waiting.set(registration.waiting().filter(|_| replaces_another));
    }

    fn look_again_when_found(self, registration: ServiceWorkerRegistration) {
        let found = registration.clone();
        let on_found = Closure::<dyn Fn()>::new(move || {
            let Some(installing) = found.installing() else { return };
            let registration = found.clone();
            let on_change = Closure::<dyn Fn()>::new(move || self.look(&registration));
            installing.set_onstatechange(Some(on_change.as_ref().unchecked_ref()));
            // Lives as long as the page: a worker changes its state a few times in its life.
            on_change.forget();
        });
        registration.set_onupdatefound(Some(on_found.as_ref().unchecked_ref()));
        on_found.forget();
    }
}

fn is_alive(worker: &ServiceWorker) -> bool {
    js_sys::Reflect::get(worker, &"state".into()).is_ok_and(|state| state != "redundant")
}

#[expect(clippy::await_holding_invalid_type, reason = "nothing waits for it")]
async fn in_charge() -> Option<ServiceWorkerRegistration> {
    let registration = JsFuture::from(container()?.ready().ok()?).await.ok()?;
    registration.dyn_into().ok()
}
