//! What the receiving side fetches.

use companion_model::{
    Millis, Route,
    wire::v1::{Acknowledgement, SignedRead},
};
use rusqlite::{Connection, Row, params};
use uuid::Uuid;

use super::rows;
use crate::store::{EnvelopeRow, Inbox, Position, StoreResult, signed};

impl Inbox for Connection {
    fn positions_after(
        &mut self,
        school: Uuid,
        route: Route,
        seq: u64,
        most: u32,
    ) -> StoreResult<Vec<Position>> {
        let mut found = self.prepare_cached(
            "SELECT received_at, seq FROM envelope
             WHERE school = ?1 AND route = ?2 AND seq > ?3 ORDER BY seq LIMIT ?4",
        )?;
        let positions = found.query_map(params![school, route.name(), signed(seq), most], position)?;
        Ok(positions.collect::<Result<_, _>>()?)
    }

    fn positions_before(
        &mut self,
        school: Uuid,
        route: Route,
        seq: u64,
        most: u32,
    ) -> StoreResult<Vec<Position>> {
        let mut found = self.prepare_cached(
            "SELECT received_at, seq FROM envelope
             WHERE school = ?1 AND route = ?2 AND seq < ?3 ORDER BY seq DESC LIMIT ?4",
        )?;
        let positions = found.query_map(params![school, route.name(), signed(seq), most], position)?;
        Ok(positions.collect::<Result<_, _>>()?)
    }

    fn count_envelopes(&mut self, school: Uuid, route: Route) -> StoreResult<u64> {
        let held = self
            .prepare_cached("SELECT count(*) AS held FROM envelope WHERE school = ?1 AND route = ?2")?
            .query_row(params![school, route.name()], |row| rows::unsigned(row, "held"))?;
        Ok(held)
    }

    fn envelope(&mut self, school: Uuid, route: Route, seq: u64) -> StoreResult<EnvelopeRow> {
        let found = self
            .prepare_cached(
                "SELECT envelope.receipt, envelope.bytes, envelope.device, envelope.imported_by,
                        reading.member AS reader, reading.read_at, reading.signature AS reading,
                        acknowledgement.member AS viewer, acknowledgement.at AS viewed_at,
                        acknowledgement.signature AS viewing
                 FROM envelope
                 LEFT JOIN reading USING (school, id, sha256)
                 LEFT JOIN acknowledgement USING (school, id, sha256)
                 WHERE envelope.school = ?1 AND envelope.route = ?2 AND envelope.seq = ?3",
            )?
            .query_row(params![school, route.name(), signed(seq)], |row| {
                let (imported_by, read) = (row.get("imported_by")?, reading(row)?);
                Ok(EnvelopeRow { imported_by, read, ..envelope(row)? })
            })?;
        Ok(found)
    }

    fn practice_after(
        &mut self,
        school: Uuid,
        route: Route,
        skipped: u64,
        most: u32,
    ) -> StoreResult<Vec<EnvelopeRow>> {
        let mut found = self.prepare_cached(
            "SELECT practice.receipt, practice.bytes, practice.device,
                    seen.member AS viewer, seen.at AS viewed_at, seen.signature AS viewing
             FROM practice LEFT JOIN practice_acknowledgement AS seen USING (school, id, sha256)
             WHERE practice.school = ?1 AND practice.route = ?2
             ORDER BY practice.rowid LIMIT ?4 OFFSET ?3",
        )?;
        let all = found.query_map(params![school, route.name(), signed(skipped), most], envelope)?;
        Ok(all.collect::<Result<_, _>>()?)
    }

    fn newest_practice(&mut self, school: Uuid, route: Route, most: u32) -> StoreResult<Vec<EnvelopeRow>> {
        let mut found = self.prepare_cached(
            "SELECT practice.receipt, practice.bytes, practice.device,
                    seen.member AS viewer, seen.at AS viewed_at, seen.signature AS viewing
             FROM practice LEFT JOIN practice_acknowledgement AS seen USING (school, id, sha256)
             WHERE practice.school = ?1 AND practice.route = ?2
             ORDER BY practice.received_at DESC LIMIT ?3",
        )?;
        let all = found.query_map(params![school, route.name(), most], envelope)?;
        Ok(all.collect::<Result<_, _>>()?)
    }
}

fn position(row: &Row<'_>) -> rusqlite::Result<Position> {
    Ok(Position { received_at: row.get("received_at")?, seq: rows::unsigned(row, "seq")? })
}

/// Reads what records and practice have in common.
fn envelope(row: &Row<'_>) -> rusqlite::Result<EnvelopeRow> {
    Ok(EnvelopeRow {
        receipt: rows::json(row, "receipt")?,
        bytes: rows::bytes(row, "bytes")?,
        device: row.get("device")?,
        imported_by: None,
        read: None,
        acknowledged: acknowledgement(row)?,
    })
}

fn reading(row: &Row<'_>) -> rusqlite::Result<Option<SignedRead>> {
    let Some(member) = row.get::<_, Option<Uuid>>("reader")? else { return Ok(None) };
    let read_at: Millis = row.get("read_at")?;
    Ok(Some(SignedRead { member, read_at, signature: rows::bytes(row, "reading")? }))
}

fn acknowledgement(row: &Row<'_>) -> rusqlite::Result<Option<Acknowledgement>> {
    let Some(member) = row.get::<_, Option<Uuid>>("viewer")? else { return Ok(None) };
    let at: Millis = row.get("viewed_at")?;
    Ok(Some(Acknowledgement { member, at, signature: rows::bytes(row, "viewing")? }))
}
