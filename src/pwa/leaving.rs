//! The app's own files leave the phone: no word of anybody's is in them, but that the app was here is.

use companion_browser::events::NoteError;
use companion_browser::timer::settled;
use js_sys::{Array, JsString, Promise};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, ServiceWorkerRegistration, Window};

use super::registration::{container, registered};

/// How long the browser may take for each step: a busy phone takes seconds.
const ANSWERED_MS: u32 = 10_000;
/// On the boot script's tag: as long as it is there, that script registers no worker.
const LEFT: &str = "data-left";

/// What becomes of the app's own files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Files {
    /// They are on this phone, or are being put there.
    Stay,
    /// Another page removes them, and says to this one when it is done.
    GoElsewhere,
    /// This page is removing them.
    Go,
    /// This page has removed them.
    AreGone,
}

thread_local! {
    /// A page has one set of files, and whoever follows what becomes of them is told.
    static FILES: ArcRwSignal<Files> = ArcRwSignal::new(files_at_first());
}

/// The boot script may have heard that another page removes everything before the app had started.
fn files_at_first() -> Files {
    if boot().is_some_and(|boot| boot.has_attribute(LEFT)) { Files::GoElsewhere } else { Files::Stay }
}

/// What becomes of the app's own files.
pub(super) fn files() -> Files {
    FILES.with(ArcRwSignal::get)
}

/// Another page is about to remove everything: this one puts nothing of the app on the phone until that is over.
pub fn expect_removal() {
    become_of_files(Files::GoElsewhere);
}

/// The app is used again: its files are put on this phone as at any opening.
pub(super) fn stays() {
    become_of_files(Files::Stay);
}

fn become_of_files(what: Files) {
    if let Some(boot) = boot() {
        // An attribute of this name can always be set and removed.
        let set =
            if what == Files::Stay { boot.remove_attribute(LEFT) } else { boot.set_attribute(LEFT, "") };
        set.note_error("telling the boot script");
    }
    FILES.with(|files| files.set(what));
}

fn boot() -> Option<Element> {
    web_sys::window()?.document()?.get_element_by_id("boot")
}

/// Removes caches, the service worker's registration and what the session kept. Says whether the browser gave up all of it:
/// what it did not are files of the app, which its settings can delete.
pub async fn remove_everything() -> bool {
    become_of_files(Files::Go);
    let all_is_gone = remove().await;
    become_of_files(Files::AreGone);
    all_is_gone
}

async fn remove() -> bool {
    let Some(window) = web_sys::window() else { return false };
    if let Ok(Some(session)) = window.session_storage() {
        session.clear().note_error("clearing what the session kept");
    }
    if let Some(worker) = registered().await.and_then(|registration| registration.active()) {
        // One that is gone meanwhile stores nothing.
        worker.post_message(&JsValue::from_str("left")).note_error("telling the worker");
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
    let Some(container) = container() else { return Some(()) };
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
