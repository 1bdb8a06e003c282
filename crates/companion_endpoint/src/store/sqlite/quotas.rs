//! How much is taken from one device, and from one member who imports: counted from what is stored, by an index, so that no
//! endpoint needs a memory of its own and a count never grows with the table.

use companion_model::Millis;
use rusqlite::{Connection, OptionalExtension, params};

use crate::store::{Amount, DeliveredBy, NewEnvelope, PutOutcome, Quotas, StoreError};

const MINUTE: Millis = 60_000;
const DAY: Millis = 24 * 60 * MINUTE;

/// What is counted: records, or practice.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    Record,
    Practice,
}

impl Kind {
    fn table(self) -> &'static str {
        match self {
            Self::Record => "envelope",
            Self::Practice => "practice",
        }
    }

    /// The device's count of what was taken since its removal.
    fn since_removal(self) -> &'static str {
        match self {
            Self::Record => "taken_since_removal",
            Self::Practice => "practice_since_removal",
        }
    }
}

/// Why nothing new is taken from whoever brings this, if it is not.
pub(super) fn refusal(
    db: &Connection,
    kind: Kind,
    new: &NewEnvelope,
) -> Result<Option<PutOutcome>, StoreError> {
    let Quotas { per_minute, per_day, since_removal } = new.quotas;
    if let (Some(limit), Some(taken)) = (since_removal, taken_since_removal(db, kind, new)?)
        && taken >= limit
    {
        return Ok(Some(PutOutcome::RemovedDevice));
    }
    if let Some(retry_after_s) = full_for_s(db, kind, new, MINUTE, per_minute)? {
        return Ok(Some(PutOutcome::TooMany { retry_after_s }));
    }
    let full_for_s = full_for_s(db, kind, new, DAY, per_day)?;
    Ok(full_for_s.map(|retry_after_s| PutOutcome::TooMuchToday { retry_after_s }))
}

/// Counts what was taken, where it is from a device that the school has removed.
pub(super) fn count_since_removal(db: &Connection, kind: Kind, new: &NewEnvelope) -> Result<(), StoreError> {
    let column = kind.since_removal();
    db.prepare_cached(&format!(
        "UPDATE device SET {column} = {column} + 1 WHERE school = ?1 AND device = ?2 AND removed_at IS NOT NULL"
    ))?
    .execute(params![new.school, new.by.device()])?;
    Ok(())
}

fn taken_since_removal(db: &Connection, kind: Kind, new: &NewEnvelope) -> Result<Option<u32>, StoreError> {
    let taken = db
        .prepare_cached(&format!(
            "SELECT {} FROM device WHERE school = ?1 AND device = ?2 AND removed_at IS NOT NULL",
            kind.since_removal()
        ))?
        .query_row(params![new.school, new.by.device()], |row| row.get(0))
        .optional()?;
    Ok(taken)
}

/// In how many seconds this one fits; `None` if it does now. Looks at no more rows than the limit allows.
fn full_for_s(
    db: &Connection,
    kind: Kind,
    new: &NewEnvelope,
    span: Millis,
    most: Option<Amount>,
) -> Result<Option<u32>, StoreError> {
    let Some(most) = most else { return Ok(None) };
    let (column, who) = match new.by {
        DeliveredBy::Device(device) => ("device", device),
        DeliveredBy::Member(member) => ("imported_by", member),
    };
    let mut found = db.prepare_cached(&format!(
        "SELECT received_at, length(bytes) AS length FROM {}
         WHERE school = ?1 AND {column} = ?2 AND received_at > ?3 AND received_at <= ?4 ORDER BY received_at DESC",
        kind.table()
    ))?;
    let mut newest_first = found.query(params![new.school, who, new.now - span, new.now])?;
    let mut together = Amount { envelopes: 1, bytes: new.bytes.len() as u64 };
    while let Some(row) = newest_first.next()? {
        together.envelopes += 1;
        together.bytes += row.get::<_, i64>("length")?.unsigned_abs();
        if together.envelopes > most.envelopes || together.bytes > most.bytes {
            let wait_ms = row.get::<_, Millis>("received_at")? + span - new.now;
            return Ok(Some(u32::try_from(wait_ms / 1000 + 1).unwrap_or(u32::MAX)));
        }
    }
    Ok(None)
}
