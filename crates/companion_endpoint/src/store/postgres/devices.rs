//! The phones that authors enrolled.

use companion_model::{Millis, wire::v1::Removal};
use tokio_postgres::Row;
use uuid::Uuid;

use super::{PostgresConnection, rows};
use crate::store::{DeviceRow, Devices, EnvelopeKind, StoreResult, signed, to_json};

impl Devices for PostgresConnection {
    fn devices(&mut self, school: Uuid, ids: &[Uuid]) -> StoreResult<Vec<DeviceRow>> {
        self.all(
            "SELECT device, author, secret_sha256, author_key, proof, last_seen_at, version, removed_at, removal,
                    removal_directory, taken_since_removal, practice_since_removal
             FROM device WHERE school = $1 AND device = ANY ($2)",
            &[&school, &ids],
            device,
        )
    }

    fn device_of_author(&mut self, school: Uuid, author: Uuid) -> StoreResult<Option<DeviceRow>> {
        self.one(
            "SELECT device, author, secret_sha256, author_key, proof, last_seen_at, version, removed_at, removal,
                    removal_directory, taken_since_removal, practice_since_removal
             FROM device WHERE school = $1 AND author = $2",
            &[&school, &author],
            device,
        )
    }

    fn add_device(&mut self, school: Uuid, new: &DeviceRow) -> StoreResult<()> {
        self.write(
            "INSERT INTO device (school, device, author, secret_sha256, author_key, proof, enrolled_at, last_seen_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $7)",
            &[
                &school,
                &new.device,
                &new.author,
                &new.secret_sha256,
                &new.author_key.0,
                &new.proof.0,
                &new.last_seen_at,
            ],
        )
    }

    fn set_last_seen(&mut self, school: Uuid, device: Uuid, at: Millis) -> StoreResult<()> {
        self.write(
            "UPDATE device SET last_seen_at = $3 WHERE school = $1 AND device = $2",
            &[&school, &device, &at],
        )
    }

    fn set_version(&mut self, school: Uuid, device: Uuid, version: &str) -> StoreResult<()> {
        self.write(
            "UPDATE device SET version = $3 WHERE school = $1 AND device = $2",
            &[&school, &device, &version],
        )
    }

    fn set_removal(
        &mut self,
        school: Uuid,
        device: Uuid,
        removed_at: Millis,
        order: &Removal,
        directory: Option<u64>,
    ) -> StoreResult<()> {
        self.write(
            "UPDATE device SET removed_at = $3, removal = $4, removal_directory = $5
             WHERE school = $1 AND device = $2",
            &[&school, &device, &removed_at, &to_json(order)?, &directory.map(signed)],
        )
    }

    fn count_since_removal(&mut self, school: Uuid, device: Uuid, kind: EnvelopeKind) -> StoreResult<()> {
        let count = match kind {
            EnvelopeKind::Record => {
                "UPDATE device SET taken_since_removal = taken_since_removal + 1
                 WHERE school = $1 AND device = $2"
            }
            EnvelopeKind::Practice => {
                "UPDATE device SET practice_since_removal = practice_since_removal + 1
                 WHERE school = $1 AND device = $2"
            }
        };
        self.write(count, &[&school, &device])
    }
}

/// Reads the columns of a device, which may stand beside its author's.
pub(super) fn device(row: &Row) -> StoreResult<DeviceRow> {
    Ok(DeviceRow {
        device: row.try_get("device")?,
        author: row.try_get("author")?,
        secret_sha256: rows::array(row, "secret_sha256")?,
        author_key: rows::bytes(row, "author_key")?,
        proof: rows::bytes(row, "proof")?,
        last_seen_at: row.try_get("last_seen_at")?,
        version: row.try_get("version")?,
        removed_at: row.try_get("removed_at")?,
        removal: rows::optional_json(row, "removal")?,
        removal_directory: row.try_get::<_, Option<i64>>("removal_directory")?.map(i64::unsigned_abs),
        records_since_removal: rows::small(row, "taken_since_removal")?,
        practice_since_removal: rows::small(row, "practice_since_removal")?,
    })
}
