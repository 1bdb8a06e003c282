//! What members say of envelopes, and the numbers of a route.

use companion_model::Route;
use rusqlite::{Connection, OptionalExtension, Row, params};
use uuid::Uuid;

use super::rows;
use crate::store::{LastNumbers, Mark, Marks, Sha256, SignedMark, StoreResult, signed};

impl Marks for Connection {
    fn last_numbers(&mut self, school: Uuid, route: Route) -> StoreResult<LastNumbers> {
        let found = self
            .prepare_cached(
                "SELECT seq, reading_seq, acknowledgement_seq FROM route_seq WHERE school = ?1 AND route = ?2",
            )?
            .query_row(params![school, route.name()], |row| {
                let (envelope, reading) = (rows::unsigned(row, "seq")?, rows::unsigned(row, "reading_seq")?);
                Ok(LastNumbers {
                    envelope,
                    reading,
                    acknowledgement: rows::unsigned(row, "acknowledgement_seq")?,
                })
            })
            .optional()?;
        Ok(found.unwrap_or_default())
    }

    fn mark(
        &mut self,
        kind: Mark,
        school: Uuid,
        id: Uuid,
        sha256: Sha256,
    ) -> StoreResult<Option<SignedMark>> {
        let found = self
            .prepare_cached(match kind {
                Mark::Reading => {
                    "SELECT id, sha256, member, read_at AS at, signature FROM reading
                     WHERE school = ?1 AND id = ?2 AND sha256 = ?3"
                }
                Mark::Acknowledgement => {
                    "SELECT id, sha256, member, at, signature FROM acknowledgement
                     WHERE school = ?1 AND id = ?2 AND sha256 = ?3"
                }
            })?
            .query_row(params![school, id, sha256], mark)
            .optional()?;
        Ok(found)
    }

    fn marks_after(
        &mut self,
        kind: Mark,
        school: Uuid,
        route: Route,
        seq: u64,
        most: u32,
    ) -> StoreResult<Vec<(u64, SignedMark)>> {
        let mut found = self.prepare_cached(match kind {
            Mark::Reading => {
                "SELECT seq, id, sha256, member, read_at AS at, signature FROM reading
                 WHERE school = ?1 AND route = ?2 AND seq > ?3 ORDER BY seq LIMIT ?4"
            }
            Mark::Acknowledgement => {
                "SELECT seq, id, sha256, member, at, signature FROM acknowledgement
                 WHERE school = ?1 AND route = ?2 AND seq > ?3 ORDER BY seq LIMIT ?4"
            }
        })?;
        let marks = found.query_map(params![school, route.name(), signed(seq), most], |row| {
            Ok((rows::unsigned(row, "seq")?, mark(row)?))
        })?;
        Ok(marks.collect::<Result<_, _>>()?)
    }

    fn add_mark(&mut self, kind: Mark, school: Uuid, route: Route, new: &SignedMark) -> StoreResult<()> {
        let (count, insert) = match kind {
            Mark::Reading => (
                "UPDATE route_seq SET reading_seq = reading_seq + 1
                 WHERE school = ?1 AND route = ?2 RETURNING reading_seq",
                "INSERT INTO reading (school, id, sha256, route, seq, member, read_at, signature)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            ),
            Mark::Acknowledgement => (
                "UPDATE route_seq SET acknowledgement_seq = acknowledgement_seq + 1
                 WHERE school = ?1 AND route = ?2 RETURNING acknowledgement_seq",
                "INSERT INTO acknowledgement (school, id, sha256, route, seq, member, at, signature)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            ),
        };
        let seq: i64 =
            self.prepare_cached(count)?.query_row(params![school, route.name()], |row| row.get(0))?;
        let SignedMark { id, sha256, member, at, signature } = new;
        self.prepare_cached(insert)?.execute(params![
            school,
            id,
            sha256,
            route.name(),
            seq,
            member,
            at,
            signature.0
        ])?;
        Ok(())
    }

    fn is_practice_acknowledged(&mut self, school: Uuid, id: Uuid, sha256: Sha256) -> StoreResult<bool> {
        let is_known = self
            .prepare_cached(
                "SELECT 1 FROM practice_acknowledgement WHERE school = ?1 AND id = ?2 AND sha256 = ?3",
            )?
            .exists(params![school, id, sha256])?;
        Ok(is_known)
    }

    fn acknowledge_practice(&mut self, school: Uuid, mark: &SignedMark) -> StoreResult<()> {
        let SignedMark { id, sha256, member, at, signature } = mark;
        self.prepare_cached(
            "INSERT INTO practice_acknowledgement (school, id, sha256, member, at, signature)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![school, id, sha256, member, at, signature.0])?;
        Ok(())
    }
}

fn mark(row: &Row<'_>) -> rusqlite::Result<SignedMark> {
    Ok(SignedMark {
        id: row.get("id")?,
        sha256: row.get("sha256")?,
        member: row.get("member")?,
        at: row.get("at")?,
        signature: rows::bytes(row, "signature")?,
    })
}
