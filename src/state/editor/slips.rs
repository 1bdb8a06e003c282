//! The way back from a slip: earlier words are put by, sealed, and can be brought back.

use companion_browser::clock;
use companion_model::{
    DeviceTime,
    concern::{Content, Draft, Row, Step, field, rows_of},
};
use companion_storage::SnapshotRow;
use leptos::prelude::*;

use super::Editor;
use crate::state::{
    NotNow,
    earlier::{self, can_slip},
};

const NONE_YET: &str = "No earlier words have been put by yet. That happens when many words are deleted at once, and while you \
     write on.";
const NOT_OF_THIS_PAGE: &str =
    "Nothing earlier has been put by for this page. Other pages of this record may have earlier words.";
const DAMAGED: &str = "Earlier words of this record are on this phone, and can't be opened. What is in the boxes now is not touched by \
     that.";

/// What a box or a list held earlier.
#[derive(Clone)]
pub struct Earlier {
    taken_at: DeviceTime,
    row: Row,
    draft: Draft,
}

/// One state is put by at a time.
impl PartialEq for Earlier {
    fn eq(&self, other: &Self) -> bool {
        (self.draft.id, &self.taken_at, self.row.key) == (other.draft.id, &other.taken_at, other.row.key)
    }
}

impl Earlier {
    /// When it held that.
    pub fn taken_at(&self) -> &DeviceTime {
        &self.taken_at
    }

    /// The question, and what stood there.
    pub fn row(&self) -> &Row {
        &self.row
    }
}

/// The answers as they stood before an edit.
pub(super) struct Before {
    pub content: Content,
    pub edited_at: DeviceTime,
}

impl Editor {
    /// Brings back what a box or a list held earlier, and leaves all others as they are; the present words are put by
    /// first.
    pub fn bring_back(self, earlier: &Earlier) {
        if let Some(present) = self.draft.get_untracked() {
            self.put_by(&present, &clock::now());
        }
        self.edit(|content| content.bring_back(earlier.row.key, &earlier.draft.content));
        self.reloads.update(|n| *n += 1);
    }

    /// What the boxes and lists of a page held earlier and do not hold now, newest first: at least one of them.
    ///
    /// # Errors
    /// A sentence: why there is none, or why it can't be read.
    pub async fn earlier(self, step: Step, people: &'static str) -> Result<Vec<Earlier>, String> {
        let storage = self.session.open_storage()?;
        let present = self.draft.get_untracked().ok_or(NotNow::Locked)?;
        let rows = storage.snapshots::<Draft>(present.id).await.map_err(|error| error.sentence())?;
        if rows.is_empty() {
            return Err(NONE_YET.to_owned());
        }
        let (mut known, mut all, mut damaged) = (of_page(step, &present, people), Vec::new(), false);
        for SnapshotRow { taken_at, sealed, .. } in rows.into_iter().rev() {
            let draft = self
                .desk
                .with_value(|desk| desk.as_ref().and_then(|desk| desk.key.open::<Draft>(&sealed).ok()));
            let Some(draft) = draft else {
                damaged = true;
                continue;
            };
            for row in of_page(step, &draft, people) {
                if row.provided && !known.contains(&row) {
                    known.push(row.clone());
                    all.push(Earlier { taken_at: taken_at.clone(), row, draft: draft.clone() });
                }
            }
        }
        match (all.is_empty(), damaged) {
            (false, _) => Ok(all),
            (true, false) => Err(NOT_OF_THIS_PAGE.to_owned()),
            (true, true) => Err(DAMAGED.to_owned()),
        }
    }

    pub(super) fn put_by_if_needed(self, before: Before, now: &DeviceTime) {
        let last = self.desk.with_value(|desk| desk.as_ref().and_then(|desk| desk.put_by_at));
        let slipped = self.draft.with_untracked(|draft| {
            let draft = draft.as_ref()?;
            let slipped = earlier::must_be_kept(&before.content, &draft.content, last, now.utc_ms);
            slipped.then(|| draft.clone())
        });
        if let Some(draft) = slipped {
            let earlier = Draft { content: before.content, last_edited_at: before.edited_at, ..draft };
            self.put_by(&earlier, now);
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

/// The boxes and lists of a page.
fn of_page(step: Step, draft: &Draft, people: &str) -> Vec<Row> {
    let mut rows = rows_of(&draft.content, people);
    rows.retain(|row| step.fields().contains(&row.key) && field(row.key).is_some_and(can_slip));
    rows
}
