//! Phones: by what they are known, when they were last heard of, and whether a member has ordered one removed.

use companion_model::{Millis, wire::v1::Removal};
use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;

use super::{rows, schools};
use crate::store::{DeviceOnFile, StoreError};

/// How exactly it is known when a device was last seen.
const MINUTE: Millis = 60_000;

pub(super) fn device(
    db: &Connection,
    school: Uuid,
    device: Uuid,
) -> Result<Option<DeviceOnFile>, StoreError> {
    let secret_sha256 = db
        .prepare_cached("SELECT secret_sha256 FROM device WHERE school = ?1 AND device = ?2")?
        .query_row(params![school, device], |row| row.get(0))
        .optional()?;
    Ok(secret_sha256.map(|secret_sha256| DeviceOnFile { school, device, secret_sha256 }))
}

/// What is known of a device that reports.
pub(super) struct Seen {
    /// It was seen less than a minute ago, with this version of the app: nothing to write.
    pub(super) lately: bool,
    /// A member's order to remove it.
    pub(super) removal: Option<Removal>,
}

pub(super) fn seen(
    db: &Connection,
    school: Uuid,
    device: Uuid,
    version: &str,
    now: Millis,
) -> Result<Seen, StoreError> {
    let (lately, removal) = db
        .prepare_cached(
            "SELECT last_seen_at > ?4 - ?5 AND version IS ?3 AS lately, removal FROM device
             WHERE school = ?1 AND device = ?2",
        )?
        .query_row(params![school, device, version, now, MINUTE], |row| {
            Ok((row.get("lately")?, row.get::<_, Option<String>>("removal")?))
        })?;
    Ok(Seen { lately, removal: removal.as_deref().map(rows::json).transpose()? })
}

pub(super) fn see(
    db: &Connection,
    school: Uuid,
    device: Uuid,
    version: &str,
    now: Millis,
) -> Result<(), StoreError> {
    db.prepare_cached(
        "UPDATE device SET last_seen_at = max(last_seen_at, ?4), version = ?3 WHERE school = ?1 AND device = ?2",
    )?
    .execute(params![school, device, version, now])?;
    Ok(())
}

pub(super) fn remove(
    db: &Connection,
    school: Uuid,
    device: Uuid,
    order: &Removal,
    now: Millis,
) -> Result<(), StoreError> {
    if stands(db, school, device)? {
        return Ok(());
    }
    db.prepare_cached(
        "UPDATE device SET removed_at = coalesce(removed_at, ?3), removal = ?4 WHERE school = ?1 AND device = ?2",
    )?
    .execute(params![school, device, now, rows::to_json(order)?])?;
    Ok(())
}

/// Whether there is an order that phones obey: its signer is still one of the school's members.
fn stands(db: &Connection, school: Uuid, device: Uuid) -> Result<bool, StoreError> {
    let removal: Option<String> = db
        .prepare_cached("SELECT removal FROM device WHERE school = ?1 AND device = ?2")?
        .query_row(params![school, device], |row| row.get("removal"))?;
    let Some(removal) = removal else { return Ok(false) };
    let removal: Removal = rows::json(&removal)?;
    schools::is_named(db, school, removal.member)
}
