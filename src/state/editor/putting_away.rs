//! A draft leaves the desk: its last words are kept first.

use companion_browser::{clock, locks, timer};
use companion_storage::{Storage, StorageError};
use leptos::{prelude::*, task::spawn_local};
use uuid::Uuid;

use super::{
    Desk, Editor, Keeping, Opening,
    addition::IS_ADDED,
    rows::{AGAIN_MS, NOT_ENCRYPTED, Rows, put},
};
use crate::state::left;

/// Said on every screen.
const NOT_KEPT: &str = "The last words you wrote could not be kept: in another tab you were set up again on this phone, or have \
     left it. Write them down again.";

impl Editor {
    /// Puts the draft away: the last words are kept first, and then its Web Lock is let go.
    pub fn close(self) {
        let put_away = self.clear();
        spawn_local(async move { drop(self.put_away(put_away).await) });
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
    fn last_words(self) -> Option<LastWords> {
        let is_wanted = |desk: &Desk| desk.unsaved || desk.saving || desk.overtaken;
        let (storage, draft) = (self.session.storage()?, self.draft.get_untracked()?);
        let is = |desk: &Desk| (desk.overtaken, desk.adds);
        let (overtaken, adds) =
            self.desk.with_value(|desk| desk.as_ref().filter(|desk| is_wanted(desk)).map(is))?;
        let Some(rows) = self.row(&draft, clock::now()) else {
            self.tells(draft.author.id, draft.id, NOT_ENCRYPTED);
            return None;
        };
        let since = self.since_kept().map(|_| self.sealed_addition());
        Some(LastWords { rows, overtaken, adds, since, storage })
    }

    /// The draft's Web Lock, once the last words are kept.
    async fn put_away(self, PutAway { last, held }: PutAway) -> Option<locks::Held> {
        if let Some(last) = last {
            let id = last.rows.0.id;
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
    async fn keep_last(self, last: LastWords) {
        let LastWords { mut rows, mut overtaken, mut adds, mut since, storage } = last;
        let (draft, author) = (rows.0.id, rows.0.author);
        while let Err(error) = put(&storage, &rows, overtaken).await {
            match error {
                StorageError::AlreadySigned => {
                    left::forget(draft);
                    // What this page has signed has every word.
                    let Some(added) = since.take() else { return };
                    if self.has_signed(draft).await {
                        return;
                    }
                    let Some(added) = added else { return self.tells(author, draft, error.sentence()) };
                    (rows, overtaken, adds) = (added, false, true);
                }
                StorageError::Overtaken => return self.tells(author, draft, error.sentence()),
                StorageError::NotTheirPhone => return self.tells(author, draft, NOT_KEPT),
                error => {
                    self.not_put_away.set(Some(error.sentence().to_owned()));
                    timer::sleep_ms(AGAIN_MS).await;
                }
            }
        }
        if adds {
            self.session.note_change();
            self.tells(author, rows.0.id, IS_ADDED);
        }
    }

    /// Puts the draft away as it was last kept: whoever wrote it is about to remove it, or has signed it.
    pub fn drop_last_words(self) {
        drop(self.empties());
    }

    /// Whether this page itself still has words of a draft that the phone has not taken.
    pub(super) fn is_putting_away(self, id: Uuid) -> bool {
        self.putting_away.with_value(|ids| ids.contains(&id))
    }
}

/// What is left of a draft that was on the desk.
struct PutAway {
    last: Option<LastWords>,
    held: Option<locks::Held>,
}

/// The last words of a draft, sealed.
struct LastWords {
    rows: Rows,
    /// Another tab is known to have kept newer ones.
    overtaken: bool,
    /// It is an addition to a record that another tab has signed, and nobody has been told yet.
    adds: bool,
    /// What was written since some of them were kept, if anything was; `Some(None)` if that could not be sealed. It is an
    /// addition, should another tab have signed the record.
    since: Option<Option<Rows>>,
    storage: Storage,
}
