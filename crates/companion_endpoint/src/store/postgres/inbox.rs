//! What the receiving side fetches.

use companion_model::{
    Route,
    wire::v1::{Acknowledgement, SignedRead},
};
use tokio_postgres::Row;
use uuid::Uuid;

use super::{PostgresConnection, rows};
use crate::store::{EnvelopeRow, Inbox, Position, StoreResult, signed};

impl Inbox for PostgresConnection {
    fn positions_after(
        &mut self,
        school: Uuid,
        route: Route,
        seq: u64,
        most: u32,
    ) -> StoreResult<Vec<Position>> {
        self.all(
            "SELECT received_at, seq FROM envelope
             WHERE school = $1 AND route = $2 AND seq > $3 ORDER BY seq LIMIT $4",
            &[&school, &route.name(), &signed(seq), &i64::from(most)],
            position,
        )
    }

    fn positions_before(
        &mut self,
        school: Uuid,
        route: Route,
        seq: u64,
        most: u32,
    ) -> StoreResult<Vec<Position>> {
        self.all(
            "SELECT received_at, seq FROM envelope
             WHERE school = $1 AND route = $2 AND seq < $3 ORDER BY seq DESC LIMIT $4",
            &[&school, &route.name(), &signed(seq), &i64::from(most)],
            position,
        )
    }

    fn count_envelopes(&mut self, school: Uuid, route: Route) -> StoreResult<u64> {
        self.the(
            "SELECT count(*) AS held FROM envelope WHERE school = $1 AND route = $2",
            &[&school, &route.name()],
            |row| rows::unsigned(row, "held"),
        )
    }

    fn envelope(&mut self, school: Uuid, route: Route, seq: u64) -> StoreResult<EnvelopeRow> {
        self.the(
            "SELECT envelope.receipt, envelope.bytes, envelope.device, envelope.imported_by,
                    reading.member AS reader, reading.read_at, reading.signature AS reading,
                    acknowledgement.member AS viewer, acknowledgement.at AS viewed_at,
                    acknowledgement.signature AS viewing
             FROM envelope
             LEFT JOIN reading USING (school, id, sha256)
             LEFT JOIN acknowledgement USING (school, id, sha256)
             WHERE envelope.school = $1 AND envelope.route = $2 AND envelope.seq = $3",
            &[&school, &route.name(), &signed(seq)],
            |row| {
                Ok(EnvelopeRow {
                    imported_by: row.try_get("imported_by")?,
                    read: reading(row)?,
                    ..envelope(row)?
                })
            },
        )
    }

    fn practice_after(
        &mut self,
        school: Uuid,
        route: Route,
        skipped: u64,
        most: u32,
    ) -> StoreResult<Vec<EnvelopeRow>> {
        self.all(
            "SELECT practice.receipt, practice.bytes, practice.device,
                    seen.member AS viewer, seen.at AS viewed_at, seen.signature AS viewing
             FROM practice LEFT JOIN practice_acknowledgement AS seen USING (school, id, sha256)
             WHERE practice.school = $1 AND practice.route = $2 ORDER BY practice.seq LIMIT $4 OFFSET $3",
            &[&school, &route.name(), &signed(skipped), &i64::from(most)],
            envelope,
        )
    }

    fn newest_practice(&mut self, school: Uuid, route: Route, most: u32) -> StoreResult<Vec<EnvelopeRow>> {
        self.all(
            "SELECT practice.receipt, practice.bytes, practice.device,
                    seen.member AS viewer, seen.at AS viewed_at, seen.signature AS viewing
             FROM practice LEFT JOIN practice_acknowledgement AS seen USING (school, id, sha256)
             WHERE practice.school = $1 AND practice.route = $2 ORDER BY practice.received_at DESC LIMIT $3",
            &[&school, &route.name(), &i64::from(most)],
            envelope,
        )
    }
}

fn position(row: &Row) -> StoreResult<Position> {
    Ok(Position { received_at: row.try_get("received_at")?, seq: rows::unsigned(row, "seq")? })
}

/// Reads what records and practice have in common.
fn envelope(row: &Row) -> StoreResult<EnvelopeRow> {
    Ok(EnvelopeRow {
        receipt: rows::json(row, "receipt")?,
        bytes: rows::bytes(row, "bytes")?,
        device: row.try_get("device")?,
        imported_by: None,
        read: None,
        acknowledged: acknowledgement(row)?,
    })
}

fn reading(row: &Row) -> StoreResult<Option<SignedRead>> {
    let Some(member) = row.try_get("reader")? else { return Ok(None) };
    Ok(Some(SignedRead { member, read_at: row.try_get("read_at")?, signature: rows::bytes(row, "reading")? }))
}

fn acknowledgement(row: &Row) -> StoreResult<Option<Acknowledgement>> {
    let Some(member) = row.try_get("viewer")? else { return Ok(None) };
    Ok(Some(Acknowledgement {
        member,
        at: row.try_get("viewed_at")?,
        signature: rows::bytes(row, "viewing")?,
    }))
}
