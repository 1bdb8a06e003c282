//! The first members of routes, until they are confirmed.

use companion_model::{Millis, wire::v1::JoiningRequest};
use rusqlite::{Connection, OptionalExtension, Row, params};
use uuid::Uuid;

use super::rows;
use crate::store::{Joining, JoiningRow, Sha256, StoreResult, to_json};

impl Joining for Connection {
    fn joining(&mut self, school: Uuid, id: Uuid) -> StoreResult<Option<JoiningRow>> {
        let found = self
            .prepare_cached("SELECT * FROM joining WHERE school = ?1 AND invitation = ?2")?
            .query_row(params![school, id], joining)
            .optional()?;
        Ok(found)
    }

    fn joining_of_code(&mut self, school: Uuid, code: Sha256) -> StoreResult<Option<JoiningRow>> {
        let found = self
            .prepare_cached("SELECT * FROM joining WHERE school = ?1 AND code_sha256 = ?2")?
            .query_row(params![school, code], joining)
            .optional()?;
        Ok(found)
    }

    fn all_joining(&mut self, school: Uuid) -> StoreResult<Vec<JoiningRow>> {
        let mut found =
            self.prepare_cached("SELECT * FROM joining WHERE school = ?1 ORDER BY invited_at, invitation")?;
        let all = found.query_map([school], joining)?;
        Ok(all.collect::<Result<_, _>>()?)
    }

    fn add_joining(&mut self, school: Uuid, new: &JoiningRow) -> StoreResult<()> {
        self.prepare_cached(
            "INSERT INTO joining (school, invitation, route, name, invited_by, code_sha256, sealed_secret, invited_at,
                                  expires_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        )?
        .execute(params![
            school,
            new.id,
            new.route.name(),
            new.name,
            new.invited_by,
            new.code_sha256,
            new.sealed_secret.0,
            new.invited_at,
            new.expires_at,
        ])?;
        Ok(())
    }

    fn set_joining_request(&mut self, school: Uuid, id: Uuid, request: &JoiningRequest) -> StoreResult<()> {
        self.prepare_cached(
            "UPDATE joining SET request = ?3, sign_in_name = ?4 WHERE school = ?1 AND invitation = ?2",
        )?
        .execute(params![school, id, to_json(request)?, request.member.sign_in_name])?;
        Ok(())
    }

    fn set_confirmed(&mut self, school: Uuid, id: Uuid, at: Millis) -> StoreResult<()> {
        self.prepare_cached("UPDATE joining SET confirmed_at = ?3 WHERE school = ?1 AND invitation = ?2")?
            .execute(params![school, id, at])?;
        Ok(())
    }

    fn delete_joining(&mut self, school: Uuid, id: Uuid) -> StoreResult<()> {
        self.prepare_cached("DELETE FROM joining WHERE school = ?1 AND invitation = ?2")?
            .execute(params![school, id])?;
        Ok(())
    }
}

fn joining(row: &Row<'_>) -> rusqlite::Result<JoiningRow> {
    Ok(JoiningRow {
        id: row.get("invitation")?,
        route: rows::route(row)?,
        name: row.get("name")?,
        invited_by: row.get("invited_by")?,
        code_sha256: row.get("code_sha256")?,
        sealed_secret: rows::bytes(row, "sealed_secret")?,
        invited_at: row.get("invited_at")?,
        expires_at: row.get("expires_at")?,
        request: rows::optional_json(row, "request")?,
        confirmed_at: row.get("confirmed_at")?,
    })
}
