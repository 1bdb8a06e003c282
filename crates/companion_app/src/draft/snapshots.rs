//! When earlier words are put by, so that a slip can be undone: "Restore deleted text".

use companion_model::{
    DeviceTime, Millis,
    concern::{Content, Control, Draft, Field},
};
use companion_seal::vault::Sealed;
use companion_storage::SnapshotRow;

use super::OpenDraft;

/// While somebody writes on, one snapshot a minute.
const EVERY_MS: Millis = 60_000;

/// So many characters gone at once are a slip until proved otherwise.
const SLIP: usize = 12;

/// Whether a slip can take much away at once: in a box, or in a list.
pub fn can_lose_much_at_once(field: &Field) -> bool {
    field.kind.is_list() || field.kind.is_box() && field.kind != Control::PartialDate
}

/// Whether the words before this edit must be put by.
fn must_be_kept(before: &Content, after: &Content, last_kept_at: Option<Millis>, now: Millis) -> bool {
    let lost = Content::texts().any(|key| {
        let count = |content: &Content| content.text(key).map_or(0, |text| text.chars().count());
        count(before) >= count(after) + SLIP
    });
    let removed = before.entries().iter().zip(after.entries()).any(|(before, after)| *before > after);
    let has_words = Content::texts().any(|key| before.has_words(key));
    let due = last_kept_at.is_none_or(|kept| now < kept || now - kept >= EVERY_MS);
    removed || (has_words && (lost || (due && last_kept_at.is_some())))
}

/// The answers as they stood before an edit.
pub struct BeforeEdit {
    /// The answers.
    pub content: Content,
    /// When they were last changed.
    pub edited_at: DeviceTime,
}

impl OpenDraft {
    /// Keeps the words as they were before an edit, where that may have been a slip.
    pub fn snapshot_if_needed(&mut self, before: BeforeEdit, draft: &Draft, now: Millis) {
        let last = self.snapshot_at;
        if must_be_kept(&before.content, &draft.content, last, now) {
            let (content, last_edited_at) = (before.content, before.edited_at);
            self.snapshot(&Draft { content, last_edited_at, ..draft.clone() }, now);
        }
        if last.is_none() {
            self.snapshot_at = Some(now);
        }
    }

    /// Seals a state of the words; it is committed together with the next save. Where it can't be sealed there is no way back to
    /// it, and the words themselves are kept all the same.
    pub fn snapshot(&mut self, words: &Draft, now: Millis) {
        if let Ok(sealed) = self.key.seal(words) {
            let taken_at = words.last_edited_at.clone();
            self.snapshot.get_or_insert(SnapshotRow { draft: words.id, taken_at, sealed });
            self.snapshot_at = Some(now);
        }
    }

    /// An earlier state of this draft; `None` if it can't be opened.
    pub fn open_snapshot(&self, sealed: &Sealed<Draft>) -> Option<Draft> {
        self.key.open(sealed).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content(verbatim: &str) -> Content {
        Content { verbatim: verbatim.into(), ..Content::default() }
    }

    #[test]
    fn words_deleted_at_once_are_put_by_and_a_correction_is_not() {
        let long = content("she said he made her carry it");
        let cases = [
            ("everything selected and deleted", content(""), true),
            ("overwritten by one letter", content("x"), true),
            ("one letter taken back", content("she said he made her carry i"), false),
            ("one letter more", content("she said he made her carry it."), false),
        ];
        for (name, after, kept) in cases {
            assert_eq!(must_be_kept(&long, &after, Some(1_000), 1_001), kept, "{name}");
        }
    }

    #[test]
    fn an_entry_taken_out_of_a_list_is_put_by() {
        let mut before = content("");
        before.present.push(companion_model::concern::PersonThere::default());
        assert!(must_be_kept(&before, &content(""), None, 0));
        assert!(!must_be_kept(&content(""), &before, None, 0));
    }

    #[test]
    fn while_somebody_writes_on_a_snapshot_is_put_by_each_minute() {
        let (before, after) = (content("she said"), content("she said i"));
        assert!(!must_be_kept(&before, &after, Some(0), EVERY_MS - 1));
        assert!(must_be_kept(&before, &after, Some(0), EVERY_MS));
        assert!(!must_be_kept(&content(""), &content("a"), Some(0), EVERY_MS), "nothing written yet");
    }

    #[test]
    fn a_clock_set_back_does_not_stop_snapshots() {
        assert!(must_be_kept(&content("she said"), &content("she said i"), Some(1_000_000), 5));
    }
}
