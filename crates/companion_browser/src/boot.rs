//! The boot script's own tag: what the build says there of its files, and what the app says there to the script.

use super::events::NoteError;
use web_sys::Element;

/// What an attribute says; empty where it says nothing, and in a worker.
pub fn attribute(name: &str) -> String {
    tag().and_then(|tag| tag.get_attribute(name)).unwrap_or_default()
}

/// Whether an attribute is set.
pub fn has_attribute(name: &str) -> bool {
    tag().is_some_and(|tag| tag.has_attribute(name))
}

/// Sets an attribute without a value, or removes it.
pub fn set_attribute(name: &str, is_set: bool) {
    let Some(tag) = tag() else { return };
    let changed = if is_set { tag.set_attribute(name, "") } else { tag.remove_attribute(name) };
    changed.note_error("telling the boot script");
}

fn tag() -> Option<Element> {
    web_sys::window()?.document()?.get_element_by_id("boot")
}
