//! A new version of the app, as screens see it.

use companion_app::update::{self, NewVersion};
use companion_browser::page;
use futures_util::StreamExt;
use leptos::{prelude::*, task::spawn_local};

use super::without_signal::{Files, files};

/// Whether a new version waits for the person's consent (invariant 7).
#[derive(Clone, Copy)]
pub struct Update {
    waiting: RwSignal<Option<NewVersion>, LocalStorage>,
    /// Whether the person has agreed in this page: the page is loaded again once.
    is_taken: StoredValue<bool>,
}

impl Update {
    /// Looks whether a new version waits, and goes on looking.
    pub fn watch() -> Self {
        let update = Self { waiting: RwSignal::new_local(None), is_taken: StoredValue::new(false) };
        spawn_local(async move {
            let Some(mut versions) = update::watch().await else { return };
            while let Some(waiting) = versions.next().await {
                update.waiting.set(waiting);
            }
        });
        update
    }

    /// Whether a new version waits. One that waited when everything was removed has gone with it.
    pub fn is_ready(self) -> bool {
        files() == Files::Stay
            && self.waiting.with(|version| version.as_ref().is_some_and(NewVersion::is_waiting))
    }

    /// The person agrees: the new version takes over, and the page is loaded once more.
    pub fn take(self) {
        let Some(version) = self.waiting.get_untracked() else { return };
        if !self.is_taken.get_value() {
            self.is_taken.set_value(true);
            update::once_taken_over(page::reload);
        }
        version.take_over();
    }
}
