//! A draft that is open for writing: its key, and how far it is kept.

use companion_browser::{clock, words::in_words};
use companion_model::{
    DeviceTime, KeyId, Millis,
    concern::{Content, Draft, Kind, hand_over_route},
    delivery::Delivery,
    wire::v1::RouteEntry,
};
use companion_seal::{
    SealError,
    vault::{DraftKey, LockedDraftKey},
};
use companion_storage::{DraftRow, SnapshotRow, Storage, StorageError};
use uuid::Uuid;

use super::additions::since;
use crate::{AppError, DraftError, sync::new_id, vault::Keys};

/// What seals an author's drafts.
pub struct DraftSealer {
    /// The author's open keys.
    pub keys: Keys,
    /// The school.
    pub school: Uuid,
    /// Its routes: one of them may have a draft unfinished.
    pub routes: Vec<RouteEntry>,
}

impl DraftSealer {
    /// The route that may have the draft unfinished, with the key it has now: another one may have come since.
    fn hand_over_entry(&self, draft: &Draft) -> Option<&RouteEntry> {
        let route = hand_over_route(draft.content.about_staff.as_ref(), &self.routes, in_words);
        self.routes.iter().find(|entry| Some(entry.route) == route)
    }

    /// Locks a draft's key, and seals it for the route that may have the draft unfinished.
    fn lock_key(&self, key: &DraftKey, draft: &Draft) -> Option<(LockedDraftKey, Option<KeyId>)> {
        let entry = self.hand_over_entry(draft);
        let locked = self.keys.vault.lock_draft_key(self.school, key, entry).ok()?;
        Some((locked, entry.map(|entry| entry.kid)))
    }
}

/// A draft that is open for writing.
pub struct OpenDraft {
    pub(super) key: DraftKey,
    locked: LockedDraftKey,
    handed_to: Option<KeyId>,
    /// How often it was sealed for being kept.
    pub revision: u64,
    /// An earlier state of it that the next save keeps.
    pub(super) snapshot: Option<SnapshotRow<Draft>>,
    pub(super) snapshot_at: Option<Millis>,
    /// The answers as they were last kept as the record's.
    kept: Content,
    /// Another tab has kept newer words of it: what is written here is kept beside them.
    pub is_overtaken: bool,
    /// It is an addition to a record that another tab has signed while this one wrote in it, and nobody has been told yet.
    pub is_untold_addition: bool,
}

/// What is kept of a draft, sealed.
pub struct SealedDraft {
    /// The draft.
    pub row: DraftRow<Draft>,
    snapshot: Option<SnapshotRow<Draft>>,
}

impl SealedDraft {
    /// Keeps it; its words beside those of another tab where that has kept newer ones (`is_overtaken`). Where the other one's
    /// draft is not here any more, they are the draft again.
    ///
    /// # Errors
    /// [`StorageError`]; [`StorageError::Overtaken`] where they are kept beside newer ones.
    pub async fn save(&self, storage: &Storage, is_overtaken: bool) -> Result<(), StorageError> {
        if is_overtaken {
            match storage.put_earlier(&self.row).await {
                Err(StorageError::NotTheirPhone) => {}
                kept => return kept.and(Err(StorageError::Overtaken)),
            }
        }
        storage.put_draft(&self.row, self.snapshot.as_ref()).await
    }
}

impl OpenDraft {
    fn new(key: DraftKey, locked: LockedDraftKey, handed_to: Option<KeyId>, revision: u64) -> Self {
        Self {
            key,
            locked,
            handed_to,
            revision,
            snapshot: None,
            snapshot_at: None,
            kept: Content::default(),
            is_overtaken: false,
            is_untold_addition: false,
        }
    }

    /// A new draft, in memory until its first save; `None` where nothing can be encrypted.
    pub fn begin(sealer: &DraftSealer, kind: Kind, content: Content) -> Option<(Draft, Self)> {
        let id = new_id()?;
        let key = sealer.keys.vault.new_draft_key(id).ok()?;
        let mut draft = Draft::new(id, kind, sealer.keys.author.clone(), clock::now());
        draft.app_version = env!("CARGO_PKG_VERSION").to_owned();
        draft.content = content;
        let (locked, handed_to) = sealer.lock_key(&key, &draft)?;
        Some((draft, Self::new(key, locked, handed_to, 0)))
    }

    /// Opens a draft that is on this phone.
    ///
    /// # Errors
    /// [`AppError::Storage`], which may pass; [`AppError::Draft`] where it can't be opened as things are.
    pub async fn load(storage: &Storage, keys: Keys, id: Uuid) -> Result<(Draft, Self), AppError> {
        let row = storage.draft::<Draft>(id).await?;
        let Some(row) = row.filter(|row| row.author == keys.author.id) else {
            return Err(why_not_here(id, keys.author.id, &storage.outbox().await?).into());
        };
        if row.deleted_at.is_some() {
            return Err(DraftError::Deleted.into());
        }
        let key = keys.vault.open_draft_key(id, &row.key).map_err(why_closed)?;
        let mut draft: Draft = key.open(&row.sealed).map_err(why_closed)?;
        // The school may know them by a new id since.
        draft.author = keys.author;
        let handed_to = row.key.hand_over.as_ref().map(|hand_over| hand_over.kid);
        let kept = draft.content.clone();
        Ok((draft, Self { kept, ..Self::new(key, row.key, handed_to, row.revision) }))
    }

