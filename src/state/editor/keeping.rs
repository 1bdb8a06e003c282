//! Saving: one at a time, and "kept" is said only of what is committed.

use companion_app::{AppError, DraftError, draft::SealedDraft};
use companion_browser::{clock, timer};
use companion_model::{
    DeviceTime,
    concern::{Content, Draft},
};
use companion_storage::StorageError;
use leptos::{prelude::*, task::spawn_local};

use super::{AGAIN_MS, Editor, Keeping, Kept, LastWords};
use crate::state::left;

/// Why the open draft's words are not kept as the record's.
enum NotKept {
    /// Another tab has kept newer ones: these are kept beside them.
    Overtaken,
    /// Another tab has signed the record.
    Signed,
    /// It would be refused again.
    Refused(AppError),
    /// It is tried again.
    Failed(AppError),
}

impl From<StorageError> for NotKept {
    fn from(error: StorageError) -> Self {
        match error {
            StorageError::Overtaken => Self::Overtaken,
            StorageError::AlreadySigned => Self::Signed,
            StorageError::NotTheirPhone => Self::Refused(error.into()),
            error => Self::Failed(error.into()),
        }
    }
}

impl Editor {
    /// Starts a save unless one is in flight; that one starts the next when it ends.
    pub(super) fn keep(self) {
        let idle = self.record.try_update_value(|record| {
            let Some(record) = record else { return false };
            record.unsaved = true;
            !std::mem::replace(&mut record.saving, true)
        });
        if idle == Some(true) {
            spawn_local(self.save_until_settled());
        }
        let kept = match self.keeping.get_untracked() {
            Keeping::Kept(kept) | Keeping::Saving(Some(kept)) => Some(kept),
            Keeping::Failed(_) | Keeping::Overtaken | Keeping::Signed | Keeping::Refused(_) => return,
            Keeping::Nothing | Keeping::Saving(None) => None,
        };
        self.keeping.set(Keeping::Saving(kept));
    }

    async fn save_until_settled(self) {
        let turn = self.turn.get_value();
        // A draft that is opened after that is kept by a save of its own.
        let is_here = move || self.turn.get_value() == turn;
        while is_here() && self.begin_save() {
            match self.save().await {
                _ if !is_here() => {}
                Ok((kept, content)) => self.on_saved(kept, content),
                Err(NotKept::Overtaken) => {
                    self.update_record(|record| record.draft.is_overtaken = true);
                    self.keeping.set(Keeping::Overtaken);
                }
                // It may be this page's own signature: what comes of that decides.
                Err(NotKept::Signed) if self.signing.get_untracked() => {
                    self.update_record(|record| record.unsaved = true);
                }
                Err(NotKept::Signed) => return self.continue_beside_signed(),
                Err(NotKept::Refused(why)) => return self.stop_saving(why),
                Err(NotKept::Failed(why)) => {
                    self.keeping.set(Keeping::Failed(why));
                    self.update_record(|record| record.unsaved = true);
                    timer::sleep_ms(AGAIN_MS).await;
                }
            }
        }
    }

    /// What was just kept is the record's.
    fn on_saved(self, kept: Kept, content: Content) {
        let is_untold = self.record.try_update_value(|record| {
            let open = &mut record.as_mut()?.draft;
            open.note_kept(content);
            Some(std::mem::take(&mut open.is_untold_addition))
        });
        self.keeping.set(Keeping::Kept(kept));
        if let (Some(Some(true)), Some(draft)) = (is_untold, self.draft.get_untracked()) {
            self.announce(draft.author.id, draft.id, LastWords::Added);
        }
    }

    /// Another tab has signed the record: what was written here since, if it was anything, goes on as an addition.
    fn continue_beside_signed(self) {
        if !self.has_more_than_kept() {
            left::forget(self.id_untracked().unwrap_or_default());
            self.update_record(|record| (record.saving, record.unsaved) = (false, false));
            self.keeping.set(Keeping::Signed);
        } else if self.continue_as_addition().is_none() {
            self.stop_saving(StorageError::AlreadySigned.into());
        }
    }

    /// The words stay unsaved; they are tried again when something is changed, and when the draft is closed.
    fn stop_saving(self, why: AppError) {
        self.keeping.set(Keeping::Refused(why));
        self.update_record(|record| (record.saving, record.unsaved) = (false, true));
    }

    /// Whether there is something to save; if not, the next edit starts a save again.
    pub(super) fn begin_save(self) -> bool {
        let signing = self.signing.get_untracked();
        let begun = self.record.try_update_value(|record| {
            let Some(record) = record else { return false };
            record.saving = record.unsaved && !signing;
            record.saving && std::mem::replace(&mut record.unsaved, false)
        });
        begun == Some(true)
    }

    /// Encrypts first, then opens the transaction; `Ok` only when it is committed.
    async fn save(self) -> Result<(Kept, Content), NotKept> {
        let storage = self.session.open_storage().map_err(NotKept::Failed)?;
        let not_sealed = || {
            let is_locked = self.session.keys().is_none();
            NotKept::Failed(
                if is_locked { DraftError::LockedBeforeKept } else { DraftError::NotEncrypted }.into(),
            )
        };
        let draft = self.draft.get_untracked().ok_or_else(not_sealed)?;
        let characters = draft.content.characters();
        let at = clock::now();
        let sealed = self.seal(&draft, at.clone()).ok_or_else(not_sealed)?;
        let is_overtaken =
            self.record.with_value(|record| record.as_ref().is_some_and(|record| record.draft.is_overtaken));
        sealed.save(&storage, is_overtaken).await?;
        // Until now: a draft that is closed meanwhile takes its earlier words along.
        self.update_record(|record| record.draft.note_snapshot_kept(&sealed));
        self.session.check_eviction();
        if sealed.row.revision == 1 {
            self.session.note_change();
        }
        Ok((Kept { at, characters }, draft.content))
    }

    /// The draft as it is now, sealed under the next revision.
    pub(super) fn seal(self, draft: &Draft, saved_at: DeviceTime) -> Option<SealedDraft> {
        let sealer = self.session.draft_sealer()?;
        self.record.try_update_value(|record| record.as_mut()?.draft.seal(&sealer, draft, saved_at))?
    }
}
