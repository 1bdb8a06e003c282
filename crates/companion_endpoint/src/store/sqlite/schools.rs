//! What belongs to the whole database, and which schools there are.

use companion_model::Millis;
use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;

use crate::store::{Life, Schools, SetupCode, Sha256, StoreResult};

impl Schools for Connection {
    fn life(&mut self) -> StoreResult<Life> {
        let life = self
            .prepare_cached("SELECT epoch, decoy FROM life")?
            .query_row([], |row| Ok(Life { epoch: row.get("epoch")?, decoy: row.get("decoy")? }))?;
        Ok(life)
    }

    fn latest_contact(&mut self) -> StoreResult<Option<Millis>> {
        let latest = self
            .prepare_cached("SELECT latest_contact FROM life")?
            .query_row([], |row| row.get("latest_contact"))?;
        Ok(latest)
    }

    fn note_contact(&mut self, at: Millis) -> StoreResult<()> {
        self.prepare_cached(
            "UPDATE life SET latest_contact = ?1
             WHERE latest_contact IS NULL OR latest_contact NOT BETWEEN ?1 - 59999 AND ?1",
        )?
        .execute([at])?;
        Ok(())
    }

    fn setup_code(&mut self, code: Sha256) -> StoreResult<Option<SetupCode>> {
        let found = self
            .prepare_cached("SELECT expires_at, request_sha256 FROM setup_code WHERE code_sha256 = ?1")?
            .query_row([code], |row| {
                let (expires_at, request_sha256) = (row.get("expires_at")?, row.get("request_sha256")?);
                Ok(SetupCode { expires_at, request_sha256 })
            })
            .optional()?;
        Ok(found)
    }

    fn add_setup_code(&mut self, code: Sha256, expires_at: Millis) -> StoreResult<()> {
        self.prepare_cached("INSERT INTO setup_code (code_sha256, expires_at) VALUES (?1, ?2)")?
            .execute(params![code, expires_at])?;
        Ok(())
    }

    fn use_setup_code(&mut self, code: Sha256, school: Uuid, request_sha256: Sha256) -> StoreResult<bool> {
        let used = self
            .prepare_cached(
                "UPDATE setup_code SET school = ?2, request_sha256 = ?3
                 WHERE code_sha256 = ?1 AND request_sha256 IS NULL",
            )?
            .execute(params![code, school, request_sha256])?;
        Ok(used == 1)
    }

    fn has_school(&mut self, school: Uuid) -> StoreResult<bool> {
        Ok(self.prepare_cached("SELECT 1 FROM school WHERE school = ?1")?.exists([school])?)
    }

    fn add_school(&mut self, school: Uuid, founded_at: Millis) -> StoreResult<()> {
        self.prepare_cached("INSERT INTO school (school, founded_at) VALUES (?1, ?2)")?
            .execute(params![school, founded_at])?;
        Ok(())
    }

    fn school_of_code(&mut self, code: Sha256) -> StoreResult<Option<Uuid>> {
        let school = self
            .prepare_cached("SELECT school FROM code WHERE code_sha256 = ?1")?
            .query_row([code], |row| row.get("school"))
            .optional()?;
        Ok(school)
    }

    fn add_code(&mut self, code: Sha256, school: Uuid) -> StoreResult<bool> {
        let added = self
            .prepare_cached("INSERT INTO code (code_sha256, school) VALUES (?1, ?2) ON CONFLICT DO NOTHING")?
            .execute(params![code, school])?;
        Ok(added == 1)
    }

    fn delete_code(&mut self, code: Sha256) -> StoreResult<()> {
        self.prepare_cached("DELETE FROM code WHERE code_sha256 = ?1")?.execute([code])?;
        Ok(())
    }
}
