//! Envelopes as they arrive, of records and of practice.

use companion_model::Route;
use rusqlite::{Connection, Row, params};
use uuid::Uuid;

use super::rows;
use crate::store::{
    Arrival, ArrivalsOf, DeliveredBy, EnvelopeKind, Envelopes, NewRow, StoreResult, StoredReceipt, signed,
    to_json,
};

impl Envelopes for Connection {
    fn receipts(
        &mut self,
        kind: EnvelopeKind,
        school: Uuid,
        ids: &[Uuid],
    ) -> StoreResult<Vec<StoredReceipt>> {
        let mut found = self.prepare_cached(match kind {
            EnvelopeKind::Record => {
                "SELECT sha256, conflict, receipt FROM envelope
                 WHERE school = ?1 AND id = ?2 ORDER BY conflict, seq"
            }
            EnvelopeKind::Practice => {
                "SELECT sha256, 0 AS conflict, receipt FROM practice
                 WHERE school = ?1 AND id = ?2 ORDER BY rowid"
            }
        })?;
        let mut all = Vec::new();
        for id in ids {
            let receipts = found.query_map(params![school, id], |row| {
                let (sha256, is_conflict) = (row.get("sha256")?, row.get("conflict")?);
                Ok(StoredReceipt { sha256, is_conflict, receipt: rows::json(row, "receipt")? })
            })?;
            all.extend(receipts.collect::<Result<Vec<_>, _>>()?);
        }
        Ok(all)
    }

    fn arrivals(
        &mut self,
        kind: EnvelopeKind,
        school: Uuid,
        asked: &[ArrivalsOf],
    ) -> StoreResult<Vec<Vec<Arrival>>> {
        asked.iter().map(|one| arrivals(self, kind, school, one)).collect()
    }

    fn next_numbers(&mut self, school: Uuid, route: Route, count: u32) -> StoreResult<u64> {
        let last = self
            .prepare_cached(
                "INSERT INTO route_seq (school, route, seq) VALUES (?1, ?2, ?3)
                 ON CONFLICT (school, route) DO UPDATE SET seq = seq + ?3 RETURNING seq",
            )?
            .query_row(params![school, route.name(), count], |row: &Row<'_>| rows::unsigned(row, "seq"))?;
        Ok(last + 1 - u64::from(count))
    }

    fn add_envelopes(&mut self, kind: EnvelopeKind, school: Uuid, rows: &[NewRow]) -> StoreResult<()> {
        rows.iter().try_for_each(|row| match kind {
            EnvelopeKind::Record => add_record(self, school, row),
            EnvelopeKind::Practice => add_practice(self, school, row),
        })
    }
}

fn arrivals(
    db: &Connection,
    kind: EnvelopeKind,
    school: Uuid,
    ArrivalsOf { by, after, until, most }: &ArrivalsOf,
) -> StoreResult<Vec<Arrival>> {
    let (statement, who) = match (kind, by) {
        (EnvelopeKind::Record, DeliveredBy::Device(device)) => (
            "SELECT received_at, length(bytes) AS length FROM envelope
             WHERE school = ?1 AND device = ?2 AND received_at > ?3 AND received_at <= ?4
             ORDER BY received_at DESC LIMIT ?5",
            device,
        ),
        (EnvelopeKind::Record, DeliveredBy::Member(member)) => (
            "SELECT received_at, length(bytes) AS length FROM envelope
             WHERE school = ?1 AND imported_by = ?2 AND received_at > ?3 AND received_at <= ?4
             ORDER BY received_at DESC LIMIT ?5",
            member,
        ),
        (EnvelopeKind::Practice, DeliveredBy::Device(device)) => (
            "SELECT received_at, length(bytes) AS length FROM practice
             WHERE school = ?1 AND device = ?2 AND received_at > ?3 AND received_at <= ?4
             ORDER BY received_at DESC LIMIT ?5",
            device,
        ),
        // Nobody imports practice.
        (EnvelopeKind::Practice, DeliveredBy::Member(_)) => return Ok(Vec::new()),
    };
    let mut found = db.prepare_cached(statement)?;
    let arrivals = found.query_map(params![school, who, after, until, most], |row| {
        Ok(Arrival { received_at: row.get("received_at")?, bytes: rows::unsigned(row, "length")? })
    })?;
    Ok(arrivals.collect::<Result<_, _>>()?)
}

fn add_record(
    db: &Connection,
    school: Uuid,
    NewRow { new, is_conflict, receipt }: &NewRow,
) -> StoreResult<()> {
    db.prepare_cached(
        "INSERT INTO envelope
             (school, id, sha256, conflict, route, seq, device, imported_by, received_at, receipt, bytes)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
    )?
    .execute(params![
        school,
        new.id,
        new.sha256,
        is_conflict,
        new.route.name(),
        signed(receipt.seq),
        new.by.device(),
        new.by.member(),
        new.now,
        to_json(receipt)?,
        new.bytes,
    ])?;
    Ok(())
}

fn add_practice(db: &Connection, school: Uuid, NewRow { new, receipt, .. }: &NewRow) -> StoreResult<()> {
    db.prepare_cached(
        "INSERT INTO practice (school, id, sha256, route, device, received_at, receipt, bytes)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?
    .execute(params![
        school,
        new.id,
        new.sha256,
        new.route.name(),
        new.by.device(),
        new.now,
        to_json(receipt)?,
        new.bytes,
    ])?;
    Ok(())
}
