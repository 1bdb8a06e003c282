//! What belongs to the whole database, and which schools there are.

use companion_model::Millis;
use uuid::Uuid;

use super::{PostgresConnection, rows};
use crate::store::{Life, Schools, SetupCode, Sha256, StoreResult};

impl Schools for PostgresConnection {
    fn life(&mut self) -> StoreResult<Life> {
        Ok(self.known_life())
    }

    fn latest_contact(&mut self) -> StoreResult<Option<Millis>> {
        self.the("SELECT latest_contact FROM life", &[], |row| Ok(row.try_get("latest_contact")?))
    }

    /// Never set back: an endpoint whose clock is behind, and one whose clock is right, would write it in turn.
    fn note_contact(&mut self, at: Millis) -> StoreResult<()> {
        self.write(
            "UPDATE life SET latest_contact = $1 WHERE latest_contact IS NULL OR latest_contact < $2",
            &[&at, &(at - 59_999)],
        )
    }

    fn setup_code(&mut self, code: Sha256) -> StoreResult<Option<SetupCode>> {
        self.one(
            "SELECT expires_at, request_sha256, school FROM setup_code WHERE code_sha256 = $1",
            &[&code],
            |row| {
                let is_used = row.try_get::<_, Option<Uuid>>("school")?.is_some();
                let request_sha256 = if is_used { Some(rows::array(row, "request_sha256")?) } else { None };
                Ok(SetupCode { expires_at: row.try_get("expires_at")?, request_sha256 })
            },
        )
    }

    fn add_setup_code(&mut self, code: Sha256, expires_at: Millis) -> StoreResult<()> {
        self.write("INSERT INTO setup_code (code_sha256, expires_at) VALUES ($1, $2)", &[&code, &expires_at])
    }

    fn use_setup_code(&mut self, code: Sha256, school: Uuid, request_sha256: Sha256) -> StoreResult<bool> {
        let used = self.change(
            "UPDATE setup_code SET school = $2, request_sha256 = $3
             WHERE code_sha256 = $1 AND request_sha256 IS NULL",
            &[&code, &school, &request_sha256],
        )?;
        Ok(used == 1)
    }

    fn has_school(&mut self, school: Uuid) -> StoreResult<bool> {
        self.is_any("SELECT 1 FROM school WHERE school = $1", &[&school])
    }

    fn add_school(&mut self, school: Uuid, founded_at: Millis) -> StoreResult<()> {
        self.write("INSERT INTO school (school, founded_at) VALUES ($1, $2)", &[&school, &founded_at])
    }

    fn school_of_code(&mut self, code: Sha256) -> StoreResult<Option<Uuid>> {
        self.one("SELECT school FROM code WHERE code_sha256 = $1", &[&code], |row| Ok(row.try_get("school")?))
    }

    fn add_code(&mut self, code: Sha256, school: Uuid) -> StoreResult<bool> {
        let added = self.change(
            "INSERT INTO code (code_sha256, school) VALUES ($1, $2) ON CONFLICT DO NOTHING",
            &[&code, &school],
        )?;
        Ok(added == 1)
    }

    fn delete_code(&mut self, code: Sha256) -> StoreResult<()> {
        self.write("DELETE FROM code WHERE code_sha256 = $1", &[&code])
    }
}
