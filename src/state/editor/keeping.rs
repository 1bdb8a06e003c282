//! Saving: one at a time, and "kept" is said only of what is committed.

use companion_browser::{clock, timer, words::in_words};
use companion_model::{
    DeviceTime, KeyId,
    concern::{Content, Draft, hand_over_route},
    wire::v1::RouteEntry,
};
use companion_seal::vault::{DraftKey, LockedDraftKey, Sealed};
use companion_storage::{DraftRow, StorageError};
use leptos::{prelude::*, task::spawn_local};

use super::{
    Editor, Keeping, Kept,
    addition::IS_ADDED,
    rows::{AGAIN_MS, NOT_ENCRYPTED, Rows, put},
};
use crate::state::left;

const LOCKED: &str = "The app was locked before the last words were kept. Unlock it, open this record again, and look at them.";
const IS_SIGNED: &str = "This record is signed already. It is in My records, and is sent from there.";

/// Why the words on the desk are not kept as the record's.
enum NotKept {
    /// Another tab has kept newer ones: these are kept beside them.
    Overtaken,
    /// Another tab has signed the record.
    Signed,
    /// The sentence says why; it would be refused again.
    Refused(String),
    /// The sentence says why; tried again.
    Failed(String),
}

impl From<StorageError> for NotKept {
    fn from(error: StorageError) -> Self {
        match error {
            StorageError::Overtaken => Self::Overtaken,
            StorageError::AlreadySigned => Self::Signed,
            StorageError::NotTheirPhone => Self::Refused(error.sentence().to_owned()),
            error => Self::Failed(error.sentence().to_owned()),
        }
    }
}

impl Editor {
    /// Starts a save unless one is in flight; that one starts the next when it ends.
    pub(super) fn keep(self) {
        let idle = self.desk.try_update_value(|desk| {
            let Some(desk) = desk else { return false };
            desk.unsaved = true;
            !std::mem::replace(&mut desk.saving, true)
        });
        if idle == Some(true) {
            spawn_local(self.save_until_settled());
        }
        let kept = match self.keeping.get_untracked() {
            Keeping::Kept(kept) | Keeping::Saving(Some(kept)) => Some(kept),
            Keeping::Failed(_) | Keeping::Overtaken(_) | Keeping::Signed(_) | Keeping::Refused(_) => return,
            Keeping::Nothing | Keeping::Saving(None) => None,
        };
        self.keeping.set(Keeping::Saving(kept));
    }

    async fn save_until_settled(self) {
        let turn = self.turn.get_value();
        // What is on the desk after that is kept by itself.
        let is_here = move || self.turn.get_value() == turn;
        while is_here() && self.begin_save() {
            match self.save().await {
                _ if !is_here() => {}
                Ok((kept, content)) => self.on_saved(kept, content),
                Err(NotKept::Overtaken) => {
                    self.at_desk(|desk| desk.overtaken = true);
                    self.keeping.set(Keeping::Overtaken(StorageError::Overtaken.sentence().to_owned()));
                }
                // It may be this page's own signature: what comes of that decides.
                Err(NotKept::Signed) if self.signing.get_untracked() => {
                    self.at_desk(|desk| desk.unsaved = true);
                }
                Err(NotKept::Signed) => return self.goes_on_beside(),
                Err(NotKept::Refused(sentence)) => return self.rests(sentence),
                Err(NotKept::Failed(sentence)) => {
                    self.keeping.set(Keeping::Failed(sentence));
                    self.at_desk(|desk| desk.unsaved = true);
                    timer::sleep_ms(AGAIN_MS).await;
                }
            }
        }
    }

    /// What was just kept is the record's.
    fn on_saved(self, kept: Kept, content: Content) {
        let adds = self.desk.try_update_value(|desk| {
            let desk = desk.as_mut()?;
            (desk.kept, desk.overtaken) = (content, false);
            std::mem::take(&mut desk.adds).then_some(())
        });
        self.keeping.set(Keeping::Kept(kept));
        if let (Some(Some(())), Some(draft)) = (adds, self.draft.get_untracked()) {
            self.tells(draft.author.id, draft.id, IS_ADDED);
        }
    }