    /// Seals the draft as it is now, under the next revision; `None` where it can't be encrypted.
    pub fn seal(&mut self, sealer: &DraftSealer, draft: &Draft, saved_at: DeviceTime) -> Option<SealedDraft> {
        let to = sealer.hand_over_entry(draft).map(|entry| entry.kid);
        let relocked = if self.handed_to == to { None } else { Some(sealer.lock_key(&self.key, draft)?) };
        let sealed = self.key.seal(draft).ok()?;
        if let Some((locked, handed_to)) = relocked {
            (self.locked, self.handed_to) = (locked, handed_to);
        }
        self.revision += 1;
        let (id, author, revision, key) = (draft.id, draft.author.id, self.revision, self.locked.clone());
        let row = DraftRow { id, author, sealed, key, revision, saved_at, deleted_at: None };
        Some(SealedDraft { row, snapshot: self.snapshot.clone() })
    }

    /// These answers are committed as the record's.
    pub fn note_kept(&mut self, content: Content) {
        (self.kept, self.is_overtaken) = (content, false);
    }

    /// The earlier state that was committed along is not kept again. One that was taken since stays for the next save.
    pub fn note_snapshot_kept(&mut self, saved: &SealedDraft) {
        self.snapshot = self.snapshot.take().filter(|newer| Some(newer) != saved.snapshot.as_ref());
    }

    /// Whether these words have anything beyond those that were kept last.
    pub fn has_more_than_kept(&self, draft: &Draft) -> bool {
        since(&self.kept, &draft.content).is_some()
    }

    /// What these words have beyond those that were kept last, as an addition to the record; `None` if that is nothing, or it
    /// can't be encrypted.
    pub fn addition(&self, sealer: &DraftSealer, draft: &Draft) -> Option<(Draft, Self)> {
        let content = since(&self.kept, &draft.content)?;
        let (mut draft, addition) = Self::begin(sealer, Kind::Addition { about: draft.id }, content)?;
        let started_at = draft.started_at.clone();
        draft.edited(started_at);
        Some((draft, Self { is_untold_addition: true, ..addition }))
    }
}

/// Why a draft that is here does not open.
fn why_closed(error: SealError) -> DraftError {
    match error {
        // The key fits: a newer build wrote it, or one that erred.
        SealError::Malformed(_) => DraftError::OfNewerVersion,
        _ => DraftError::Closed,
    }
}

/// What became of a draft that is not among its author's.
fn why_not_here(draft: Uuid, author: Uuid, outbox: &[Delivery]) -> DraftError {
    let mut theirs = outbox.iter().filter(|delivery| delivery.author == author);
    if theirs.clone().any(|delivery| delivery.id == draft) {
        DraftError::Signed
    } else if theirs.any(|delivery| delivery.hands_over.as_ref().is_some_and(|what| what.draft == draft)) {
        DraftError::HandedOver
    } else {
        DraftError::NotHere
    }
}

#[cfg(test)]
mod tests {
    use companion_model::{DeviceTime, Route, delivery::HandsOver};

    use super::*;

    #[test]
    fn what_the_key_opens_and_this_version_can_t_read_is_no_fault_of_the_pin() {
        assert_eq!(why_closed(SealError::Malformed("draft")), DraftError::OfNewerVersion);
        assert_eq!(why_closed(SealError::Closed), DraftError::Closed);
    }

    #[test]
    fn what_became_of_a_draft_that_is_gone_is_said_as_it_was() {
        let (draft, me, other) = (Uuid::from_u128(1), Uuid::from_u128(2), Uuid::from_u128(3));
        let at = DeviceTime { utc_ms: 1, offset_min: 0, zone: String::new() };
        let signed = Delivery::queued(draft, me, Route::Dsl, at.clone(), vec![].into());
        let mut handed_over = Delivery::queued(Uuid::from_u128(4), me, Route::Dsl, at, vec![].into());
        handed_over.hands_over = Some(HandsOver { draft, revision: 1 });
        for (outbox, why) in [
            (vec![], DraftError::NotHere),
            (vec![signed.clone()], DraftError::Signed),
            (vec![handed_over.clone()], DraftError::HandedOver),
            (vec![handed_over, signed.clone()], DraftError::Signed),
            (vec![Delivery { author: other, ..signed }], DraftError::NotHere),
        ] {
            assert_eq!(why_not_here(draft, me, &outbox), why, "{outbox:?}");
        }
    }
}
