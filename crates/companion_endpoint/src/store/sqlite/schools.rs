//! Set-up codes, schools and their directories.

use companion_model::{
    Millis, Route,
    wire::v1::{
        Directory, DirectoryRequest, NewMember, RouteEntry, SealedRootKey, SealedRouteKey, SetupRequest,
        SignedDirectory,
    },
};
use companion_seal::digest;
use rusqlite::{Connection, OptionalExtension, Row, params};
use uuid::Uuid;

use super::{members, rows};
use crate::store::{CodeState, Found, Sha256, StoreError};

pub(super) fn offer_setup(db: &Connection, code: Sha256, expires_at: Millis) -> Result<(), StoreError> {
    db.prepare_cached("INSERT INTO setup_code (code_sha256, expires_at) VALUES (?1, ?2)")?
        .execute(params![code, expires_at])?;
    Ok(())
}

pub(super) fn setup_code(db: &Connection, code: Sha256, now: Millis) -> Result<CodeState, StoreError> {
    let open = db
        .prepare_cached("SELECT school IS NULL AND expires_at > ?2 FROM setup_code WHERE code_sha256 = ?1")?
        .query_row(params![code, now], |row| row.get(0))
        .optional()?;
    Ok(match open {
        None => CodeState::Unknown,
        Some(false) => CodeState::Spent,
        Some(true) => CodeState::Open,
    })
}

pub(super) fn found(
    db: &Connection,
    code: Sha256,
    new: &SetupRequest,
    now: Millis,
) -> Result<Found, StoreError> {
    let request = digest(rows::to_json(new)?.as_bytes());
    match setup_code(db, code, now)? {
        CodeState::Open => {}
        CodeState::Spent if founded_by(db, code, request)? => return Ok(Found::Again),
        refused => return Ok(Found::Refused(refused)),
    }
    let made = db
        .prepare_cached("INSERT INTO school (school, founded_at) VALUES (?1, ?2) ON CONFLICT DO NOTHING")?
        .execute(params![new.school, now])?;
    if made == 0 {
        return Ok(Found::Taken);
    }
    db.prepare_cached("UPDATE setup_code SET school = ?2, request_sha256 = ?3 WHERE code_sha256 = ?1")?
        .execute(params![code, new.school, request])?;
    keep_directory(db, new.school, &new.directory, now)?;
    new.members.iter().try_for_each(|member| keep_member(db, new.school, member))?;
    new.route_keys.iter().try_for_each(|key| keep_route_key(db, new.school, key))?;
    new.root_keys.iter().try_for_each(|key| keep_root_key(db, new.school, key))?;
    Ok(Found::Founded)
}

/// Answers whose sessions end with it; `None` if there is a directory of this version.
pub(super) fn publish(
    db: &Connection,
    school: Uuid,
    by: Uuid,
    version: u64,
    newer: &DirectoryRequest,
    now: Millis,
) -> Result<Option<Vec<Uuid>>, StoreError> {
    if is_taken(db, school, version)? {
        return Ok(None);
    }
    keep_directory(db, school, &newer.directory, now)?;
    newer.route_keys.iter().try_for_each(|key| keep_route_key(db, school, key))?;
    let Some(key) = newer.route_keys.first() else { return Ok(Some(Vec::new())) };
    members::close_sessions_of_others(db, school, key.route, by).map(Some)
}

/// The routes that the newest directory names somebody for; none for somebody it names nowhere.
pub(super) fn routes_of(db: &Connection, school: Uuid, member: Uuid) -> Result<Vec<Route>, StoreError> {
    let Some(signed) = directory(db, school)? else { return Ok(vec![]) };
    let directory: Directory = rows::json(&signed.body)?;
    let names_them = |entry: &&RouteEntry| entry.members.iter().any(|person| person.id == member);
    Ok(directory.routes.iter().filter(names_them).map(|entry| entry.route).collect())
}

/// Whether the newest directory names somebody for a route: whose links work, and whose orders stand.
pub(super) fn is_named(db: &Connection, school: Uuid, member: Uuid) -> Result<bool, StoreError> {
    Ok(!routes_of(db, school, member)?.is_empty())
}

/// Whether exactly this directory was published, now or before.
pub(super) fn has_directory(
    db: &Connection,
    school: Uuid,
    signed: &SignedDirectory,
) -> Result<bool, StoreError> {
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

pub(super) fn directory(db: &Connection, school: Uuid) -> Result<Option<SignedDirectory>, StoreError> {
    let newest = "SELECT body, signed_by AS route, signature FROM directory WHERE school = ?1
                  ORDER BY version DESC LIMIT 1";
    Ok(db.prepare_cached(newest)?.query_row([school], signed).optional()?)
}

/// The one of this version.
pub(super) fn directory_of(
    db: &Connection,
    school: Uuid,
    version: i64,
) -> Result<Option<SignedDirectory>, StoreError> {
    let of_version =
        "SELECT body, signed_by AS route, signature FROM directory WHERE school = ?1 AND version = ?2";
    Ok(db.prepare_cached(of_version)?.query_row(params![school, version], signed).optional()?)
}

/// Reads `body`, `route` and `signature`.
pub(super) fn signed(row: &Row<'_>) -> rusqlite::Result<SignedDirectory> {
    let (body, signed_by) = (row.get("body")?, rows::route(row)?);
    Ok(SignedDirectory { body, signed_by, signature: rows::bytes(row, "signature")? })
}

fn founded_by(db: &Connection, code: Sha256, request: Sha256) -> Result<bool, StoreError> {
    let same = db
        .prepare_cached("SELECT 1 FROM setup_code WHERE code_sha256 = ?1 AND request_sha256 = ?2")?
        .exists(params![code, request])?;
    Ok(same)
}

/// The caller has checked the signature; here the body only says which version and keys it publishes.
pub(super) fn keep_directory(
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

pub(super) fn keep_member(db: &Connection, school: Uuid, new: &NewMember) -> Result<(), StoreError> {
    db.prepare_cached(
        "INSERT INTO member (school, member, sign_in_name, name, salt, memory_kib, passes, login_sha256,
                             wrapped_keys, encryption_key, signing_key)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
    )?
    .execute(params![
        school,
        new.id,
        new.sign_in_name,
        new.name,
        new.stretch.salt.0,
        new.stretch.memory_kib,
        new.stretch.passes,
        new.login_sha256.0,
        new.wrapped_keys.0,
        new.encryption_key.0,
        new.signing_key.0,
    ])?;
    Ok(())
}

pub(super) fn keep_route_key(db: &Connection, school: Uuid, key: &SealedRouteKey) -> Result<(), StoreError> {
    db.prepare_cached(
        "INSERT INTO route_key (school, member, route, kid, sealed) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![school, key.member, key.route.name(), key.kid.0, key.sealed.0])?;
    Ok(())
}

fn keep_root_key(db: &Connection, school: Uuid, key: &SealedRootKey) -> Result<(), StoreError> {
    db.prepare_cached("INSERT INTO root_key (school, member, sealed) VALUES (?1, ?2, ?3)")?
        .execute(params![school, key.member, key.sealed.0])?;
    Ok(())
}
