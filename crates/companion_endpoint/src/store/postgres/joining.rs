//! The first members of routes, until they are confirmed.

use companion_model::{Millis, wire::v1::JoiningRequest};
use tokio_postgres::Row;
use uuid::Uuid;

use super::{PostgresConnection, rows};
use crate::store::{Joining, JoiningRow, Sha256, StoreResult, to_json};

impl Joining for PostgresConnection {
    fn joining(&mut self, school: Uuid, id: Uuid) -> StoreResult<Option<JoiningRow>> {
        self.one(
            "SELECT invitation, route, name, invited_by, code_sha256, sealed_secret, invited_at, expires_at, request,
                    confirmed_at
             FROM joining WHERE school = $1 AND invitation = $2",
            &[&school, &id],
            joining,
        )
    }

    fn joining_of_code(&mut self, school: Uuid, code: Sha256) -> StoreResult<Option<JoiningRow>> {
        self.one(
            "SELECT invitation, route, name, invited_by, code_sha256, sealed_secret, invited_at, expires_at, request,
                    confirmed_at
             FROM joining WHERE school = $1 AND code_sha256 = $2",
            &[&school, &code],
            joining,
        )
    }

    fn all_joining(&mut self, school: Uuid) -> StoreResult<Vec<JoiningRow>> {
        self.all(
            "SELECT invitation, route, name, invited_by, code_sha256, sealed_secret, invited_at, expires_at, request,
                    confirmed_at
             FROM joining WHERE school = $1 ORDER BY invited_at, invitation",
            &[&school],
            joining,
        )
    }

    fn add_joining(&mut self, school: Uuid, new: &JoiningRow) -> StoreResult<()> {
        self.write(
            "INSERT INTO joining (school, invitation, route, name, invited_by, code_sha256, sealed_secret, invited_at,
                                  expires_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            &[
                &school,
                &new.id,
                &new.route.name(),
                &new.name,
                &new.invited_by,
                &new.code_sha256,
                &new.sealed_secret.0,
                &new.invited_at,
                &new.expires_at,
            ],
        )
    }

    fn set_joining_request(&mut self, school: Uuid, id: Uuid, request: &JoiningRequest) -> StoreResult<()> {
        self.write(
            "UPDATE joining SET request = $3, sign_in_name = $4 WHERE school = $1 AND invitation = $2",
            &[&school, &id, &to_json(request)?, &request.member.sign_in_name],
        )
    }

    fn set_confirmed(&mut self, school: Uuid, id: Uuid, at: Millis) -> StoreResult<()> {
        self.write(
            "UPDATE joining SET confirmed_at = $3 WHERE school = $1 AND invitation = $2",
            &[&school, &id, &at],
        )
    }

    fn delete_joining(&mut self, school: Uuid, id: Uuid) -> StoreResult<()> {
        self.write("DELETE FROM joining WHERE school = $1 AND invitation = $2", &[&school, &id])
    }
}

fn joining(row: &Row) -> StoreResult<JoiningRow> {
    Ok(JoiningRow {
        id: row.try_get("invitation")?,
        route: rows::route(row)?,
        name: row.try_get("name")?,
        invited_by: row.try_get("invited_by")?,
        code_sha256: rows::array(row, "code_sha256")?,
        sealed_secret: rows::bytes(row, "sealed_secret")?,
        invited_at: row.try_get("invited_at")?,
        expires_at: row.try_get("expires_at")?,
        request: rows::optional_json(row, "request")?,
        confirmed_at: row.try_get("confirmed_at")?,
    })
}
