//! The author's drafts, as a list shows them: nothing of what they say. One that was deleted can be brought back for a day.

use companion_app::sync::draft_lock;
use companion_browser::{clock, locks};
use companion_model::{
    DeviceTime, Millis,
    concern::Draft,
    delivery::{Delivery, NOT_FINISHED},
};
use uuid::Uuid;

use super::{Companion, Session, left};

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

/// Where an unfinished record is. What was handed over unopened is with the school as well, as it stood then.
pub fn where_a_draft_is(draft: Uuid, outbox: &[Delivery]) -> &'static str {
    let is_it = |one: &Delivery| one.hands_over.as_ref().is_some_and(|what| what.draft == draft);
    if outbox.iter().any(|one| is_it(one) && !one.is_unsent()) {
        "Not finished – the school has it as it was handed over"
    } else {
        NOT_FINISHED
    }
}

impl Session {
    /// The author's unfinished records, the last kept first. What was deleted a day ago is removed.
    ///
    /// # Errors
    /// A sentence: what the author still has and what to do.
    pub async fn unfinished(self) -> Result<Vec<Unfinished>, String> {
        let Some((storage, keys)) = self.storage().zip(self.keys()) else { return Ok(Vec::new()) };
        let rows =
            storage.drafts::<Draft>(keys.author.id).await.map_err(|error| error.sentence().to_owned())?;
        let all = rows.into_iter().map(|row| Unfinished {
            id: row.id,
            kept_at: row.saved_at,
            deleted_at: row.deleted_at,
        });
        let now = clock::now();
        let (gone, mut here): (Vec<_>, Vec<_>) = all.partition(|one| one.is_gone(now.utc_ms));
        for one in gone {
            if one.was_deleted_by_a_wrong_clock(now.utc_ms) {
                let again = storage.set_deleted(one.id, Some(now.clone())).await;
                drop(again.map(|_| here.push(Unfinished { deleted_at: Some(now.clone()), ..one })));
            // What can't be removed now is removed when the list is next looked at.
            } else if storage.remove_deleted(one.id, now.utc_ms - A_DAY_MS).await.is_ok() {
                left::forget(one.id);
            }
        }
        Ok(here)
    }
}

impl Companion {
    /// Deletes an unfinished record: for a day it can be brought back.
    ///
    /// # Errors
    /// A sentence: what the author still has and what to do.
    pub async fn delete(self, id: Uuid) -> Result<(), String> {
        // Nobody else writes in it meanwhile; what this tab wrote last is kept first.
        let _held = if self.editor.id_untracked() == Some(id) && self.editor.fails_untracked() {
            // A phone that takes nothing would be waited for for ever.
            self.editor.drop_last_words();
            None
        } else if self.editor.id_untracked() == Some(id) {
            self.editor.hand_over().await
        } else {
            match locks::try_hold(&draft_lock(id)).await {
                Ok(None) => {
                    return Err(
                        "This record is open in another tab. Close it there first. Nothing was deleted."
                            .into(),
                    );
                }
                Ok(held) => held,
                Err(_) => None,
            }
        };
        self.mark(id, Some(clock::now())).await
    }

    /// Brings a deleted record back.
    ///
    /// # Errors
    /// A sentence: what the author still has and what to do.
    pub async fn bring_back(self, id: Uuid) -> Result<(), String> {
        self.mark(id, None).await
    }

    async fn mark(self, id: Uuid, deleted_at: Option<DeviceTime>) -> Result<(), String> {
        let starting = || "Your records are still being opened. Nothing was changed. Try again.".to_owned();
        let storage = self.session.storage().ok_or_else(starting)?;
        let is_here =
            storage.set_deleted(id, deleted_at).await.map_err(|error| error.sentence().to_owned())?;
        let gone = "This record is not on this phone any more: its day was over, or it was signed.";
        if is_here { Ok(()) } else { Err(gone.to_owned()) }
    }
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
