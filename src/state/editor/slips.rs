//! The way back from a slip: earlier words are put by, sealed, and can be brought back.

use companion_model::{DeviceTime, concern::Draft};
use companion_parts::browser::clock;
use companion_storage::SnapshotRow;
use leptos::prelude::*;

use super::Editor;
use crate::state::earlier;

/// An earlier state of a draft's words.
#[derive(Clone)]
pub struct Earlier {
    taken_at: DeviceTime,
    draft: Draft,
}

/// One state is put by at a time.
impl PartialEq for Earlier {
    fn eq(&self, other: &Self) -> bool {
        (self.draft.id, &self.taken_at) == (other.draft.id, &other.taken_at)
    }
}

impl Earlier {
    /// When these words stood in the box.
    pub fn taken_at(&self) -> &DeviceTime {
        &self.taken_at
    }

    /// What stood in these boxes.
    pub fn texts(&self, keys: &[&str]) -> String {
        let texts = keys.iter().filter_map(|key| self.draft.content.text(key));
        texts.filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n")
    }
}

impl Editor {
    /// Brings the earlier words of these boxes back, and leaves all others as they are; the present words are put by
    /// first.
    pub fn bring_back(self, earlier: &Earlier, keys: &[&str]) {
        if let Some(present) = self.draft.get_untracked() {
            self.put_by(&present, &clock::now());
        }
        self.edit(|content| {
            for key in keys {
                if let (Some(now), Some(then)) = (content.text_mut(key), earlier.draft.content.text(key)) {
                    then.clone_into(now);
                }
            }
        });
        self.reloads.update(|n| *n += 1);
    }

    /// The earlier states of this draft in which these boxes had other words, newest first.
    pub async fn earlier(self, keys: &[&str]) -> Vec<Earlier> {
        let (Some(storage), Some(id)) = (self.session.storage(), self.id_untracked()) else {
            return Vec::new();
        };
        let rows = storage.snapshots::<Draft>(id).await.unwrap_or_default();
        let open = |row: SnapshotRow<Draft>| {
            let draft =
                self.desk.with_value(|desk| desk.as_ref().and_then(|desk| desk.key.open(&row.sealed).ok()));
            draft.map(|draft| Earlier { taken_at: row.taken_at, draft })
        };
        let mut all: Vec<Earlier> = rows.into_iter().rev().filter_map(open).collect();
        all.retain(|earlier| !earlier.texts(keys).is_empty());
        all.dedup_by_key(|earlier| earlier.texts(keys));
        all
    }

    pub(super) fn put_by_if_needed(self, before: &Draft, now: &DeviceTime) {
        let after = self.draft.with_untracked(|draft| draft.as_ref().map(|draft| draft.content.clone()));
        let last = self.desk.with_value(|desk| desk.as_ref().and_then(|desk| desk.put_by_at));
        if let Some(after) = after
            && earlier::must_be_kept(&before.content, &after, last, now.utc_ms)
        {
            self.put_by(before, now);
        }
        if last.is_none() {
            self.at_desk(|desk| desk.put_by_at = Some(now.utc_ms));
        }
    }

    /// Seals a state of the words; it is committed together with the next save.
    pub(super) fn put_by(self, words: &Draft, now: &DeviceTime) {
        self.desk.update_value(|desk| {
            if let Some(desk) = desk
                && let Ok(sealed) = desk.key.seal(words)
            {
                let taken_at = words.last_edited_at.clone();
                desk.put_by.get_or_insert(SnapshotRow { draft: words.id, taken_at, sealed });
                desk.put_by_at = Some(now.utc_ms);
            }
        });
    }
}
