//! Envelopes as they arrive, of records and of practice.

use companion_model::{Millis, Route, wire::v1::Receipt};
use rusqlite::{Connection, Row, params};
use uuid::Uuid;

use super::rows;
use crate::store::{
    Arrival, DeliveredBy, EnvelopeKind, Envelopes, NewEnvelope, StoreResult, StoredReceipt, signed, to_json,
};

impl Envelopes for Connection {
    fn receipts(&mut self, kind: EnvelopeKind, school: Uuid, id: Uuid) -> StoreResult<Vec<StoredReceipt>> {
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
        let receipts = found.query_map(params![school, id], |row| {
            let (sha256, is_conflict) = (row.get("sha256")?, row.get("conflict")?);
            Ok(StoredReceipt { sha256, is_conflict, receipt: rows::json(row, "receipt")? })
        })?;
        Ok(receipts.collect::<Result<_, _>>()?)
    }

    fn arrivals(
        &mut self,
        kind: EnvelopeKind,
        school: Uuid,
        by: DeliveredBy,
        (since, until): (Millis, Millis),
        most: u32,
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
        let mut found = self.prepare_cached(statement)?;
        let arrivals = found.query_map(params![school, who, since, until, most], |row| {
            Ok(Arrival { received_at: row.get("received_at")?, bytes: rows::unsigned(row, "length")? })
        })?;
        Ok(arrivals.collect::<Result<_, _>>()?)
    }

    fn next_number(&mut self, school: Uuid, route: Route) -> StoreResult<u64> {
        let seq = self
            .prepare_cached(
                "INSERT INTO route_seq (school, route, seq) VALUES (?1, ?2, 1)
                 ON CONFLICT (school, route) DO UPDATE SET seq = seq + 1 RETURNING seq",
            )?
            .query_row(params![school, route.name()], |row: &Row<'_>| rows::unsigned(row, "seq"))?;
        Ok(seq)
    }

    fn add_envelope(&mut self, new: &NewEnvelope, is_conflict: bool, receipt: &Receipt) -> StoreResult<()> {
        self.prepare_cached(
            "INSERT INTO envelope
                 (school, id, sha256, conflict, route, seq, device, imported_by, received_at, receipt, bytes)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        )?
        .execute(params![
            new.school,
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

    fn add_practice(&mut self, new: &NewEnvelope, receipt: &Receipt) -> StoreResult<()> {
        self.prepare_cached(
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
            to_json(receipt)?,
            new.bytes,
        ])?;
        Ok(())
    }
}
