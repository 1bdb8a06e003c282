//! Practice records: kept like envelopes, in a table of their own.

use companion_model::{
    Route,
    wire::v1::{Flag, InboxEnvelope, Receipt},
};
use companion_seal::receipt::UnsignedReceipt;
use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;

use super::{
    authors, envelopes,
    limits::{self, Kind},
    rows,
};
use crate::store::{NewEnvelope, Put, Signer, StoreError};

/// The most that a desk is shown, and that is kept of one device.
const NEWEST: u32 = 50;

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
    drop_older(db, new)?;
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

/// A device's older practice makes room for its newer: the words are always the same, and nobody is shown more. What is gone
/// and comes again is taken again.
fn drop_older(db: &Connection, new: &NewEnvelope) -> Result<(), StoreError> {
    db.prepare_cached(
        "DELETE FROM practice WHERE rowid IN (
             SELECT rowid FROM practice WHERE school = ?1 AND device = ?2
             ORDER BY received_at DESC, rowid DESC LIMIT -1 OFFSET ?3)",
    )?
    .execute(params![new.school, new.by.device(), NEWEST])?;
    Ok(())
}

/// The newest practice records of these routes, the newest first.
pub(super) fn newest(
    db: &Connection,
    school: Uuid,
    routes: &[Route],
) -> Result<Vec<InboxEnvelope>, StoreError> {
    let sql = format!(
        "SELECT practice.receipt, practice.bytes, practice.device, {}
         FROM practice
         JOIN device USING (school, device)
         JOIN author ON author.school = device.school AND author.author = device.author
         WHERE practice.school = ?1 AND practice.route = ?2
         ORDER BY practice.received_at DESC LIMIT ?3",
        authors::AUTHOR_COLUMNS
    );
    let mut statement = db.prepare_cached(&sql)?;
    let mut all = Vec::new();
    for route in routes {
        let found = statement.query_map(params![school, route.name(), NEWEST], |row| {
            let (receipt, bytes) = (row.get::<_, String>("receipt")?, rows::bytes(row, "bytes")?);
            Ok((receipt, bytes, row.get("enrolled")?, authors::on_file(row)?))
        })?;
        for row in found {
            let (receipt, bytes, device, author) = row?;
            let receipt = rows::json(&receipt)?;
            all.push(InboxEnvelope { receipt, device, author, bytes, read: None, imported_by: None });
        }
    }
    all.sort_by_key(|envelope| std::cmp::Reverse(envelope.receipt.received_at));
    all.truncate(NEWEST as usize);
    Ok(all)
}

fn known(db: &Connection, new: &NewEnvelope) -> Result<Option<Receipt>, StoreError> {
    let found = db
        .prepare_cached("SELECT receipt FROM practice WHERE school = ?1 AND id = ?2 AND sha256 = ?3")?
        .query_row(params![new.school, new.id, new.sha256], |row| row.get::<_, String>("receipt"))
        .optional()?;
    found.map(|receipt| rows::json(&receipt)).transpose()
}
