//! Members, their tries to sign in and their sessions.

use companion_model::{
    Millis, Route,
    wire::v1::{SealedRootKey, SealedRouteKey, Stretch},
};
use rusqlite::{Connection, OptionalExtension, Row, params};
use uuid::Uuid;

use super::{rows, schools};
use crate::store::{MemberOnFile, SessionTimes, Sha256, StoreError};

/// Tries are forgotten after this long.
const TRIES_LIVE: Millis = 15 * 60_000;
/// An open session is written down again only after this long: reading must not cost a commit each time.
const SEEN_STEP: Millis = 60_000;

pub(super) fn stretch(db: &Connection, school: Uuid, name: &str) -> Result<Option<Stretch>, StoreError> {
    let stretch = db
        .prepare_cached(
            "SELECT salt, memory_kib, passes FROM member WHERE school = ?1 AND sign_in_name = ?2",
        )?
        .query_row(params![school, name], |row| {
            let (memory_kib, passes) = (row.get("memory_kib")?, row.get("passes")?);
            Ok(Stretch { salt: rows::bytes(row, "salt")?, memory_kib, passes })
        })
        .optional()?;
    Ok(stretch)
}

pub(super) fn count_try(db: &Connection, school: Uuid, name: &str, now: Millis) -> Result<u32, StoreError> {
    // Names nobody has are counted too, so old ones must go: else a stranger could fill the disk with names.
    db.prepare_cached("DELETE FROM sign_in_try WHERE school = ?1 AND last_at <= ?2")?
        .execute(params![school, now - TRIES_LIVE])?;
    let tries = db
        .prepare_cached(
            "INSERT INTO sign_in_try (school, sign_in_name, tries, last_at)
             SELECT school, ?2, 1, ?3 FROM school WHERE school = ?1
             ON CONFLICT (school, sign_in_name) DO UPDATE SET tries = tries + 1, last_at = ?3 RETURNING tries",
        )?
        .query_row(params![school, name, now], |row| row.get("tries"))
        .optional()?;
    // A school that does not exist has no passphrases to protect, and must not fill the disk either.
    Ok(tries.unwrap_or(0))
}

pub(super) fn by_name(db: &Connection, school: Uuid, name: &str) -> Result<Option<MemberOnFile>, StoreError> {
    let id = db
        .prepare_cached("SELECT member FROM member WHERE school = ?1 AND sign_in_name = ?2")?
        .query_row(params![school, name], |row| row.get(0))
        .optional()?;
    id.map_or(Ok(None), |id| by_id(db, school, id))
}

pub(super) fn open_session(
    db: &Connection,
    token: Sha256,
    school: Uuid,
    member: Uuid,
    now: Millis,
) -> Result<(), StoreError> {
    db.prepare_cached(
        "DELETE FROM sign_in_try WHERE school = ?1
         AND sign_in_name = (SELECT sign_in_name FROM member WHERE school = ?1 AND member = ?2)",
    )?
    .execute(params![school, member])?;
    db.prepare_cached(
        "INSERT INTO session (school, token_sha256, member, opened_at, seen_at) VALUES (?1, ?2, ?3, ?4, ?4)",
    )?
    .execute(params![school, token, member, now])?;
    Ok(())
}

/// Whether the session is open, and whether the time it was last seen is worth writing down.
pub(super) fn session(
    db: &Connection,
    token: Sha256,
    school: Uuid,
    times: SessionTimes,
) -> Result<Option<(MemberOnFile, bool)>, StoreError> {
    let SessionTimes { now, idle_ms, absolute_ms } = times;
    let found = db
        .prepare_cached(
            "SELECT member, seen_at FROM session
             WHERE school = ?1 AND token_sha256 = ?2 AND seen_at > ?3 AND opened_at > ?4",
        )?
        .query_row(params![school, token, now - idle_ms, now - absolute_ms], |row| {
            Ok((row.get("member")?, row.get::<_, Millis>("seen_at")?))
        })
        .optional()?;
    let Some((member, seen_at)) = found else { return Ok(None) };
    let member = by_id(db, school, member)?;
    Ok(member.map(|member| (member, now - seen_at >= SEEN_STEP)))
}

pub(super) fn see_session(
    db: &Connection,
    token: Sha256,
    school: Uuid,
    times: SessionTimes,
) -> Result<(), StoreError> {
    db.prepare_cached(
        "UPDATE session SET seen_at = max(seen_at, ?3) WHERE school = ?1 AND token_sha256 = ?2",
    )?
    .execute(params![school, token, times.now])?;
    db.prepare_cached("DELETE FROM session WHERE school = ?1 AND (seen_at <= ?2 OR opened_at <= ?3)")?
        .execute(params![school, times.now - times.idle_ms, times.now - times.absolute_ms])?;
    Ok(())
}

pub(super) fn close_session(db: &Connection, token: Sha256, school: Uuid) -> Result<(), StoreError> {
    db.prepare_cached("DELETE FROM session WHERE school = ?1 AND token_sha256 = ?2")?
        .execute(params![school, token])?;
    Ok(())
}

/// Ends the sessions of everybody who has held a route, but one: who stays fetches its new key by signing in again.
pub(super) fn close_sessions_of_others(
    db: &Connection,
    school: Uuid,
    route: Route,
    but: Uuid,
) -> Result<(), StoreError> {
    db.prepare_cached(
        "DELETE FROM session WHERE school = ?1 AND member <> ?3
         AND member IN (SELECT member FROM route_key WHERE school = ?1 AND route = ?2)",
    )?
    .execute(params![school, route.name(), but])?;
    Ok(())
}

/// A member whom the newest directory names; nobody else is one, whatever was once sealed to them. What they hold are the
/// routes it names them for.
fn by_id(db: &Connection, school: Uuid, id: Uuid) -> Result<Option<MemberOnFile>, StoreError> {
    let named = schools::routes_of(db, school, id)?;
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
