//! Practice records: kept like envelopes, in a table of their own.

use companion_model::{
    Route,
    wire::v1::{Flag, InboxEnvelope, PracticePage, Receipt},
};
use companion_seal::receipt::UnsignedReceipt;
use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;

use super::{
    SqliteStore, acknowledgements, authors, envelopes,
    quotas::{self, Kind},
    rows,
};
use crate::store::{
    EnvelopeKind, NewEnvelope, PageCursor, PracticeRecords, PutOutcome, ReceiptSigner, StoreError,
    StoreFuture,
};

/// The most that a desk of an earlier release is shown, and the most on a page.
const NEWEST: u32 = 50;

impl PracticeRecords for SqliteStore {
    fn put_practice(&self, envelope: NewEnvelope, sign: ReceiptSigner) -> StoreFuture<'_, PutOutcome> {
        self.put(envelope, sign, unwritten, put)
    }

    fn newest_practice(&self, school: Uuid, routes: Vec<Route>) -> StoreFuture<'_, Vec<InboxEnvelope>> {
        self.read(move |db| newest(db, school, &routes))
    }

    fn practice_page(
        &self,
        school: Uuid,
        routes: Vec<Route>,
        after: PageCursor,
    ) -> StoreFuture<'_, PracticePage> {
        self.read(move |db| page(db, school, &routes, after))
    }

    fn practice_receipts(&self, school: Uuid, id: Uuid) -> StoreFuture<'_, Vec<Receipt>> {
        self.read(move |db| receipts(db, school, id))
    }
}

/// The rule of [`envelopes::put`]; there is no conflict to tell, since every practice record has the same words.
fn put(
    db: &Connection,
    epoch: Uuid,
    new: &NewEnvelope,
    sign: &ReceiptSigner,
) -> Result<PutOutcome, StoreError> {
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
    quotas::count_since_removal(db, Kind::Practice, new)?;
    Ok(PutOutcome::First(receipt))
}

/// The answer that changes nothing: to practice that is known, or refused.
fn unwritten(db: &Connection, new: &NewEnvelope) -> Result<Option<PutOutcome>, StoreError> {
    if let Some(receipt) = known(db, new)? {
        return Ok(Some(PutOutcome::Again(receipt)));
    }
    if !envelopes::is_published(db, new)? {
        return Ok(Some(PutOutcome::UnpublishedKey));
    }
    quotas::refusal(db, Kind::Practice, new)
}

/// The newest practice records of these routes, the newest first.
fn newest(db: &Connection, school: Uuid, routes: &[Route]) -> Result<Vec<InboxEnvelope>, StoreError> {
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
fn page(
    db: &Connection,
    school: Uuid,
    routes: &[Route],
    mut after: PageCursor,
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
        let acknowledged = acknowledgements::of(db, EnvelopeKind::Practice, school, id, sha256)?;
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
fn receipts(db: &Connection, school: Uuid, id: Uuid) -> Result<Vec<Receipt>, StoreError> {
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
