//! A draft comes to the desk: new, or from the phone's database, in one tab at a time.

use companion_app::sync::draft_lock;
use companion_browser::{locks, timer};
use companion_model::{
    concern::{Content, Draft, Kind},
    delivery::Delivery,
};
use companion_seal::SealError;
use companion_storage::StorageError;
use leptos::{prelude::*, task::spawn_local};
use uuid::Uuid;

use super::{AGAIN_MS, Desk, Editor, Keeping, Kept, Opening};

/// Why a draft did not come to the desk.
enum NotLoaded {
    /// It is tried again.
    ForNow(String),
    /// It can't be opened as things are.
    Not(String),
}

impl Editor {
    /// A new draft, in memory until its first keystroke.
    pub fn open_new(self, kind: Kind) {
        self.close();
        if let Some((draft, key, locked, handed_to)) = self.new_draft(kind, Content::default()) {
            self.lay_out_new(draft, Desk::new(key, locked, handed_to, 0));
        } else {
            self.opening.set(Opening::Not(
                "This phone gave no random numbers, so nothing can be encrypted. Restart the phone.".into(),
            ));
        }
    }

    /// Lays a draft out that no other tab can have, and takes its Web Lock.
    pub(super) fn lay_out_new(self, draft: Draft, desk: Desk) {
        let id = draft.id;
        self.lay_out(draft, desk);
        spawn_local(async move {
            if let Ok(held) = locks::try_hold(&draft_lock(id)).await
                && self.id_untracked() == Some(id)
            {
                self.at_desk(|desk| desk.held = held);
            }
        });
    }

