//! The directories that schools have published, and the keys in them.

use companion_model::{KeyId, Millis, Route, wire::v1::SignedDirectory};
use rusqlite::{Connection, OptionalExtension, Row, params};
use uuid::Uuid;

use super::rows;
use crate::store::{Directories, StoreResult, signed};

impl Directories for Connection {
    fn newest_directory(&mut self, school: Uuid) -> StoreResult<Option<SignedDirectory>> {
        let found = self
            .prepare_cached(
                "SELECT body, signed_by AS route, signature FROM directory
                 WHERE school = ?1 ORDER BY version DESC LIMIT 1",
            )?
            .query_row([school], directory)
            .optional()?;
        Ok(found)
    }

    fn directory_of_version(&mut self, school: Uuid, version: u64) -> StoreResult<Option<SignedDirectory>> {
        let found = self
            .prepare_cached(
                "SELECT body, signed_by AS route, signature FROM directory WHERE school = ?1 AND version = ?2",
            )?
            .query_row(params![school, signed(version)], directory)
            .optional()?;
        Ok(found)
    }

    fn directory_stored_by(&mut self, school: Uuid, at: Millis) -> StoreResult<Option<SignedDirectory>> {
        let found = self
            .prepare_cached(
                "SELECT body, signed_by AS route, signature FROM directory
                 WHERE school = ?1 AND stored_at <= ?2 ORDER BY version DESC LIMIT 1",
            )?
            .query_row(params![school, at], directory)
            .optional()?;
        Ok(found)
    }

    fn add_directory(
        &mut self,
        school: Uuid,
        version: u64,
        directory: &SignedDirectory,
        stored_at: Millis,
    ) -> StoreResult<()> {
        let SignedDirectory { body, signed_by, signature } = directory;
        self.prepare_cached(
            "INSERT INTO directory (school, version, body, signed_by, signature, stored_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![
            school,
            signed(version),
            body,
            signed_by.name(),
            signature.0,
            stored_at
        ])?;
        Ok(())
    }

    fn published_among(
        &mut self,
        school: Uuid,
        keys: &[(Route, [u8; 8])],
    ) -> StoreResult<Vec<(Route, [u8; 8])>> {
        let mut found =
            self.prepare_cached("SELECT 1 FROM published_key WHERE school = ?1 AND route = ?2 AND kid = ?3")?;
        let mut published = Vec::with_capacity(keys.len());
        for key @ (route, kid) in keys {
            if found.exists(params![school, route.name(), kid])? {
                published.push(*key);
            }
        }
        Ok(published)
    }

    fn add_published_key(&mut self, school: Uuid, route: Route, kid: KeyId) -> StoreResult<()> {
        self.prepare_cached(
            "INSERT INTO published_key (school, route, kid) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
        )?
        .execute(params![school, route.name(), kid.0])?;
        Ok(())
    }
}

/// Reads `body`, `route` and `signature`.
pub(super) fn directory(row: &Row<'_>) -> rusqlite::Result<SignedDirectory> {
    let (body, signed_by) = (row.get("body")?, rows::route(row)?);
    Ok(SignedDirectory { body, signed_by, signature: rows::bytes(row, "signature")? })
}
