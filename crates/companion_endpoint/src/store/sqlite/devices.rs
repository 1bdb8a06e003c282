//! The phones that authors enrolled.

use companion_model::{Millis, wire::v1::Removal};
use rusqlite::{Connection, OptionalExtension, Row, params};
use uuid::Uuid;

use super::rows;
use crate::store::{DeviceRow, Devices, EnvelopeKind, StoreResult, signed, to_json};

impl Devices for Connection {
    fn devices(&mut self, school: Uuid, ids: &[Uuid]) -> StoreResult<Vec<DeviceRow>> {
        let mut found = self.prepare_cached("SELECT * FROM device WHERE school = ?1 AND device = ?2")?;
        let mut all = Vec::with_capacity(ids.len());
        for id in ids {
            all.extend(found.query_row(params![school, id], device).optional()?);
        }
        Ok(all)
    }

    fn device_of_author(&mut self, school: Uuid, author: Uuid) -> StoreResult<Option<DeviceRow>> {
        let found = self
            .prepare_cached("SELECT * FROM device WHERE school = ?1 AND author = ?2")?
            .query_row(params![school, author], device)
            .optional()?;
        Ok(found)
    }

    fn add_device(&mut self, school: Uuid, new: &DeviceRow) -> StoreResult<()> {
        self.prepare_cached(
            "INSERT INTO device (school, device, author, secret_sha256, author_key, proof, enrolled_at, last_seen_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7)",
        )?
        .execute(params![
            school,
            new.device,
            new.author,
            new.secret_sha256,
            new.author_key.0,
            new.proof.0,
            new.last_seen_at,
        ])?;
        Ok(())
    }

    fn set_last_seen(&mut self, school: Uuid, device: Uuid, at: Millis) -> StoreResult<()> {
        self.prepare_cached("UPDATE device SET last_seen_at = ?3 WHERE school = ?1 AND device = ?2")?
            .execute(params![school, device, at])?;
        Ok(())
    }

    fn set_version(&mut self, school: Uuid, device: Uuid, version: &str) -> StoreResult<()> {
        self.prepare_cached("UPDATE device SET version = ?3 WHERE school = ?1 AND device = ?2")?
            .execute(params![school, device, version])?;
        Ok(())
    }

    fn set_removal(
        &mut self,
        school: Uuid,
        device: Uuid,
        removed_at: Millis,
        order: &Removal,
        directory: Option<u64>,
    ) -> StoreResult<()> {
        self.prepare_cached(
            "UPDATE device SET removed_at = ?3, removal = ?4, removal_directory = ?5
             WHERE school = ?1 AND device = ?2",
        )?
        .execute(params![school, device, removed_at, to_json(order)?, directory.map(signed)])?;
        Ok(())
    }

    fn count_since_removal(&mut self, school: Uuid, device: Uuid, kind: EnvelopeKind) -> StoreResult<()> {
        let count = match kind {
            EnvelopeKind::Record => {
                "UPDATE device SET taken_since_removal = taken_since_removal + 1
                 WHERE school = ?1 AND device = ?2"
            }
            EnvelopeKind::Practice => {
                "UPDATE device SET practice_since_removal = practice_since_removal + 1
                 WHERE school = ?1 AND device = ?2"
            }
        };
        self.prepare_cached(count)?.execute(params![school, device])?;
        Ok(())
    }
}

/// Reads the columns of a device, which may stand beside its author's.
pub(super) fn device(row: &Row<'_>) -> rusqlite::Result<DeviceRow> {
    Ok(DeviceRow {
        device: row.get("device")?,
        author: row.get("author")?,
        secret_sha256: row.get("secret_sha256")?,
        author_key: rows::bytes(row, "author_key")?,
        proof: rows::bytes(row, "proof")?,
        last_seen_at: row.get("last_seen_at")?,
        version: row.get("version")?,
        removed_at: row.get("removed_at")?,
        removal: rows::optional_json(row, "removal")?,
        removal_directory: row.get::<_, Option<i64>>("removal_directory")?.map(i64::unsigned_abs),
        records_since_removal: row.get("taken_since_removal")?,
        practice_since_removal: row.get("practice_since_removal")?,
    })
}
