//! A browser without locks lets two tabs write in one record. When one of them has signed it, what the other has written since
//! goes on as an addition to it: no word of it is dropped.

use companion_app::sync::new_id;
use companion_browser::clock;
use companion_model::{
    KeyId,
    concern::{Content, Draft, Kind},
};
use companion_seal::vault::{DraftKey, LockedDraftKey};
use companion_storage::DraftRow;
use leptos::prelude::*;

use super::{Desk, Editor, rows::Rows};
use crate::state::left;

/// Said on every screen once the addition is committed.
pub(super) const IS_ADDED: &str = "This record was signed in another tab. What you wrote since is kept as an addition to it, not \
     finished: it is in My records.";

/// A draft and its key; and, locked, the key that may hand it over, with whose it is.
pub(super) type NewDraft = (Draft, DraftKey, LockedDraftKey, Option<KeyId>);

impl Editor {
    /// A draft of whoever has opened their vault; `None` where it is locked, or nothing can be encrypted.
    pub(super) fn new_draft(self, kind: Kind, content: Content) -> Option<NewDraft> {
        let (keys, id) = (self.session.keys()?, new_id()?);
        let key = keys.vault.new_draft_key(id).ok()?;
        let mut draft = Draft::new(id, kind, keys.author, clock::now());
        draft.app_version = env!("CARGO_PKG_VERSION").to_owned();
        draft.content = content;
        let (locked, handed_to) = self.lock_key(&key, &draft)?;
        Some((draft, key, locked, handed_to))
    }

    /// What the open record has beyond the last words of it that were kept; `None` if that is nothing.
    pub(super) fn since_kept(self) -> Option<Content> {
        let kept = self.desk.with_value(|desk| desk.as_ref().map(|desk| desk.kept.clone()))?;
        self.draft.with_untracked(|draft| since(&kept, &draft.as_ref()?.content))
    }

    /// The same as an addition to that record.
    fn addition(self) -> Option<NewDraft> {
        let about = self.id_untracked()?;
        let mut added = self.new_draft(Kind::Addition { about }, self.since_kept()?)?;
        let started_at = added.0.started_at.clone();
        added.0.edited(started_at);
        Some(added)
    }

    /// The record on the desk was signed by another tab: what was written here since goes on as an addition to it, and is kept
    /// as one. `None` if nothing was written, or it can't be encrypted: then the desk is as it was.
    pub(super) fn goes_on_as_addition(self) -> Option<()> {
        let (signed, (draft, key, locked, handed_to)) = (self.id_untracked()?, self.addition()?);
        let (addition, now) = (draft.id, draft.started_at.utc_ms);
        left::forget(signed);
        drop(self.empties());
        self.lay_out_new(draft, Desk { adds: true, ..Desk::new(key, locked, handed_to, 0) });
        self.goes_on.set(Some((signed, addition)));
        self.note(now);
        self.keep();
        Some(())
    }

    /// The same for a record that is being put away, sealed as long as the vault is open.
    pub(super) fn sealed_addition(self) -> Option<Rows> {
        let (draft, key, locked, _) = self.addition()?;
        let (id, author, sealed) = (draft.id, draft.author.id, key.seal(&draft).ok()?);
        let saved_at = draft.started_at;
        Some((DraftRow { id, author, sealed, key: locked, revision: 1, saved_at, deleted_at: None }, None))
    }
}

/// What one state of the answers has beyond an earlier one, each answer as it stands. Whom the record is about stays: it
/// decides who receives the addition, too. `None` if there is nothing: deleted words are nothing to add, and neither is a
/// signature.
fn since(earlier: &Content, now: &Content) -> Option<Content> {
    let mut added = now.clone();
    for key in Content::TEXTS {
        if now.text(key) == earlier.text(key)
            && let Some(text) = added.text_mut(key)
        {
            text.clear();
        }
    }
    macro_rules! drop_if_same {
        ($($($name:ident).+),+ $(,)?) => {$(
            if now.$($name).+ == earlier.$($name).+ {
                added.$($name).+ = Default::default();
            }
        )+};
    }
    drop_if_same!(
        danger,
        asked_nothing,
        source,
        child.name_unknown,
        others,
        happened,
        noticed,
        present,
        no_one_else,
        injuries,
        no_injury_seen,
        told_dsl,
        told,
        indicators,
        paper_notes,
        extra,
    );
    added.signature = Default::default();
    let nothing = Content { about_staff: earlier.about_staff.clone(), ..Content::default() };
    (added != nothing).then_some(added)
}

#[cfg(test)]
mod tests {
    use companion_model::concern::{AboutStaff, Danger, PersonThere, Signature, StaffAnswer};

    use super::*;

    fn kept() -> Content {
        Content {
            verbatim: "She waits.".into(),
            danger: Some(Danger::No),
            about_staff: Some(AboutStaff::of(StaffAnswer::No)),
            present: vec![PersonThere { name: "Invented".into(), ..PersonThere::default() }],
            ..Content::default()
        }
    }

    #[test]
    fn what_was_written_since_is_an_addition_with_its_recipient() {
        let words = Content { verbatim: "She waits. Alone.".into(), ..kept() };
        let added = since(&kept(), &words).unwrap_or_default();
        let about_staff = kept().about_staff;
        assert!(
            added
                == Content {
                    verbatim: words.verbatim,
                    about_staff: about_staff.clone(),
                    ..Content::default()
                }
        );
        let danger = Some(Danger::Yes);
        let added = since(&kept(), &Content { danger: danger.clone(), ..kept() });
        assert!(added == Some(Content { danger, about_staff, ..Content::default() }));
    }

    #[test]
    fn every_answer_that_was_changed_is_added() {
        for key in Content::TEXTS {
            let mut now = kept();
            let text = now.text_mut(key).map(|text| text.push_str("more"));
            assert!(
                text.is_some() && since(&kept(), &now).is_some_and(|added| added.has_words(key)),
                "{key}"
            );
        }
        let mut people = kept();
        people.present.push(PersonThere::default());
        assert!(since(&kept(), &people).is_some_and(|added| added.present.len() == 2));
        let about_staff = Some(AboutStaff::of(StaffAnswer::NotSure));
        assert!(since(&kept(), &Content { about_staff, ..kept() }).is_some());
    }

    #[test]
    fn neither_a_signature_nor_deleted_words_are_anything_to_add() {
        let signature = Signature { name: "Invented".into(), true_record: true };
        for now in [
            kept(),
            Content { signature, ..kept() },
            Content { verbatim: String::new(), ..kept() },
            Content { present: vec![], danger: None, ..kept() },
        ] {
            assert!(since(&kept(), &now).is_none());
        }
    }
}
