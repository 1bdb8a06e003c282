//! Members and their sessions.

use companion_model::{
    Millis, Route,
    wire::v1::{KdfParams, NewMember, SealedRootKey, SealedRouteKey},
};
use rusqlite::{Connection, OptionalExtension, Row, params};
use uuid::Uuid;

use super::{directories, rows};
use crate::store::{MemberOnFile, SessionTimes, Sha256, StoreError};

/// The most sessions of one member: more than anybody has browsers.
const SESSIONS: u32 = 32;
/// An open session is written down again only after this long: reading must not cost a commit each time.
const SEEN_STEP: Millis = 60_000;

/// By which a session is known: its school, and the digest of its token.
pub(super) type Key = (Uuid, Sha256);

/// An open session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Session {
    pub(super) member: Uuid,
    pub(super) opened_at: Millis,
    pub(super) seen_at: Millis,
}

pub(super) fn kdf_params(db: &Connection, school: Uuid, name: &str) -> Result<Option<KdfParams>, StoreError> {
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

pub(super) fn by_name(db: &Connection, school: Uuid, name: &str) -> Result<Option<MemberOnFile>, StoreError> {
    let id = db
        .prepare_cached("SELECT member FROM member WHERE school = ?1 AND sign_in_name = ?2")?
        .query_row(params![school, name], |row| row.get(0))
        .optional()?;
    id.map_or(Ok(None), |id| by_id(db, school, id))
}

/// Opens a session; of a member who has very many, the one that was used longest ago ends.
pub(super) fn open_session(
    db: &Connection,
    (school, token): Key,
    member: Uuid,
    now: Millis,
) -> Result<(), StoreError> {
    db.prepare_cached(
        "DELETE FROM session WHERE school = ?1 AND token_sha256 IN (
             SELECT token_sha256 FROM session WHERE school = ?1 AND member = ?2
             ORDER BY seen_at DESC LIMIT -1 OFFSET ?3)",
    )?
    .execute(params![school, member, SESSIONS - 1])?;
    db.prepare_cached(
        "INSERT INTO session (school, token_sha256, member, opened_at, seen_at) VALUES (?1, ?2, ?3, ?4, ?4)",
    )?
    .execute(params![school, token, member, now])?;
    Ok(())
}

/// A stored session that is open, and whose it is.
pub(super) fn session(
    db: &Connection,
    (school, token): Key,
    times: SessionTimes,
) -> Result<Option<(Session, MemberOnFile)>, StoreError> {
    let session = db
        .prepare_cached(
            "SELECT member, opened_at, seen_at FROM session WHERE school = ?1 AND token_sha256 = ?2",
        )?
        .query_row(params![school, token], |row| {
            let (opened_at, seen_at) = (row.get("opened_at")?, row.get("seen_at")?);
            Ok(Session { member: row.get("member")?, opened_at, seen_at })
        })
        .optional()?;
    let Some(session) = session.filter(|one| times.allows(one.opened_at, one.seen_at)) else {
        return Ok(None);
    };
    Ok(by_id(db, school, session.member)?.map(|member| (session, member)))
}

pub(super) fn has_session(db: &Connection, (school, token): Key) -> Result<bool, StoreError> {
    let has = db
        .prepare_cached("SELECT 1 FROM session WHERE school = ?1 AND token_sha256 = ?2")?
        .exists(params![school, token])?;
    Ok(has)
}

/// Whether the time when a session was last seen is worth writing down; one from the future is put right.
pub(super) fn is_worth_writing(session: &Session, now: Millis) -> bool {
    !(session.seen_at..session.seen_at.saturating_add(SEEN_STEP)).contains(&now)
}

/// Notes that a session was used, and deletes those of its school that are over: a member never has more than [`SESSIONS`].
pub(super) fn touch_session(
    db: &Connection,
    (school, token): Key,
    times: SessionTimes,
) -> Result<(), StoreError> {
    db.prepare_cached(
        "UPDATE session SET seen_at = ?3, opened_at = min(opened_at, ?3) WHERE school = ?1 AND token_sha256 = ?2",
    )?
    .execute(params![school, token, times.now])?;
    db.prepare_cached("DELETE FROM session WHERE school = ?1 AND (seen_at <= ?2 OR opened_at <= ?3)")?
        .execute(params![school, times.now - times.idle_ms, times.now - times.absolute_ms])?;
    Ok(())
}

pub(super) fn close_session(db: &Connection, (school, token): Key) -> Result<(), StoreError> {
    db.prepare_cached("DELETE FROM session WHERE school = ?1 AND token_sha256 = ?2")?
        .execute(params![school, token])?;
    Ok(())
}

/// Ends the sessions of everybody who has held a route, but one: who stays fetches its new key by signing in again. Answers
/// whose they are.
pub(super) fn close_sessions_of_others(
    db: &Connection,
    school: Uuid,
    route: Route,
    but: Uuid,
) -> Result<Vec<Uuid>, StoreError> {
    let mut others = db.prepare_cached(
        "SELECT DISTINCT member FROM route_key WHERE school = ?1 AND route = ?2 AND member <> ?3",
    )?;
    let others = others.query_map(params![school, route.name(), but], |row| row.get("member"))?;
    let others = others.collect::<Result<Vec<Uuid>, _>>()?;
    for member in &others {
        db.prepare_cached("DELETE FROM session WHERE school = ?1 AND member = ?2")?
            .execute(params![school, member])?;
    }
    Ok(others)
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
