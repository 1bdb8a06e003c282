//! An open draft is closed: its last words are kept first.

use companion_app::{AppError, DraftError, draft::SealedDraft};
use companion_browser::{clock, locks, timer};
use companion_storage::{Storage, StorageError};
use leptos::{prelude::*, task::spawn_local};
use uuid::Uuid;

use super::{AGAIN_MS, Editor, Keeping, LastWords, OpenRecord, Opening};
use crate::state::left;

impl Editor {
    /// Closes the draft: the last words are kept first, and then its Web Lock is let go.
    pub fn close(self) {
        let closed = self.clear();
        spawn_local(async move {
            self.keep_last_words_of(closed).await;
        });
    }

    /// Closes the draft and hands its Web Lock over, once the last words are kept.
    pub async fn hand_over(self) -> Option<locks::Held> {
        let closed = self.clear();
        self.keep_last_words_of(closed).await
    }

    fn clear(self) -> ClosedDraft {
        let last = self.last_words();
        ClosedDraft { last, held: self.reset() }
    }

    /// No draft is open any more; gives the Web Lock of the one that was.
    pub(super) fn reset(self) -> Option<locks::Held> {
        let record = self.record.try_update_value(Option::take).flatten();
        self.turn.update_value(|turn| *turn = turn.wrapping_add(1));
        self.draft.set(None);
        self.signing.set(false);
        self.checked.set(false);
        self.continued.set(None);
        self.opening.set(Opening::Waiting);
        self.keeping.set(Keeping::Nothing);
        record?.held
    }

    /// What may not be kept yet, sealed: a save that is under way may still fail, and so may a signature. Words that lie beside
    /// those of another tab go when that one signs: they are looked for again.
    fn last_words(self) -> Option<SealedWords> {
        let is_wanted = |record: &OpenRecord| record.unsaved || record.saving || record.draft.is_overtaken;
        let (storage, draft) = (self.session.storage()?, self.draft.get_untracked()?);
        let is = |record: &OpenRecord| (record.draft.is_overtaken, record.draft.is_untold_addition);
        let (overtaken, adds) =
            self.record.with_value(|record| record.as_ref().filter(|record| is_wanted(record)).map(is))?;
        let Some(sealed) = self.seal(&draft, clock::now()) else {
            self.announce_why(draft.author.id, draft.id, DraftError::NotEncrypted);
            return None;
        };
        let since = self.has_more_than_kept().then(|| self.sealed_addition());
        Some(SealedWords { sealed, overtaken, adds, since, storage })
    }

    /// The draft's Web Lock, once the last words are kept.
    async fn keep_last_words_of(self, ClosedDraft { last, held }: ClosedDraft) -> Option<locks::Held> {
        if let Some(last) = last {
            let id = last.sealed.row.id;
            self.closing.update_value(|ids| ids.push(id));
            self.keep_last(last).await;
            self.closing.update_value(|ids| ids.retain(|one| *one != id));
            if self.closing.with_value(Vec::is_empty) {
                self.last_words_not_kept.set(None);
            }
        }
        held
    }

    /// Keeps the last words. They are sealed: the vault may be locked meanwhile, and a phone that takes nothing at the moment
    /// is asked again. Where they can't be the record's, it is said what became of them.
    async fn keep_last(self, last: SealedWords) {
        let SealedWords { mut sealed, mut overtaken, mut adds, mut since, storage } = last;
        let (draft, author) = (sealed.row.id, sealed.row.author);
        while let Err(error) = sealed.save(&storage, overtaken).await {
            match error {
                StorageError::AlreadySigned => {
                    left::forget(draft);
                    // What this page has signed has every word.
                    let Some(added) = since.take() else { return };
                    if self.has_signed(draft).await {
                        return;
                    }
                    let Some(added) = added else { return self.announce_why(author, draft, error) };
                    (sealed, overtaken, adds) = (added, false, true);
                }
                StorageError::Overtaken => return self.announce_why(author, draft, error),
                StorageError::NotTheirPhone => {
                    return self.announce_why(author, draft, DraftError::NotTheirPhone);
                }
                error => {
                    self.last_words_not_kept.set(Some(error.into()));
                    timer::sleep_ms(AGAIN_MS).await;
                }
            }
        }
        if adds {
            self.session.note_change();
            self.announce(author, sealed.row.id, LastWords::Added);
        }
    }

    fn announce_why(self, author: Uuid, draft: Uuid, why: impl Into<AppError>) {
        self.announce(author, draft, LastWords::NotTheRecords(why.into()));
    }

    /// Closes the draft as it was last kept: whoever wrote it is about to remove it, or has signed it.
    pub fn drop_last_words(self) {
        self.reset();
    }

    /// Whether this page itself still has words of a draft that the phone has not taken.
    pub(super) fn is_closing(self, id: Uuid) -> bool {
        self.closing.with_value(|ids| ids.contains(&id))
    }
}

/// What is left to do for a draft that was open.
struct ClosedDraft {
    last: Option<SealedWords>,
    held: Option<locks::Held>,
}

/// The last words of a draft, sealed.
struct SealedWords {
    sealed: SealedDraft,
    /// Another tab is known to have kept newer ones.
    overtaken: bool,
    /// It is an addition to a record that another tab has signed, and nobody has been told yet.
    adds: bool,
    /// What was written since some of them were kept, if anything was; `Some(None)` if that could not be sealed. It is an
    /// addition, should another tab have signed the record.
    since: Option<Option<SealedDraft>>,
    storage: Storage,
}
