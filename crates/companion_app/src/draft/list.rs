//! The author's drafts, as a list shows them: nothing of what they say. One that was deleted can be brought back for a day.

use companion_browser::clock;
use companion_model::{DeviceTime, Millis, concern::Draft};
use companion_storage::{Storage, StorageError};
use uuid::Uuid;

use crate::{AppError, DraftError};

const A_DAY_MS: Millis = 24 * 60 * 60_000;

/// An unfinished record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unfinished {
    /// The draft.
    pub id: Uuid,
    /// When it was last kept.
    pub kept_at: DeviceTime,
    /// When its author deleted it.
    pub deleted_at: Option<DeviceTime>,
}

impl Unfinished {
    /// Until when it can be brought back; `None` for one that is not deleted.
    pub fn brought_back_until(&self) -> Option<DeviceTime> {
        let deleted_at = self.deleted_at.clone()?;
        Some(DeviceTime { utc_ms: deleted_at.utc_ms.saturating_add(A_DAY_MS), ..deleted_at })
    }

    /// Nobody waits a month to look: the clock was wrong when it was deleted, and its day begins now.
    fn was_deleted_by_a_wrong_clock(&self, now: Millis) -> bool {
        self.deleted_at.as_ref().is_some_and(|at| now.saturating_sub(at.utc_ms) > 30 * A_DAY_MS)
    }

    /// Whether its day is over. A clock that was set back gives it longer.
    fn is_gone(&self, now: Millis) -> bool {
        self.brought_back_until().is_some_and(|until| until.utc_ms <= now)
    }
}

/// An author's drafts.
pub struct Drafts {
    /// Those that are here, the last kept first.
    pub here: Vec<Unfinished>,
    /// Those whose day was over: they are removed.
    pub removed: Vec<Uuid>,
}

/// An author's unfinished records. What was deleted a day ago is removed.
///
/// # Errors
/// [`StorageError`].
pub async fn list(storage: &Storage, author: Uuid) -> Result<Drafts, StorageError> {
    let rows = storage.drafts::<Draft>(author).await?;
    let all = rows.into_iter().map(|row| Unfinished {
        id: row.id,
        kept_at: row.saved_at,
        deleted_at: row.deleted_at,
    });
    let now = clock::now();
    let (gone, mut here): (Vec<_>, Vec<_>) = all.partition(|one| one.is_gone(now.utc_ms));
    let mut removed = Vec::new();
    for one in gone {
        if one.was_deleted_by_a_wrong_clock(now.utc_ms) {
            // Where it can't be noted now, its day begins when the list is next looked at.
            if storage.set_deleted(one.id, Some(now.clone())).await.is_ok() {
                here.push(Unfinished { deleted_at: Some(now.clone()), ..one });
            }
        // What can't be removed now is removed when the list is next looked at.
        } else if storage.remove_deleted(one.id, now.utc_ms - A_DAY_MS).await.is_ok() {
            removed.push(one.id);
        }
    }
    Ok(Drafts { here, removed })
}

/// Notes that a draft was deleted by its author, or (`None`) brought back.
///
/// # Errors
/// [`DraftError::Gone`], or what the phone's database says.
pub async fn set_deleted(
    storage: &Storage,
    id: Uuid,
    deleted_at: Option<DeviceTime>,
) -> Result<(), AppError> {
    let is_here = storage.set_deleted(id, deleted_at).await?;
    if is_here { Ok(()) } else { Err(DraftError::Gone.into()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deleted_record_can_be_brought_back_for_a_day() {
        let at = |utc_ms| DeviceTime { utc_ms, offset_min: 0, zone: String::new() };
        let deleted = Unfinished { id: Uuid::nil(), kept_at: at(0), deleted_at: Some(at(1_793_743_800_000)) };
        let until = deleted.brought_back_until().unwrap_or_else(|| at(0));
        assert_eq!(until.date_and_time(), "Wed 4 Nov 2026, 22:10");
        for (now, gone) in [(until.utc_ms - 1, false), (until.utc_ms, true), (0, false)] {
            assert_eq!(deleted.is_gone(now), gone, "{now}");
        }
        for (days, wrong) in [(0, false), (30, false), (31, true)] {
            assert_eq!(
                deleted.was_deleted_by_a_wrong_clock(1_793_743_800_000 + days * A_DAY_MS),
                wrong,
                "{days}"
            );
        }
        assert!(!Unfinished { deleted_at: None, ..deleted }.is_gone(i64::MAX));
    }
}
