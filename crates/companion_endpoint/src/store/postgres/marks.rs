//! What members say of envelopes, and the numbers of a route.

use companion_model::Route;
use tokio_postgres::Row;
use uuid::Uuid;

use super::{PostgresConnection, rows};
use crate::store::{LastNumbers, Mark, Marks, Sha256, SignedMark, StoreResult, signed};

impl Marks for PostgresConnection {
    fn last_numbers(&mut self, school: Uuid, route: Route) -> StoreResult<LastNumbers> {
        let found = self.one(
            "SELECT seq, reading_seq, acknowledgement_seq FROM route_seq WHERE school = $1 AND route = $2",
            &[&school, &route.name()],
            |row| {
                let (envelope, reading) = (rows::unsigned(row, "seq")?, rows::unsigned(row, "reading_seq")?);
                let acknowledgement = rows::unsigned(row, "acknowledgement_seq")?;
                Ok(LastNumbers { envelope, reading, acknowledgement })
            },
        )?;
        Ok(found.unwrap_or_default())
    }

    fn mark(
        &mut self,
        kind: Mark,
        school: Uuid,
        id: Uuid,
        sha256: Sha256,
    ) -> StoreResult<Option<SignedMark>> {
        let found = match kind {
            Mark::Reading => {
                "SELECT id, sha256, member, read_at AS at, signature FROM reading
                 WHERE school = $1 AND id = $2 AND sha256 = $3"
            }
            Mark::Acknowledgement => {
                "SELECT id, sha256, member, at, signature FROM acknowledgement
                 WHERE school = $1 AND id = $2 AND sha256 = $3"
            }
        };
        self.one(found, &[&school, &id, &sha256], mark)
    }

    fn marks_after(
        &mut self,
        kind: Mark,
        school: Uuid,
        route: Route,
        seq: u64,
        most: u32,
    ) -> StoreResult<Vec<(u64, SignedMark)>> {
        let found = match kind {
            Mark::Reading => {
                "SELECT seq, id, sha256, member, read_at AS at, signature FROM reading
                 WHERE school = $1 AND route = $2 AND seq > $3 ORDER BY seq LIMIT $4"
            }
            Mark::Acknowledgement => {
                "SELECT seq, id, sha256, member, at, signature FROM acknowledgement
                 WHERE school = $1 AND route = $2 AND seq > $3 ORDER BY seq LIMIT $4"
            }
        };
        self.all(found, &[&school, &route.name(), &signed(seq), &i64::from(most)], |row| {
            Ok((rows::unsigned(row, "seq")?, mark(row)?))
        })
    }

    fn add_mark(&mut self, kind: Mark, school: Uuid, route: Route, new: &SignedMark) -> StoreResult<()> {
        let (count, insert) = match kind {
            Mark::Reading => (
                "UPDATE route_seq SET reading_seq = reading_seq + 1
                 WHERE school = $1 AND route = $2 RETURNING reading_seq AS seq",
                "INSERT INTO reading (school, id, sha256, route, seq, member, read_at, signature)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            ),
            Mark::Acknowledgement => (
                "UPDATE route_seq SET acknowledgement_seq = acknowledgement_seq + 1
                 WHERE school = $1 AND route = $2 RETURNING acknowledgement_seq AS seq",
                "INSERT INTO acknowledgement (school, id, sha256, route, seq, member, at, signature)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            ),
        };
        let seq = self.the(count, &[&school, &route.name()], |row| rows::unsigned(row, "seq"))?;
        let SignedMark { id, sha256, member, at, signature } = new;
        self.write(insert, &[&school, id, sha256, &route.name(), &signed(seq), member, at, &signature.0])
    }

    fn is_practice_acknowledged(&mut self, school: Uuid, id: Uuid, sha256: Sha256) -> StoreResult<bool> {
        self.is_any(
            "SELECT 1 FROM practice_acknowledgement WHERE school = $1 AND id = $2 AND sha256 = $3",
            &[&school, &id, &sha256],
        )
    }

    fn acknowledge_practice(&mut self, school: Uuid, mark: &SignedMark) -> StoreResult<()> {
        let SignedMark { id, sha256, member, at, signature } = mark;
        self.write(
            "INSERT INTO practice_acknowledgement (school, id, sha256, member, at, signature)
             VALUES ($1, $2, $3, $4, $5, $6)",
            &[&school, id, sha256, member, at, &signature.0],
        )
    }
}

fn mark(row: &Row) -> StoreResult<SignedMark> {
    Ok(SignedMark {
        id: row.try_get("id")?,
        sha256: rows::array(row, "sha256")?,
        member: row.try_get("member")?,
        at: row.try_get("at")?,
        signature: rows::bytes(row, "signature")?,
    })
}
