//! Phones: by what they are known, when they were last heard of, and whether a member has ordered one removed.

use companion_model::{
    Millis,
    wire::v1::{Directory, Removal, SignedDirectory},
};
use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;

use super::{SqliteStore, directories, rows};
use crate::store::{DeviceOnFile, Devices, StoreError, StoreFuture};

/// How exactly it is known when a device was last seen.
const MINUTE: Millis = 60_000;

impl Devices for SqliteStore {
    fn device(&self, school: Uuid, device: Uuid) -> StoreFuture<'_, Option<DeviceOnFile>> {
        self.read(move |db| by_id(db, school, device))
    }

    /// With a full disk a phone still hears its order; it is just not known that it was there.
    fn record_device_report(
        &self,
        school: Uuid,
        device: Uuid,
        version: String,
        now: Millis,
    ) -> StoreFuture<'_, Option<Removal>> {
        Box::pin(async move {
            let said = version.clone();
            let last = self.read(move |db| last_report(db, school, device, &said, now)).await?;
            if !last.is_recent {
                let written = self.write(move |db, _| write_report(db, school, device, &version, now)).await;
                if let Err(error) = written {
                    tracing::warn!("the report of phone {device} is not kept: {error}");
                }
            }
            Ok(last.removal)
        })
    }

    fn remove_device(&self, school: Uuid, device: Uuid, order: Removal, now: Millis) -> StoreFuture<'_, ()> {
        self.write(move |db, _| remove(db, school, device, &order, now))
    }

    fn removal_directory(&self, school: Uuid, device: Uuid) -> StoreFuture<'_, Option<SignedDirectory>> {
        self.read(move |db| removal_directory(db, school, device))
    }
}

pub(super) fn by_id(db: &Connection, school: Uuid, device: Uuid) -> Result<Option<DeviceOnFile>, StoreError> {
    let on_file = db
        .prepare_cached(
            "SELECT secret_sha256, removed_at IS NOT NULL AS is_removed FROM device WHERE school = ?1 AND device = ?2",
        )?
        .query_row(params![school, device], |row| {
            let (secret_sha256, is_removed) = (row.get("secret_sha256")?, row.get("is_removed")?);
            Ok(DeviceOnFile { school, device, secret_sha256, is_removed })
        })
        .optional()?;
    Ok(on_file)
}

/// What is known of a device that reports.
struct LastReport {
    /// It was seen less than a minute ago, with this version of the app: nothing to write.
    is_recent: bool,
    /// A member's order to remove it.
    removal: Option<Removal>,
}

fn last_report(
    db: &Connection,
    school: Uuid,
    device: Uuid,
    version: &str,
    now: Millis,
) -> Result<LastReport, StoreError> {
    let (is_recent, removal) = db
        .prepare_cached(
            "SELECT last_seen_at BETWEEN ?4 - ?5 + 1 AND ?4 AND version IS ?3 AS lately, removal FROM device
             WHERE school = ?1 AND device = ?2",
        )?
        .query_row(params![school, device, version, now, MINUTE], |row| {
            Ok((row.get("lately")?, row.get::<_, Option<String>>("removal")?))
        })?;
    Ok(LastReport { is_recent, removal: removal.as_deref().map(rows::json).transpose()? })
}

/// A time from the future is of a clock that was set back since: it is put right.
fn write_report(
    db: &Connection,
    school: Uuid,
    device: Uuid,
    version: &str,
    now: Millis,
) -> Result<(), StoreError> {
    db.prepare_cached("UPDATE device SET last_seen_at = ?4, version = ?3 WHERE school = ?1 AND device = ?2")?
        .execute(params![school, device, version, now])?;
    Ok(())
}

fn remove(
    db: &Connection,
    school: Uuid,
    device: Uuid,
    order: &Removal,
    now: Millis,
) -> Result<(), StoreError> {
    if has_standing_order(db, school, device)? {
        return Ok(());
    }
    let given =
        if knows_member(db, school, device, order.member)? { None } else { newest_version(db, school)? };
    db.prepare_cached(
        "UPDATE device SET removed_at = coalesce(removed_at, ?3), removal = ?4, removal_directory = ?5
         WHERE school = ?1 AND device = ?2",
    )?
    .execute(params![school, device, now, rows::to_json(order)?, given])?;
    Ok(())
}

/// What a removed device is given in the place of the newest directory.
fn removal_directory(
    db: &Connection,
    school: Uuid,
    device: Uuid,
) -> Result<Option<SignedDirectory>, StoreError> {
    let version: Option<i64> = db
        .prepare_cached("SELECT removal_directory FROM device WHERE school = ?1 AND device = ?2")?
        .query_row(params![school, device], |row| row.get("removal_directory"))
        .optional()?
        .flatten();
    version.map_or(Ok(None), |version| directories::of_version(db, school, version))
}

/// Whether the directory of the time when a device was last heard of, and not yet removed, names a member.
fn knows_member(db: &Connection, school: Uuid, device: Uuid, member: Uuid) -> Result<bool, StoreError> {
    let body: Option<String> = db
        .prepare_cached(
            "SELECT directory.body FROM directory JOIN device USING (school)
             WHERE school = ?1 AND device = ?2 AND stored_at <= min(last_seen_at, coalesce(removed_at, last_seen_at))
             ORDER BY directory.version DESC LIMIT 1",
        )?
        .query_row(params![school, device], |row| row.get("body"))
        .optional()?;
    let Some(body) = body else { return Ok(false) };
    let directory: Directory = rows::json(&body)?;
    Ok(directory.routes.iter().flat_map(|entry| &entry.members).any(|person| person.id == member))
}

fn newest_version(db: &Connection, school: Uuid) -> Result<Option<i64>, StoreError> {
    let version = db
        .prepare_cached("SELECT max(version) FROM directory WHERE school = ?1")?
        .query_row([school], |row| row.get(0))?;
    Ok(version)
}

/// Whether there is an order that phones obey: its signer is still one of the school's members.
fn has_standing_order(db: &Connection, school: Uuid, device: Uuid) -> Result<bool, StoreError> {
    let removal: Option<String> = db
        .prepare_cached("SELECT removal FROM device WHERE school = ?1 AND device = ?2")?
        .query_row(params![school, device], |row| row.get("removal"))?;
    let Some(removal) = removal else { return Ok(false) };
    let removal: Removal = rows::json(&removal)?;
    directories::is_named(db, school, removal.member)
}
