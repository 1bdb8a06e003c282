//! Practice records: kept like envelopes, in a table of their own.

use companion_model::{
    Route,
    wire::v1::{Flag, InboxEnvelope, PracticePage, Receipt},
};
use companion_seal::receipt::UnsignedReceipt;
use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;

use super::{
    acknowledgements, authors, envelopes,
    limits::{self, Kind},
    rows,
};
use crate::store::{After, Among, NewEnvelope, Put, Signer, StoreError};

/// The most that a desk of an earlier release is shown, and the most on a page.
const NEWEST: u32 = 50;
/// The most that is kept of one device.
const KEPT: u32 = 500;

/// The rule of [`envelopes::put`]; there is no conflict to tell, since every practice record has the same words.
pub(super) fn put(db: &Connection, epoch: Uuid, new: &NewEnvelope, sign: &Signer) -> Result<Put, StoreError> {
    if let Some(put) = unwritten(db, new)? {
        return Ok(put);
    }
    let mut flags = envelopes::flags(db, new, false)?;
    flags.push(Flag::Practice);
    let receipt = sign(UnsignedReceipt {
        school: new.school,
        route: new.route,
        id: new.id,
        sha256: new.sha256,
        received_at: new.now,
        epoch,
        // Practice has no number: the numbers of a route are those of its records.
        seq: 0,
        flags,
    });
    db.prepare_cached(
        "INSERT INTO practice (school, id, sha256, route, device, received_at, receipt, bytes)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?
    .execute(params![
        new.school,
        new.id,
        new.sha256,
        new.route.name(),
        new.by.device(),
        new.now,
        rows::to_json(&receipt)?,
        new.bytes,
    ])?;
    limits::count_since_removal(db, Kind::Practice, new)?;
    drop_older(db, new.school, new.by.device())?;
    Ok(Put::First(receipt))
}

/// The answer that changes nothing: to practice that is known, or refused.
pub(super) fn unwritten(db: &Connection, new: &NewEnvelope) -> Result<Option<Put>, StoreError> {
    if let Some(receipt) = known(db, new)? {
        return Ok(Some(Put::Again(receipt)));
    }
    if !envelopes::is_published(db, new)? {
        return Ok(Some(Put::UnpublishedKey));
    }
    limits::refusal(db, Kind::Practice, new)
}

/// A device's oldest practice makes room for its newest: the words are always the same. What is gone and comes again is taken
/// again.
fn drop_older(db: &Connection, school: Uuid, device: Option<Uuid>) -> Result<(), StoreError> {
    db.prepare_cached(
        "DELETE FROM practice WHERE rowid IN (
             SELECT rowid FROM practice WHERE school = ?1 AND device = ?2
             ORDER BY received_at DESC, rowid DESC LIMIT -1 OFFSET ?3)",
    )?
    .execute(params![school, device, KEPT])?;
    Ok(())
}

/// The newest practice records of these routes, the newest first.
pub(super) fn newest(
    db: &Connection,
    school: Uuid,
    routes: &[Route],
) -> Result<Vec<InboxEnvelope>, StoreError> {
    let mut all = Vec::new();
    for route in routes {
        all.extend(found(db, school, *route, "practice.received_at DESC", 0, NEWEST)?);
    }
    all.sort_by_key(|envelope| std::cmp::Reverse(envelope.receipt.received_at));
    all.truncate(NEWEST as usize);
    Ok(all)
}

/// The next of these routes. The cursor counts what a reader has had of each: practice is never taken away, and a count of
/// one's own routes tells nothing of others.
pub(super) fn page(
    db: &Connection,
    school: Uuid,
    routes: &[Route],
    mut after: After,
) -> Result<PracticePage, StoreError> {
    let (mut practice, mut room) = (Vec::new(), NEWEST);
    for route in routes {
        let had = after.seq(*route);
        let next = found(db, school, *route, "practice.rowid", had, room)?;
        let (taken, fits) = (u64::try_from(next.len()), u32::try_from(next.len()));
        room = room.saturating_sub(fits.unwrap_or(room));
        after.0.insert(*route, had.saturating_add(taken.unwrap_or_default()));
        practice.extend(next);
    }
    // A last page that is just full is followed by an empty one.
    Ok(PracticePage { practice, next: after.to_text(), more: room == 0 })
}

