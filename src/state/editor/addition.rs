//! Another tab has signed the record: what was written here since goes on as an addition to it.

use companion_app::draft::SealedDraft;
use leptos::prelude::*;

use super::Editor;
use crate::state::left;

impl Editor {
    /// Whether the open record has anything beyond the last words of it that were kept.
    pub(super) fn has_more_than_kept(self) -> bool {
        self.draft.with_untracked(|draft| {
            let draft = draft.as_ref();
            self.record.with_value(|record| {
                record
                    .as_ref()
                    .zip(draft)
                    .is_some_and(|(record, draft)| record.draft.has_more_than_kept(draft))
            })
        })
    }

    /// The open record was signed by another tab: what was written here since goes on as an addition to it, and is kept
    /// as one. `None` if nothing was written, or it can't be encrypted: then nothing has changed.
    pub(super) fn continue_as_addition(self) -> Option<()> {
        let (signed, sealer) = (self.draft.get_untracked()?, self.session.draft_sealer()?);
        let added = self.record.with_value(|record| record.as_ref()?.draft.addition(&sealer, &signed));
        let (draft, open) = added?;
        let (addition, now) = (draft.id, draft.started_at.utc_ms);
        left::forget(signed.id);
        self.reset();
        self.set_new_draft(draft, open);
        self.continued.set(Some((signed.id, addition)));
        self.note(now);
        self.keep();
        Some(())
    }

    /// The same for a record that is being closed, sealed as long as the vault is open.
    pub(super) fn sealed_addition(self) -> Option<SealedDraft> {
        let (signed, sealer) = (self.draft.get_untracked()?, self.session.draft_sealer()?);
        let added = self.record.with_value(|record| record.as_ref()?.draft.addition(&sealer, &signed));
        let (draft, mut open) = added?;
        let started_at = draft.started_at.clone();
        open.seal(&sealer, &draft, started_at)
    }
}
