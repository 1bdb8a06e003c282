//! A draft is opened: a new one, or one of the phone's database, in one tab at a time.

use companion_app::{AppError, DraftError, draft::OpenDraft, sync::draft_lock, vault::VaultError};
use companion_browser::{locks, timer};
use companion_model::concern::{Content, Draft, Kind};
use leptos::{prelude::*, task::spawn_local};
use uuid::Uuid;

use super::{AGAIN_MS, Editor, Keeping, Kept, OpenRecord, Opening};

impl Editor {
    /// A new draft, in memory until its first keystroke.
    pub fn open_new(self, kind: Kind) {
        self.close();
        let Some(sealer) = self.session.draft_sealer() else {
            return self.opening.set(Opening::Not(DraftError::Locked.into()));
        };
        if let Some((draft, open)) = OpenDraft::begin(&sealer, kind, Content::default()) {
            self.set_new_draft(draft, open);
        } else {
            self.opening.set(Opening::Not(VaultError::NoRandomness.into()));
        }
    }

    /// Opens a draft that no other tab can have, and takes its Web Lock.
    pub(super) fn set_new_draft(self, draft: Draft, open: OpenDraft) {
        let id = draft.id;
        self.set_draft(draft, OpenRecord::new(open));
        spawn_local(async move {
            if let Ok(held) = locks::try_hold(&draft_lock(id)).await
                && self.id_untracked() == Some(id)
            {
                self.update_record(|record| record.held = held);
            }
        });
    }

    /// Opens a draft that is on this phone: here, or read-only until another tab lets it go.
    pub fn open(self, id: Uuid) {
        if self.id_untracked() == Some(id) && self.opening.get_untracked() == Opening::Here {
            return;
        }
        self.close();
        if self.has_announced(id) {
            self.overtaken.set(None);
        }
        let turn = self.turn.get_value();
        // Another record may have been opened while this one was waited for.
        let is_wanted = move || self.turn.get_value() == turn;
        spawn_local(async move {
            let name = draft_lock(id);
            let held = match locks::try_hold(&name).await {
                Ok(Some(held)) => Some(held),
                Ok(None) if is_wanted() => {
                    self.opening.set(if self.is_closing(id) {
                        Opening::Not(DraftError::LastWordsNotKeptYet.into())
                    } else {
                        Opening::Elsewhere
                    });
                    locks::hold(&name).await.ok()
                }
                Ok(None) | Err(_) => None,
            };
            if !is_wanted() {
                return;
            }
            let loaded = loop {
                match self.load(id).await {
                    // A fault of the phone's database, which may end.
                    Err(why @ AppError::Storage(_)) if is_wanted() => {
                        self.opening.set(Opening::Not(why));
                        timer::sleep_ms(AGAIN_MS).await;
                    }
                    done => break done,
                }
            };
            if !is_wanted() {
                return;
            }
            match loaded {
                Ok((draft, open)) => {
                    let record = OpenRecord { held, ..OpenRecord::new(open) };
                    let characters = draft.content.characters();
                    let at = draft.last_edited_at.clone();
                    self.set_draft(draft, record);
                    self.keeping.set(Keeping::Kept(Kept { at, characters }));
                }
                Err(why) => self.opening.set(Opening::Not(why)),
            }
        });
    }

    async fn load(self, id: Uuid) -> Result<(Draft, OpenDraft), AppError> {
        let open = self.session.storage().zip(self.session.keys());
        let (storage, keys) = open.ok_or(DraftError::Locked)?;
        OpenDraft::load(&storage, keys, id).await
    }

    pub(super) fn set_draft(self, draft: Draft, record: OpenRecord) {
        self.continued.set(None);
        self.record.set_value(Some(record));
        self.draft.set(Some(draft));
        self.reloads.update(|n| *n += 1);
        self.opening.set(Opening::Here);
    }
}
