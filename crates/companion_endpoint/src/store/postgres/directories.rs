//! The directories that schools have published, and the keys in them.

use companion_model::{KeyId, Millis, Route, wire::v1::SignedDirectory};
use tokio_postgres::Row;
use uuid::Uuid;

use super::{PostgresConnection, rows};
use crate::store::{Directories, StoreResult, signed};

impl Directories for PostgresConnection {
    fn newest_directory(&mut self, school: Uuid) -> StoreResult<Option<SignedDirectory>> {
        self.one(
            "SELECT body, signed_by AS route, signature FROM directory
             WHERE school = $1 ORDER BY version DESC LIMIT 1",
            &[&school],
            directory,
        )
    }

    fn directory_of_version(&mut self, school: Uuid, version: u64) -> StoreResult<Option<SignedDirectory>> {
        self.one(
            "SELECT body, signed_by AS route, signature FROM directory WHERE school = $1 AND version = $2",
            &[&school, &signed(version)],
            directory,
        )
    }

    fn directory_stored_by(&mut self, school: Uuid, at: Millis) -> StoreResult<Option<SignedDirectory>> {
        self.one(
            "SELECT body, signed_by AS route, signature FROM directory
             WHERE school = $1 AND stored_at <= $2 ORDER BY version DESC LIMIT 1",
            &[&school, &at],
            directory,
        )
    }

    fn add_directory(
        &mut self,
        school: Uuid,
        version: u64,
        directory: &SignedDirectory,
        stored_at: Millis,
    ) -> StoreResult<()> {
        let SignedDirectory { body, signed_by, signature } = directory;
        self.write(
            "INSERT INTO directory (school, version, body, signed_by, signature, stored_at)
             VALUES ($1, $2, $3, $4, $5, $6)",
            &[&school, &signed(version), body, &signed_by.name(), &signature.0, &stored_at],
        )
    }

    fn published_among(
        &mut self,
        school: Uuid,
        keys: &[(Route, [u8; 8])],
    ) -> StoreResult<Vec<(Route, [u8; 8])>> {
        let routes: Vec<_> = keys.iter().map(|(route, _)| route.name()).collect();
        let kids: Vec<_> = keys.iter().map(|(_, kid)| kid.as_slice()).collect();
        self.all(
            "SELECT published_key.route, published_key.kid
             FROM published_key JOIN unnest($2::text[], $3::bytea[]) AS asked (route, kid)
                  ON published_key.route = asked.route AND published_key.kid = asked.kid
             WHERE published_key.school = $1",
            &[&school, &routes, &kids],
            |row| Ok((rows::route(row)?, rows::array(row, "kid")?)),
        )
    }

    fn add_published_key(&mut self, school: Uuid, route: Route, kid: KeyId) -> StoreResult<()> {
        self.write(
            "INSERT INTO published_key (school, route, kid) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            &[&school, &route.name(), &kid.0],
        )
    }
}

/// Reads `body`, `route` and `signature`.
pub(super) fn directory(row: &Row) -> StoreResult<SignedDirectory> {
    let (body, signed_by) = (row.try_get("body")?, rows::route(row)?);
    Ok(SignedDirectory { body, signed_by, signature: rows::bytes(row, "signature")? })
}
