//! Harmless preferences in localStorage, and what lasts as long as a tab in sessionStorage. Never a word of what was written,
//! never a key.

use super::events::NoteError;
use gloo_storage::{LocalStorage, Storage};
use js_sys::Reflect;

/// A preference; `None` if it was never set, or where the browser refuses to keep any.
pub fn get(key: &str) -> Option<String> {
    is_there().then(|| LocalStorage::get(key).ok()).flatten()
}

/// Keeps a preference; whether it was kept.
pub fn set(key: &str, value: &str) -> bool {
    is_there() && LocalStorage::set(key, value).is_ok()
}

/// Forgets a preference.
pub fn remove(key: &str) {
    if is_there() {
        LocalStorage::delete(key);
    }
}

/// The names of all of them.
pub fn names() -> Vec<String> {
    if !is_there() {
        return Vec::new();
    }
    (0..LocalStorage::length()).filter_map(|at| LocalStorage::raw().key(at).ok().flatten()).collect()
}

/// Forgets all of them.
pub fn remove_all() {
    if is_there() {
        LocalStorage::clear();
    }
}

/// Forgets what lasts as long as this tab.
pub fn clear_session() {
    if let Some(Ok(Some(session))) = web_sys::window().map(|window| window.session_storage()) {
        session.clear().note_error("clearing what the session kept");
    }
}

/// gloo-storage panics where the browser refuses localStorage; asking for the property first tells.
fn is_there() -> bool {
    Reflect::get(&js_sys::global(), &"localStorage".into()).is_ok_and(|storage| storage.is_object())
}
