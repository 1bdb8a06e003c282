//! The history of writing grows with the record, and is countersigned while there is signal.

use companion_app::sync;
use companion_browser::page;
use companion_model::Millis;
use companion_seal::history;
use leptos::{prelude::*, task::spawn_local};

use super::Editor;

impl Editor {
    /// Notes how the record stands, if it is time to; it is committed with the words.
    pub(super) fn note(self, now: Millis) {
        // Where nothing could be noted the history has a gap, and the words are kept all the same.
        let noted =
            self.draft.try_update_untracked(|draft| history::note(draft.as_mut()?, now).ok().flatten());
        if let Some(link) = noted.flatten()
            && !page::is_offline()
        {
            spawn_local(self.have_countersigned(link));
        }
    }

    async fn have_countersigned(self, link: [u8; 32]) {
        let Some((caller, directory)) = self.session.caller() else { return };
        let Some((storage, author)) = self.session.storage().zip(self.session.me_untracked()) else { return };
        let timestamp = sync::timestamp(&storage, author, &caller, &directory, link).await;
        let Some(timestamp) = timestamp else { return };
        let is_kept = self.draft.try_update_untracked(|draft| {
            draft.as_mut().is_some_and(|draft| history::countersign(draft, &link, timestamp))
        });
        if is_kept == Some(true) {
            self.keep();
        }
    }
}
