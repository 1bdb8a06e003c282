//! Members, and the keys that are sealed to them.

use companion_model::{
    Millis,
    wire::v1::{KdfParams, NewMember, SealedRootKey, SealedRouteKey},
};
use rusqlite::{Connection, OptionalExtension, Row, params};
use uuid::Uuid;

use super::{SqliteStore, directories, rows};
use crate::store::{MemberOnFile, Members, StoreError, StoreFuture};

impl Members for SqliteStore {
    fn kdf_params(&self, school: Uuid, sign_in_name: String) -> StoreFuture<'_, Option<KdfParams>> {
        self.read(move |db| kdf_params(db, school, &sign_in_name))
    }

    fn count_try(&self, school: Uuid, sign_in_name: String, now: Millis) -> StoreFuture<'_, u32> {
        let tries = self.tries.count(school, &sign_in_name, now);
        Box::pin(async move { Ok(tries) })
    }

    fn member(&self, school: Uuid, sign_in_name: String) -> StoreFuture<'_, Option<MemberOnFile>> {
        self.read(move |db| by_name(db, school, &sign_in_name))
    }
}

fn kdf_params(db: &Connection, school: Uuid, name: &str) -> Result<Option<KdfParams>, StoreError> {
    let params = db
        .prepare_cached(
            "SELECT salt, memory_kib, passes FROM member WHERE school = ?1 AND sign_in_name = ?2",
        )?
        .query_row(params![school, name], |row| {
            let (memory_kib, passes) = (row.get("memory_kib")?, row.get("passes")?);
            Ok(KdfParams { salt: rows::bytes(row, "salt")?, memory_kib, passes })
        })
        .optional()?;
    Ok(params)
}

pub(super) fn sign_in_name(db: &Connection, school: Uuid, id: Uuid) -> Result<Option<String>, StoreError> {
    let name = db
        .prepare_cached("SELECT sign_in_name FROM member WHERE school = ?1 AND member = ?2")?
        .query_row(params![school, id], |row| row.get(0))
        .optional()?;
    Ok(name)
}

fn by_name(db: &Connection, school: Uuid, name: &str) -> Result<Option<MemberOnFile>, StoreError> {
    let id = db
        .prepare_cached("SELECT member FROM member WHERE school = ?1 AND sign_in_name = ?2")?
        .query_row(params![school, name], |row| row.get(0))
        .optional()?;
    id.map_or(Ok(None), |id| by_id(db, school, id))
}

/// A member whom the newest directory names; nobody else is one, whatever was once sealed to them. What they hold are the
/// routes it names them for.
pub(super) fn by_id(db: &Connection, school: Uuid, id: Uuid) -> Result<Option<MemberOnFile>, StoreError> {
    let named = directories::routes_of(db, school, id)?;
    if named.is_empty() {
        return Ok(None);
    }
    let (mut route_keys, root_key) = (route_keys(db, school, id)?, root_key(db, school, id)?);
    route_keys.retain(|key| named.contains(&key.route));
    let member = db
        .prepare_cached(
            "SELECT name, login_sha256, wrapped_keys, signing_key FROM member WHERE school = ?1 AND member = ?2",
        )?
        .query_row(params![school, id], |row| {
            Ok(MemberOnFile {
                id,
                name: row.get("name")?,
                login_sha256: row.get("login_sha256")?,
                wrapped_keys: rows::bytes(row, "wrapped_keys")?,
                signing_key: rows::bytes(row, "signing_key")?,
                route_keys,
                root_key,
            })
        })?;
    Ok(Some(member))
}

fn route_keys(db: &Connection, school: Uuid, member: Uuid) -> Result<Vec<SealedRouteKey>, StoreError> {
    let mut found =
        db.prepare_cached("SELECT route, kid, sealed FROM route_key WHERE school = ?1 AND member = ?2")?;
    let keys = found.query_map(params![school, member], |row: &Row<'_>| {
        let (route, kid) = (rows::route(row)?, rows::kid(row)?);
        Ok(SealedRouteKey { route, kid, member, sealed: rows::bytes(row, "sealed")? })
    })?;
    keys.collect::<Result<_, _>>().map_err(StoreError::from)
}

fn root_key(db: &Connection, school: Uuid, member: Uuid) -> Result<Option<SealedRootKey>, StoreError> {
    let key = db
        .prepare_cached("SELECT sealed FROM root_key WHERE school = ?1 AND member = ?2")?
        .query_row(params![school, member], |row| {
            Ok(SealedRootKey { member, sealed: rows::bytes(row, "sealed")? })
        })
        .optional()?;
    Ok(key)
}

pub(super) fn keep(db: &Connection, school: Uuid, new: &NewMember) -> Result<(), StoreError> {
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

pub(super) fn keep_root_key(db: &Connection, school: Uuid, key: &SealedRootKey) -> Result<(), StoreError> {
    db.prepare_cached("INSERT INTO root_key (school, member, sealed) VALUES (?1, ?2, ?3)")?
        .execute(params![school, key.member, key.sealed.0])?;
    Ok(())
}
