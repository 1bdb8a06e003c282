//! Envelopes as they arrive, of records and of practice.

use companion_model::{Millis, Route, wire::v1::Receipt};
use postgres::Row;
use uuid::Uuid;

use super::{PostgresConnection, rows};
use crate::store::{
    Arrival, DeliveredBy, EnvelopeKind, Envelopes, NewEnvelope, StoreResult, StoredReceipt, signed, to_json,
};

impl Envelopes for PostgresConnection {
    fn receipts(&mut self, kind: EnvelopeKind, school: Uuid, id: Uuid) -> StoreResult<Vec<StoredReceipt>> {
        let found = match kind {
            EnvelopeKind::Record => {
                "SELECT sha256, conflict, receipt FROM envelope
                 WHERE school = $1 AND id = $2 ORDER BY conflict, seq"
            }
            EnvelopeKind::Practice => {
                "SELECT sha256, false AS conflict, receipt FROM practice
                 WHERE school = $1 AND id = $2 ORDER BY route, seq"
            }
        };
        self.all(found, &[&school, &id], |row| {
            let (sha256, is_conflict) = (rows::array(row, "sha256")?, row.try_get("conflict")?);
            Ok(StoredReceipt { sha256, is_conflict, receipt: rows::json(row, "receipt")? })
        })
    }

    fn arrivals(
        &mut self,
        kind: EnvelopeKind,
        school: Uuid,
        by: DeliveredBy,
        (since, until): (Millis, Millis),
        most: u32,
    ) -> StoreResult<Vec<Arrival>> {
        let (found, who) = match (kind, by) {
            (EnvelopeKind::Record, DeliveredBy::Device(device)) => (
                "SELECT received_at, octet_length(bytes)::bigint AS length FROM envelope
                 WHERE school = $1 AND device = $2 AND received_at > $3 AND received_at <= $4
                 ORDER BY received_at DESC LIMIT $5",
                device,
            ),
            (EnvelopeKind::Record, DeliveredBy::Member(member)) => (
                "SELECT received_at, octet_length(bytes)::bigint AS length FROM envelope
                 WHERE school = $1 AND imported_by = $2 AND received_at > $3 AND received_at <= $4
                 ORDER BY received_at DESC LIMIT $5",
                member,
            ),
            (EnvelopeKind::Practice, DeliveredBy::Device(device)) => (
                "SELECT received_at, octet_length(bytes)::bigint AS length FROM practice
                 WHERE school = $1 AND device = $2 AND received_at > $3 AND received_at <= $4
                 ORDER BY received_at DESC LIMIT $5",
                device,
            ),
            // Nobody imports practice.
            (EnvelopeKind::Practice, DeliveredBy::Member(_)) => return Ok(Vec::new()),
        };
        self.all(found, &[&school, &who, &since, &until, &i64::from(most)], |row| {
            Ok(Arrival { received_at: row.try_get("received_at")?, bytes: rows::unsigned(row, "length")? })
        })
    }

    fn next_number(&mut self, school: Uuid, route: Route) -> StoreResult<u64> {
        self.the(
            "INSERT INTO route_seq (school, route, seq) VALUES ($1, $2, 1)
             ON CONFLICT (school, route) DO UPDATE SET seq = route_seq.seq + 1 RETURNING seq",
            &[&school, &route.name()],
            number,
        )
    }

    fn add_envelope(&mut self, new: &NewEnvelope, is_conflict: bool, receipt: &Receipt) -> StoreResult<()> {
        self.write(
            "INSERT INTO envelope
                 (school, id, sha256, conflict, route, seq, device, imported_by, received_at, receipt, bytes)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
            &[
                &new.school,
                &new.id,
                &new.sha256,
                &is_conflict,
                &new.route.name(),
                &signed(receipt.seq),
                &new.by.device(),
                &new.by.member(),
                &new.now,
                &to_json(receipt)?,
                &new.bytes,
            ],
        )
    }

    fn add_practice(&mut self, new: &NewEnvelope, receipt: &Receipt) -> StoreResult<()> {
        let place = self.the(
            "INSERT INTO route_seq (school, route, practice_seq) VALUES ($1, $2, 1)
             ON CONFLICT (school, route) DO UPDATE SET practice_seq = route_seq.practice_seq + 1
             RETURNING practice_seq AS seq",
            &[&new.school, &new.route.name()],
            number,
        )?;
        self.write(
            "INSERT INTO practice (school, id, sha256, route, seq, device, received_at, receipt, bytes)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            &[
                &new.school,
                &new.id,
                &new.sha256,
                &new.route.name(),
                &signed(place),
                &new.by.device(),
                &new.now,
                &to_json(receipt)?,
                &new.bytes,
            ],
        )
    }
}

fn number(row: &Row) -> StoreResult<u64> {
    rows::unsigned(row, "seq")
}
