//! Whom a school has invited to write.

use companion_model::{
    Millis,
    wire::{Bytes, v1::AuthorName},
};
use tokio_postgres::Row;
use uuid::Uuid;

use super::{PostgresConnection, devices, rows};
use crate::store::{AuthorRow, Authors, DeviceRow, Sha256, StoreResult};

impl Authors for PostgresConnection {
    fn author(&mut self, school: Uuid, id: Uuid) -> StoreResult<Option<AuthorRow>> {
        self.one(
            "SELECT author, name, role, invited_by, code_sha256, sealed_secret, invited_at, expires_at, countersign,
                    withdrawn_at
             FROM author WHERE school = $1 AND author = $2",
            &[&school, &id],
            author,
        )
    }

    fn author_of_code(&mut self, school: Uuid, code: Sha256) -> StoreResult<Option<AuthorRow>> {
        self.one(
            "SELECT author, name, role, invited_by, code_sha256, sealed_secret, invited_at, expires_at, countersign,
                    withdrawn_at
             FROM author WHERE school = $1 AND code_sha256 = $2",
            &[&school, &code],
            author,
        )
    }

    fn authors(&mut self, school: Uuid) -> StoreResult<Vec<(AuthorRow, Option<DeviceRow>)>> {
        self.all(
            "SELECT author.author, author.name, author.role, author.invited_by, author.code_sha256,
                    author.sealed_secret, author.invited_at, author.expires_at, author.countersign, author.withdrawn_at,
                    device.device, device.secret_sha256, device.author_key, device.proof, device.last_seen_at,
                    device.version, device.removed_at, device.removal, device.removal_directory,
                    device.taken_since_removal, device.practice_since_removal
             FROM author LEFT JOIN device ON device.school = author.school AND device.author = author.author
             WHERE author.school = $1 ORDER BY author.invited_at, author.author",
            &[&school],
            |row| {
                let is_enrolled = row.try_get::<_, Option<Uuid>>("device")?.is_some();
                Ok((author(row)?, if is_enrolled { Some(devices::device(row)?) } else { None }))
            },
        )
    }

    fn add_author(&mut self, school: Uuid, new: &AuthorRow) -> StoreResult<()> {
        self.write(
            "INSERT INTO author (school, author, name, role, invited_by, code_sha256, sealed_secret, invited_at,
                                 expires_at, countersign, withdrawn_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
            &[
                &school,
                &new.author.id,
                &new.author.name,
                &new.author.role,
                &new.invited_by,
                &new.code_sha256,
                &new.sealed_secret.0,
                &new.invited_at,
                &new.expires_at,
                &new.countersign.as_ref().map(|signature| &signature.0),
                &new.withdrawn_at,
            ],
        )
    }

    fn set_countersign(&mut self, school: Uuid, author: Uuid, signature: &Bytes) -> StoreResult<()> {
        self.write(
            "UPDATE author SET countersign = $3 WHERE school = $1 AND author = $2",
            &[&school, &author, &signature.0],
        )
    }

    fn set_withdrawn(&mut self, school: Uuid, author: Uuid, at: Millis) -> StoreResult<()> {
        self.write(
            "UPDATE author SET withdrawn_at = $3 WHERE school = $1 AND author = $2",
            &[&school, &author, &at],
        )
    }
}

fn author(row: &Row) -> StoreResult<AuthorRow> {
    Ok(AuthorRow {
        author: AuthorName {
            id: row.try_get("author")?,
            name: row.try_get("name")?,
            role: row.try_get("role")?,
        },
        invited_by: row.try_get("invited_by")?,
        code_sha256: rows::array(row, "code_sha256")?,
        sealed_secret: rows::bytes(row, "sealed_secret")?,
        invited_at: row.try_get("invited_at")?,
        expires_at: row.try_get("expires_at")?,
        countersign: row.try_get::<_, Option<Vec<u8>>>("countersign")?.map(Bytes),
        withdrawn_at: row.try_get("withdrawn_at")?,
    })
}