/// Some of a route's, in an order.
fn found(
    db: &Connection,
    school: Uuid,
    route: Route,
    order: &'static str,
    skipped: u64,
    most: u32,
) -> Result<Vec<InboxEnvelope>, StoreError> {
    let sql = format!(
        "SELECT practice.id, practice.sha256, practice.receipt, practice.bytes, practice.device, {}
         FROM practice
         JOIN device USING (school, device)
         JOIN author ON author.school = device.school AND author.author = device.author
         WHERE practice.school = ?1 AND practice.route = ?2
         ORDER BY {order} LIMIT ?3 OFFSET ?4",
        authors::AUTHOR_COLUMNS
    );
    let mut statement = db.prepare_cached(&sql)?;
    let skipped = i64::try_from(skipped).unwrap_or(i64::MAX);
    let rows = statement.query_map(params![school, route.name(), most, skipped], |row| {
        let (id, sha256) = (row.get::<_, Uuid>("id")?, row.get("sha256")?);
        let (receipt, bytes) = (row.get::<_, String>("receipt")?, rows::bytes(row, "bytes")?);
        Ok((id, sha256, receipt, bytes, row.get("enrolled")?, authors::on_file(row)?))
    })?;
    let mut all = Vec::new();
    for row in rows {
        let (id, sha256, receipt, bytes, device, author) = row?;
        let receipt = rows::json(&receipt)?;
        let acknowledged = acknowledgements::of(db, Among::Practice, school, id, sha256)?;
        all.push(InboxEnvelope {
            receipt,
            device,
            author,
            bytes,
            read: None,
            imported_by: None,
            acknowledged,
        });
    }
    Ok(all)
}

/// Every receipt under an id.
pub(super) fn receipts(db: &Connection, school: Uuid, id: Uuid) -> Result<Vec<Receipt>, StoreError> {
    let mut found =
        db.prepare_cached("SELECT receipt FROM practice WHERE school = ?1 AND id = ?2 ORDER BY rowid")?;
    let receipts: Result<Vec<String>, _> =
        found.query_map(params![school, id], |row| row.get("receipt"))?.collect();
    receipts?.iter().map(|receipt| rows::json(receipt)).collect()
}

fn known(db: &Connection, new: &NewEnvelope) -> Result<Option<Receipt>, StoreError> {
    let found = db
        .prepare_cached("SELECT receipt FROM practice WHERE school = ?1 AND id = ?2 AND sha256 = ?3")?
        .query_row(params![new.school, new.id, new.sha256], |row| row.get::<_, String>("receipt"))
        .optional()?;
    found.map(|receipt| rows::json(&receipt)).transpose()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::sqlite::schema;

    #[test]
    fn a_device_s_oldest_practice_makes_room_and_no_other_s() {
        let mut db = Connection::open_in_memory().unwrap();
        schema::migrate(&mut db).unwrap();
        db.pragma_update(None, "foreign_keys", false).unwrap();
        let school = Uuid::from_u128(1);
        let [busy, calm] = [2, 3].map(Uuid::from_u128);
        let practises = |device: Uuid, at: u32| {
            let sha256 = companion_seal::digest(&at.to_be_bytes());
            db.execute(
                "INSERT INTO practice (school, id, sha256, route, device, received_at, receipt, bytes)
                 VALUES (?1, ?2, ?3, 'dsl', ?2, ?4, '', x'')",
                params![school, device, sha256, at],
            )
            .unwrap();
            drop_older(&db, school, Some(device)).unwrap();
        };
        let kept = |device: Uuid| -> (u32, Option<u32>) {
            let select = "SELECT count(*), min(received_at) FROM practice WHERE device = ?1";
            db.query_row(select, [device], |row| Ok((row.get(0)?, row.get(1)?))).unwrap()
        };
        practises(calm, 0);
        (0..KEPT).for_each(|at| practises(busy, at));
        assert_eq!(kept(busy), (KEPT, Some(0)));
        (KEPT..KEPT + 3).for_each(|at| practises(busy, at));
        assert_eq!((kept(busy), kept(calm)), ((KEPT, Some(3)), (1, Some(0))));
    }
}
