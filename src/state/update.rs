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
}

impl Update {
    /// Looks whether a new version waits, and goes on looking.
    pub fn watch() -> Self {
        let update = Self { waiting: RwSignal::new_local(None) };
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
        if let Some(version) = self.waiting.get_untracked() {
            version.take_over(page::reload);
        }
    }
}
