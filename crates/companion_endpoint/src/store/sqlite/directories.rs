//! The directories that schools have published.

use companion_model::{
    Millis, Route,
    wire::v1::{Directory, RouteEntry, SignedDirectory},
};
use rusqlite::{Connection, OptionalExtension, Row, params};
use uuid::Uuid;

use super::{SqliteStore, rows};
use crate::store::{Directories, StoreError, StoreFuture};

impl Directories for SqliteStore {
    fn directory(&self, school: Uuid) -> StoreFuture<'_, Option<SignedDirectory>> {
        self.read(move |db| newest(db, school))
    }

    fn has_directory(&self, school: Uuid, directory: SignedDirectory) -> StoreFuture<'_, bool> {
        self.read(move |db| has(db, school, &directory))
    }
}

/// The routes that the newest directory names somebody for; none for somebody it names nowhere.
pub(super) fn routes_of(db: &Connection, school: Uuid, member: Uuid) -> Result<Vec<Route>, StoreError> {
    let Some(signed) = newest(db, school)? else { return Ok(vec![]) };
    let directory: Directory = rows::json(&signed.body)?;
    let names_them = |entry: &&RouteEntry| entry.members.iter().any(|person| person.id == member);
    Ok(directory.routes.iter().filter(names_them).map(|entry| entry.route).collect())
}

/// Whether the newest directory names somebody for a route: whose links work, and whose orders stand.
pub(super) fn is_named(db: &Connection, school: Uuid, member: Uuid) -> Result<bool, StoreError> {
    Ok(!routes_of(db, school, member)?.is_empty())
}

/// Whether exactly this directory was published, now or before.
fn has(db: &Connection, school: Uuid, signed: &SignedDirectory) -> Result<bool, StoreError> {
    let has = db
        .prepare_cached(
            "SELECT 1 FROM directory WHERE school = ?1 AND signed_by = ?2 AND signature = ?3 AND body = ?4",
        )?
        .exists(params![school, signed.signed_by.name(), signed.signature.0, signed.body])?;
    Ok(has)
}

/// Whether there is a directory of this version, or a later one.
pub(super) fn is_taken(db: &Connection, school: Uuid, version: u64) -> Result<bool, StoreError> {
    let version = i64::try_from(version).map_err(|error| StoreError::Unavailable(error.to_string()))?;
    let taken = db
        .prepare_cached("SELECT 1 FROM directory WHERE school = ?1 AND version >= ?2")?
        .exists(params![school, version])?;
    Ok(taken)
}

/// The newest one.
pub(super) fn newest(db: &Connection, school: Uuid) -> Result<Option<SignedDirectory>, StoreError> {
    let of_the_last = "SELECT body, signed_by AS route, signature FROM directory WHERE school = ?1
                  ORDER BY version DESC LIMIT 1";
    Ok(db.prepare_cached(of_the_last)?.query_row([school], signed).optional()?)
}

/// The one of this version.
pub(super) fn of_version(
    db: &Connection,
    school: Uuid,
    version: i64,
) -> Result<Option<SignedDirectory>, StoreError> {
    let of_that_one =
        "SELECT body, signed_by AS route, signature FROM directory WHERE school = ?1 AND version = ?2";
    Ok(db.prepare_cached(of_that_one)?.query_row(params![school, version], signed).optional()?)
}

/// Reads `body`, `route` and `signature`.
pub(super) fn signed(row: &Row<'_>) -> rusqlite::Result<SignedDirectory> {
    let (body, signed_by) = (row.get("body")?, rows::route(row)?);
    Ok(SignedDirectory { body, signed_by, signature: rows::bytes(row, "signature")? })
}

/// The caller has checked the signature; here the body only says which version and keys it publishes.
pub(super) fn keep(
    db: &Connection,
    school: Uuid,
    signed: &SignedDirectory,
    now: Millis,
) -> Result<(), StoreError> {
    let directory: Directory = rows::json(&signed.body)?;
    let version =
        i64::try_from(directory.version).map_err(|error| StoreError::Unavailable(error.to_string()))?;
    db.prepare_cached(
        "INSERT INTO directory (school, version, body, signed_by, signature, stored_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![school, version, signed.body, signed.signed_by.name(), signed.signature.0, now])?;
    for entry in &directory.routes {
        db.prepare_cached(
            "INSERT INTO published_key (school, route, kid) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
        )?
        .execute(params![school, entry.route.name(), entry.kid.0])?;
    }
    Ok(())
}
