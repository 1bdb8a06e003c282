//! A draft leaves the desk: its last words are kept first.

use companion_app::{AppError, DraftError, draft::SealedDraft};
use companion_browser::{clock, locks, timer};
use companion_storage::{Storage, StorageError};
use leptos::{prelude::*, task::spawn_local};
use uuid::Uuid;

use super::{AGAIN_MS, Desk, Editor, Keeping, LastWords, Opening};
use crate::state::left;

impl Editor {
    /// Puts the draft away: the last words are kept first, and then its Web Lock is let go.
    pub fn close(self) {
        let put_away = self.clear();
        spawn_local(async move {
            self.put_away(put_away).await;
        });
    }

    /// Puts the draft away and hands its Web Lock over, once the last words are kept.
    pub async fn hand_over(self) -> Option<locks::Held> {
        let put_away = self.clear();
        self.put_away(put_away).await
    }

    fn clear(self) -> PutAway {
        let last = self.last_words();
        PutAway { last, held: self.empties() }
    }

    /// Nothing lies on the desk any more; the Web Lock of what did.
    pub(super) fn empties(self) -> Option<locks::Held> {
        let desk = self.desk.try_update_value(Option::take).flatten();
        self.turn.update_value(|turn| *turn = turn.wrapping_add(1));
        self.draft.set(None);
        self.signing.set(false);
        self.checks.set(false);
        self.goes_on.set(None);
        self.opening.set(Opening::Waiting);
        self.keeping.set(Keeping::Nothing);
        desk?.held
    }

    /// What may not be kept yet, sealed: a save that is under way may still fail, and so may a signature. Words that lie beside
    /// those of another tab go when that one signs: they are looked for again.
    fn last_words(self) -> Option<SealedWords> {
        let is_wanted = |desk: &Desk| desk.unsaved || desk.saving || desk.open.is_overtaken;
        let (storage, draft) = (self.session.storage()?, self.draft.get_untracked()?);
        let is = |desk: &Desk| (desk.open.is_overtaken, desk.open.is_untold_addition);
        let (overtaken, adds) =
            self.desk.with_value(|desk| desk.as_ref().filter(|desk| is_wanted(desk)).map(is))?;
        let Some(sealed) = self.seal(&draft, clock::now()) else {
            self.tells_why(draft.author.id, draft.id, DraftError::NotEncrypted);
            return None;
        };
        let since = self.has_more_than_kept().then(|| self.sealed_addition());
        Some(SealedWords { sealed, overtaken, adds, since, storage })
    }

    /// The draft's Web Lock, once the last words are kept.
    async fn put_away(self, PutAway { last, held }: PutAway) -> Option<locks::Held> {
        if let Some(last) = last {
            let id = last.sealed.row.id;
            self.putting_away.update_value(|ids| ids.push(id));
            self.keep_last(last).await;
            self.putting_away.update_value(|ids| ids.retain(|one| *one != id));
            if self.putting_away.with_value(Vec::is_empty) {
                self.not_put_away.set(None);
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
                    let Some(added) = added else { return self.tells_why(author, draft, error) };
                    (sealed, overtaken, adds) = (added, false, true);
                }
                StorageError::Overtaken => return self.tells_why(author, draft, error),
                StorageError::NotTheirPhone => {
                    return self.tells_why(author, draft, DraftError::NotTheirPhone);
                }
                error => {
                    self.not_put_away.set(Some(error.into()));
                    timer::sleep_ms(AGAIN_MS).await;
                }
            }
        }
        if adds {
            self.session.note_change();
            self.tells(author, sealed.row.id, LastWords::Added);
        }
    }

    fn tells_why(self, author: Uuid, draft: Uuid, why: impl Into<AppError>) {
        self.tells(author, draft, LastWords::NotTheRecords(why.into()));
    }

    /// Puts the draft away as it was last kept: whoever wrote it is about to remove it, or has signed it.
    pub fn drop_last_words(self) {
        self.empties();
    }

    /// Whether this page itself still has words of a draft that the phone has not taken.
    pub(super) fn is_putting_away(self, id: Uuid) -> bool {
        self.putting_away.with_value(|ids| ids.contains(&id))
    }
}

/// What is left of a draft that was on the desk.
struct PutAway {
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
