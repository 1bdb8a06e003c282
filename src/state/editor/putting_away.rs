//! A draft leaves the desk: its last words are kept first.

use companion_parts::browser::{clock, locks, timer};
use companion_storage::{Storage, StorageError};
use leptos::{prelude::*, task::spawn_local};
use uuid::Uuid;

use super::{
    Editor, Keeping, Opening,
    keeping::{AGAIN_MS, Rows},
};

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
        // A save that is under way may still fail, and so may a signature. Of a signed record nothing is kept again.
        let unsaved =
            self.desk.with_value(|desk| desk.as_ref().is_some_and(|desk| desk.unsaved || desk.saving));
        let last = unsaved
            .then(|| self.draft.get_untracked().and_then(|draft| self.row(&draft, clock::now())))
            .flatten();
        let desk = self.desk.try_update_value(Option::take).flatten();
        self.turn.update_value(|turn| *turn = turn.wrapping_add(1));
        self.draft.set(None);
        self.signing.set(false);
        self.checks.set(false);
        self.opening.set(Opening::Waiting);
        self.keeping.set(Keeping::Nothing);
        let overtaken = desk.as_ref().is_some_and(|desk| desk.overtaken);
        PutAway { last: last.zip(self.session.storage()), overtaken, held: desk.and_then(|desk| desk.held) }
    }

    /// The draft's Web Lock, once the last words are kept. They are sealed: the vault may be locked meanwhile, and a phone
    /// that takes nothing at the moment is asked again.
    async fn put_away(self, PutAway { last, overtaken, held }: PutAway) -> Option<locks::Held> {
        if let Some((rows, storage)) = last {
            let row = &rows.0;
            self.putting_away.update_value(|ids| ids.push(row.id));
            while let Err(error) = put(&storage, &rows, overtaken).await {
                match error {
                    StorageError::AlreadySigned | StorageError::NotTheirPhone => break,
                    StorageError::Overtaken => {
                        self.overtaken.set(Some(error.sentence().to_owned()));
                        break;
                    }
                    error => self.not_put_away.set(Some(error.sentence().to_owned())),
                }
                timer::sleep_ms(AGAIN_MS).await;
            }
            self.putting_away.update_value(|ids| ids.retain(|id| *id != row.id));
            if self.putting_away.with_value(Vec::is_empty) {
                self.not_put_away.set(None);
            }
        }
        held
    }

    /// Puts the draft away as it was last kept: whoever wrote it is about to remove it.
    pub fn drop_last_words(self) {
        drop(self.clear().held);
    }

    /// Whether this page itself still has words of a draft that the phone has not taken.
    pub(super) fn is_putting_away(self, id: Uuid) -> bool {
        self.putting_away.with_value(|ids| ids.contains(&id))
    }
}

/// Keeps a draft, or its words beside those of another tab.
pub(super) async fn put(
    storage: &Storage,
    (row, put_by): &Rows,
    overtaken: bool,
) -> Result<(), StorageError> {
    if overtaken {
        storage.put_earlier(row).await?;
        return Err(StorageError::Overtaken);
    }
    storage.put_draft(row, put_by.as_ref()).await
}

/// What is left of a draft that was on the desk.
struct PutAway {
    last: Option<(Rows, Storage)>,
    overtaken: bool,
    held: Option<locks::Held>,
}
