//! Whom a school has invited to write.

use companion_model::{
    Millis,
    wire::{Bytes, v1::AuthorName},
};
use rusqlite::{Connection, OptionalExtension, Row, params};
use uuid::Uuid;

use super::{devices, rows};
use crate::store::{AuthorRow, Authors, DeviceRow, Sha256, StoreResult};

impl Authors for Connection {
    fn author(&mut self, school: Uuid, id: Uuid) -> StoreResult<Option<AuthorRow>> {
        let found = self
            .prepare_cached("SELECT * FROM author WHERE school = ?1 AND author = ?2")?
            .query_row(params![school, id], author)
            .optional()?;
        Ok(found)
    }

    fn author_of_code(&mut self, school: Uuid, code: Sha256) -> StoreResult<Option<AuthorRow>> {
        let found = self
            .prepare_cached("SELECT * FROM author WHERE school = ?1 AND code_sha256 = ?2")?
            .query_row(params![school, code], author)
            .optional()?;
        Ok(found)
    }

    fn authors(&mut self, school: Uuid) -> StoreResult<Vec<(AuthorRow, Option<DeviceRow>)>> {
        let mut found = self.prepare_cached(
            "SELECT * FROM author LEFT JOIN device USING (school, author)
             WHERE author.school = ?1 ORDER BY invited_at, author",
        )?;
        let all = found.query_map([school], |row| {
            let is_enrolled = row.get::<_, Option<Uuid>>("device")?.is_some();
            let device = if is_enrolled { Some(devices::device(row)?) } else { None };
            Ok((author(row)?, device))
        })?;
        Ok(all.collect::<Result<_, _>>()?)
    }

    fn add_author(&mut self, school: Uuid, new: &AuthorRow) -> StoreResult<()> {
        self.prepare_cached(
            "INSERT INTO author (school, author, name, role, invited_by, code_sha256, sealed_secret, invited_at,
                                 expires_at, countersign, withdrawn_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        )?
        .execute(params![
            school,
            new.author.id,
            new.author.name,
            new.author.role,
            new.invited_by,
            new.code_sha256,
            new.sealed_secret.0,
            new.invited_at,
            new.expires_at,
            new.countersign.as_ref().map(|signature| &signature.0),
            new.withdrawn_at,
        ])?;
        Ok(())
    }

    fn set_countersign(&mut self, school: Uuid, author: Uuid, signature: &Bytes) -> StoreResult<()> {
        self.prepare_cached("UPDATE author SET countersign = ?3 WHERE school = ?1 AND author = ?2")?
            .execute(params![school, author, signature.0])?;
        Ok(())
    }

    fn set_withdrawn(&mut self, school: Uuid, author: Uuid, at: Millis) -> StoreResult<()> {
        self.prepare_cached("UPDATE author SET withdrawn_at = ?3 WHERE school = ?1 AND author = ?2")?
            .execute(params![school, author, at])?;
        Ok(())
    }
}

fn author(row: &Row<'_>) -> rusqlite::Result<AuthorRow> {
    Ok(AuthorRow {
        author: AuthorName { id: row.get("author")?, name: row.get("name")?, role: row.get("role")? },
        invited_by: row.get("invited_by")?,
        code_sha256: row.get("code_sha256")?,
        sealed_secret: rows::bytes(row, "sealed_secret")?,
        invited_at: row.get("invited_at")?,
        expires_at: row.get("expires_at")?,
        countersign: row.get::<_, Option<Vec<u8>>>("countersign")?.map(Bytes),
        withdrawn_at: row.get("withdrawn_at")?,
    })
}
