//! Whether there is a network, as far as the browser knows.

use companion_browser::page::{self, Event};
use leptos::prelude::*;

/// Whether the browser is sure that there is none, for as long as the screen that calls this now is there.
pub fn watch_offline() -> RwSignal<bool> {
    let offline = RwSignal::new(page::is_offline());
    let follow = move || offline.set(page::is_offline());
    StoredValue::new_local([Event::Online, Event::Offline].map(|event| page::on(event, follow)));
    offline
}
