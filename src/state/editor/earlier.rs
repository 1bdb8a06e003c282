//! The way back from a slip: earlier words are put by, sealed, and can be brought back.

use companion_app::{AppError, DraftError, draft::can_lose_much_at_once};
use companion_browser::clock;
use companion_model::{
    DeviceTime,
    concern::{Draft, Row, Step, field, rows_of},
};
use companion_storage::SnapshotRow;
use leptos::prelude::*;

use super::Editor;

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

impl Editor {
    /// Brings back what a box or a list held earlier, and leaves all others as they are; the present words are put by
    /// first.
    pub fn bring_back(self, earlier: &Earlier) {
        if let Some(present) = self.draft.get_untracked() {
            self.update_record(|record| record.draft.snapshot(&present, clock::now_ms()));
        }
        self.edit(|content| content.bring_back(earlier.row.key, &earlier.draft.content));
        self.reloads.update(|n| *n += 1);
    }

    /// What the boxes and lists of a page held earlier and do not hold now, newest first: at least one of them.
    ///
    /// # Errors
    /// [`AppError`]: why there is none, or why it can't be read.
    pub async fn earlier(self, step: Step, people: &'static str) -> Result<Vec<Earlier>, AppError> {
        let storage = self.session.open_storage()?;
        let present = self.draft.get_untracked().ok_or(AppError::Locked)?;
        let rows = storage.snapshots::<Draft>(present.id).await?;
        if rows.is_empty() {
            return Err(DraftError::NoEarlierWords.into());
        }
        let (mut known, mut all, mut damaged) = (of_page(step, &present, people), Vec::new(), false);
        for SnapshotRow { taken_at, sealed, .. } in rows.into_iter().rev() {
            let draft = self.record.with_value(|record| record.as_ref()?.draft.open_snapshot(&sealed));
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
            (true, false) => Err(DraftError::NoEarlierWordsOfPage.into()),
            (true, true) => Err(DraftError::EarlierWordsDamaged.into()),
        }
    }
}

/// The boxes and lists of a page.
fn of_page(step: Step, draft: &Draft, people: &str) -> Vec<Row> {
    let mut rows = rows_of(&draft.content, people);
    rows.retain(|row| step.asks_for(row.key) && field(row.key).is_some_and(can_lose_much_at_once));
    rows
}