    /// Another tab has signed the record: what was written here since, if it was anything, goes on as an addition.
    fn goes_on_beside(self) {
        if self.since_kept().is_none() {
            left::forget(self.id_untracked().unwrap_or_default());
            self.at_desk(|desk| (desk.saving, desk.unsaved) = (false, false));
            self.keeping.set(Keeping::Signed(IS_SIGNED.to_owned()));
        } else if self.goes_on_as_addition().is_none() {
            self.rests(StorageError::AlreadySigned.sentence().to_owned());
        }
    }

    /// The words stay unsaved; they are tried again when something is changed, and when the draft is put away.
    fn rests(self, sentence: String) {
        self.keeping.set(Keeping::Refused(sentence));
        self.at_desk(|desk| (desk.saving, desk.unsaved) = (false, true));
    }

    /// Whether there is something to save; if not, the next edit starts a save again.
    pub(super) fn begin_save(self) -> bool {
        let signing = self.signing.get_untracked();
        let begun = self.desk.try_update_value(|desk| {
            let Some(desk) = desk else { return false };
            desk.saving = desk.unsaved && !signing;
            desk.saving && std::mem::replace(&mut desk.unsaved, false)
        });
        begun == Some(true)
    }

    /// Encrypts first, then opens the transaction; `Ok` only when it is committed.
    async fn save(self) -> Result<(Kept, Content), NotKept> {
        let storage = self.session.open_storage().map_err(|why| NotKept::Failed(why.into()))?;
        let not_sealed = || {
            let is_locked = self.session.keys().is_none();
            NotKept::Failed((if is_locked { LOCKED } else { NOT_ENCRYPTED }).to_owned())
        };
        let draft = self.draft.get_untracked().ok_or_else(not_sealed)?;
        let characters = draft.content.characters();
        let at = clock::now();
        let rows = self.row(&draft, at.clone()).ok_or_else(not_sealed)?;
        let overtaken = self.desk.with_value(|desk| desk.as_ref().is_some_and(|desk| desk.overtaken));
        put(&storage, &rows, overtaken).await?;
        let (row, put_by) = rows;
        // Until now: a draft that is put away meanwhile takes its earlier words along.
        self.at_desk(|desk| desk.put_by = desk.put_by.take().filter(|newer| Some(newer) != put_by.as_ref()));
        self.session.check_eviction();
        if row.revision == 1 {
            self.session.note_change();
        }
        Ok((Kept { at, characters }, draft.content))
    }

    pub(super) fn row(self, draft: &Draft, saved_at: DeviceTime) -> Option<Rows> {
        let to = self.hand_over_entry(draft).map(|entry| entry.kid);
        let key =
            self.desk.with_value(|desk| desk.as_ref().map(|desk| (desk.key.clone(), desk.handed_to)))?;
        let relocked = if key.1 == to { None } else { Some(self.lock_key(&key.0, draft)?) };
        let sealed: Sealed<Draft> = key.0.seal(draft).ok()?;
        self.desk.try_update_value(|desk| {
            let desk = desk.as_mut()?;
            if let Some((locked, handed_to)) = relocked {
                (desk.locked, desk.handed_to) = (locked, handed_to);
            }
            desk.revision += 1;
            let (id, author, revision, key) = (draft.id, draft.author.id, desk.revision, desk.locked.clone());
            Some((
                DraftRow { id, author, sealed, key, revision, saved_at, deleted_at: None },
                desk.put_by.clone(),
            ))
        })?
    }

    /// Locks a draft's key, and seals it for the route that may have the draft unfinished.
    pub(super) fn lock_key(self, key: &DraftKey, draft: &Draft) -> Option<(LockedDraftKey, Option<KeyId>)> {
        let (keys, school) = (self.session.keys()?, self.session.enrolment_untracked()?.school);
        let entry = self.hand_over_entry(draft);
        Some((keys.vault.lock_draft_key(school, key, entry.as_ref()).ok()?, entry.map(|entry| entry.kid)))
    }

    /// The route that may have the draft unfinished, with the key it has now: another one may have come since.
    fn hand_over_entry(self, draft: &Draft) -> Option<RouteEntry> {
        let routes = self.session.routes_untracked();
        let route = hand_over_route(draft.content.about_staff.as_ref(), &routes, in_words);
        routes.into_iter().find(|entry| Some(entry.route) == route)
    }
}