    /// Opens a draft that is on this phone: here, or read-only until another tab lets it go.
    pub fn open(self, id: Uuid) {
        if self.id_untracked() == Some(id) && self.opening.get_untracked() == Opening::Here {
            return;
        }
        self.close();
        if self.told_of(id) {
            self.overtaken.set(None);
        }
        let turn = self.turn.get_value();
        // Another record may have come to the desk while this one was waited for.
        let is_wanted = move || self.turn.get_value() == turn;
        spawn_local(async move {
            let name = draft_lock(id);
            let held = match locks::try_hold(&name).await {
                Ok(Some(held)) => Some(held),
                Ok(None) if is_wanted() => {
                    self.opening.set(if self.is_putting_away(id) {
                        Opening::Not(
                            "The phone has not taken the last words of this record yet: they are in this page, sealed. \
                             Leave it open, and make room on the phone. The record then opens by itself."
                                .into(),
                        )
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
                    Err(NotLoaded::ForNow(sentence)) if is_wanted() => {
                        self.opening.set(Opening::Not(sentence));
                        timer::sleep_ms(AGAIN_MS).await;
                    }
                    done => break done,
                }
            };
            if !is_wanted() {
                return;
            }
            match loaded {
                Ok((draft, mut desk)) => {
                    desk.held = held;
                    let characters = draft.content.characters();
                    let at = draft.last_edited_at.clone();
                    self.lay_out(draft, desk);
                    self.keeping.set(Keeping::Kept(Kept { at, characters }));
                }
                Err(NotLoaded::ForNow(sentence) | NotLoaded::Not(sentence)) => {
                    self.opening.set(Opening::Not(sentence));
                }
            }
        });
    }

    async fn load(self, id: Uuid) -> Result<(Draft, Desk), NotLoaded> {
        let locked = || NotLoaded::Not("Unlock this phone with your PIN to go on writing.".to_owned());
        let (storage, keys) = self.session.storage().zip(self.session.keys()).ok_or_else(locked)?;
        let for_now = |error: StorageError| NotLoaded::ForNow(error.sentence().to_owned());
        let row = storage.draft::<Draft>(id).await.map_err(for_now)?;
        let Some(row) = row.filter(|row| row.author == keys.author.id) else {
            let outbox = storage.outbox().await.map_err(for_now)?;
            return Err(NotLoaded::Not(why_not_here(id, keys.author.id, &outbox).to_owned()));
        };
        if row.deleted_at.is_some() {
            let deleted = "This record was deleted. Under My records it can be brought back.";
            return Err(NotLoaded::Not(deleted.to_owned()));
        }
        let not = |error| NotLoaded::Not(why_closed(error).to_owned());
        let key = keys.vault.open_draft_key(id, &row.key).map_err(not)?;
        let mut draft: Draft = key.open(&row.sealed).map_err(not)?;
        // The school may know them by a new id since.
        draft.author = keys.author;
        let handed_to = row.key.hand_over.as_ref().map(|hand_over| hand_over.kid);
        let kept = draft.content.clone();
        Ok((draft, Desk { kept, ..Desk::new(key, row.key, handed_to, row.revision) }))
    }

    pub(super) fn lay_out(self, draft: Draft, desk: Desk) {
        self.goes_on.set(None);
        self.desk.set_value(Some(desk));
        self.draft.set(Some(draft));
        self.reloads.update(|n| *n += 1);
        self.opening.set(Opening::Here);
    }
}

/// Why a draft that is here does not open.
fn why_closed(error: SealError) -> &'static str {
    match error {
        // The key fits: a newer build wrote it, or one that erred.
        SealError::Malformed(_) => {
            "This version of the app can't read this record: it may have been written with a newer one. It is kept as it is, and \
             your PIN opens it. Update the app. If that does not help, tell the DSL."
        }
        _ => "This record can't be opened with your PIN. It is kept as it is. Tell the DSL.",
    }
}

/// What became of a draft that is not among its author's.
fn why_not_here(draft: Uuid, author: Uuid, outbox: &[Delivery]) -> &'static str {
    let mut theirs = outbox.iter().filter(|delivery| delivery.author == author);
    if theirs.clone().any(|delivery| delivery.id == draft) {
        "This record is signed: nothing in it can be changed any more. It is under My records, where you can add to it."
    } else if theirs.any(|delivery| delivery.hands_over.as_ref().is_some_and(|what| what.draft == draft)) {
        "This record was handed over to the school unfinished, as it last stood, and is not on this phone any more. Under My \
         records you see what became of it. What you know beyond it you can write in a new record."
    } else {
        "This record is not among your unfinished ones on this phone: it was begun on another phone or by somebody else, or it \
         was deleted and its day is over. Look at My records."
    }
}

#[cfg(test)]
mod tests {
    use companion_model::{DeviceTime, Route, delivery::HandsOver};

    use super::*;

    #[test]
    fn what_the_key_opens_and_this_version_can_t_read_is_no_fault_of_the_pin() {
        assert!(!why_closed(SealError::Malformed("draft")).contains("can't be opened with your PIN"));
        assert!(why_closed(SealError::Closed).contains("can't be opened with your PIN"));
    }

    #[test]
    fn what_became_of_a_draft_that_is_gone_is_said_as_it_was() {
        let (draft, me, other) = (Uuid::from_u128(1), Uuid::from_u128(2), Uuid::from_u128(3));
        let at = DeviceTime { utc_ms: 1, offset_min: 0, zone: String::new() };
        let signed = Delivery::queued(draft, me, Route::Dsl, at.clone(), vec![].into());
        let mut handed_over = Delivery::queued(Uuid::from_u128(4), me, Route::Dsl, at, vec![].into());
        handed_over.hands_over = Some(HandsOver { draft, revision: 1 });
        for (outbox, said) in [
            (vec![], "it was begun on another phone or by somebody else"),
            (vec![signed.clone()], "This record is signed"),
            (vec![handed_over.clone()], "handed over to the school unfinished"),
            (vec![handed_over, signed.clone()], "This record is signed"),
            (vec![Delivery { author: other, ..signed }], "or by somebody else"),
        ] {
            assert!(why_not_here(draft, me, &outbox).contains(said), "{outbox:?}");
        }
    }
}
