//! Set-up codes, and how schools begin and go on.

use companion_model::{
    Millis,
    wire::v1::{DirectoryRequest, SetupRequest},
};
use companion_seal::digest;
use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;

use super::{SqliteStore, directories, members, rows, sessions};
use crate::store::{CodeState, FoundingOutcome, Schools, Sha256, StoreError, StoreFuture};

impl Schools for SqliteStore {
    fn offer_setup(&self, code: Sha256, expires_at: Millis) -> StoreFuture<'_, ()> {
        self.write(move |db, _| offer_setup(db, code, expires_at))
    }

    fn setup_code(&self, code: Sha256, now: Millis) -> StoreFuture<'_, CodeState> {
        self.read(move |db| setup_code(db, code, now))
    }

    fn found_school(
        &self,
        code: Sha256,
        school: SetupRequest,
        now: Millis,
    ) -> StoreFuture<'_, FoundingOutcome> {
        Box::pin(async move {
            // A stranger's guess never reaches the writer.
            match self.setup_code(code, now).await? {
                CodeState::Unknown => Ok(FoundingOutcome::Refused(CodeState::Unknown)),
                _ => self.write(move |db, _| found(db, code, &school, now)).await,
            }
        })
    }

    fn publish_directory(
        &self,
        school: Uuid,
        by: Uuid,
        version: u64,
        newer: DirectoryRequest,
        now: Millis,
    ) -> StoreFuture<'_, bool> {
        Box::pin(async move {
            let published = self.write(move |db, _| publish(db, school, by, version, &newer, now));
            let Some(others) = published.await? else { return Ok(false) };
            self.unstored_sessions.end_of(school, &others);
            Ok(true)
        })
    }
}

fn offer_setup(db: &Connection, code: Sha256, expires_at: Millis) -> Result<(), StoreError> {
    db.prepare_cached("INSERT INTO setup_code (code_sha256, expires_at) VALUES (?1, ?2)")?
        .execute(params![code, expires_at])?;
    Ok(())
}

fn setup_code(db: &Connection, code: Sha256, now: Millis) -> Result<CodeState, StoreError> {
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

fn found(
    db: &Connection,
    code: Sha256,
    new: &SetupRequest,
    now: Millis,
) -> Result<FoundingOutcome, StoreError> {
    let request = digest(rows::to_json(new)?.as_bytes());
    match setup_code(db, code, now)? {
        CodeState::Open => {}
        CodeState::Spent if founded_by(db, code, request)? => return Ok(FoundingOutcome::Again),
        refused => return Ok(FoundingOutcome::Refused(refused)),
    }
    let made = db
        .prepare_cached("INSERT INTO school (school, founded_at) VALUES (?1, ?2) ON CONFLICT DO NOTHING")?
        .execute(params![new.school, now])?;
    if made == 0 {
        return Ok(FoundingOutcome::Taken);
    }
    db.prepare_cached("UPDATE setup_code SET school = ?2, request_sha256 = ?3 WHERE code_sha256 = ?1")?
        .execute(params![code, new.school, request])?;
    directories::keep(db, new.school, &new.directory, now)?;
    new.members.iter().try_for_each(|member| members::keep(db, new.school, member))?;
    new.route_keys.iter().try_for_each(|key| members::keep_route_key(db, new.school, key))?;
    new.root_keys.iter().try_for_each(|key| members::keep_root_key(db, new.school, key))?;
    Ok(FoundingOutcome::Founded)
}

/// Answers whose sessions end with it; `None` if there is a directory of this version.
fn publish(
    db: &Connection,
    school: Uuid,
    by: Uuid,
    version: u64,
    newer: &DirectoryRequest,
    now: Millis,
) -> Result<Option<Vec<Uuid>>, StoreError> {
    if directories::is_taken(db, school, version)? {
        return Ok(None);
    }
    directories::keep(db, school, &newer.directory, now)?;
    newer.route_keys.iter().try_for_each(|key| members::keep_route_key(db, school, key))?;
    let Some(key) = newer.route_keys.first() else { return Ok(Some(Vec::new())) };
    sessions::close_sessions_of_others(db, school, key.route, by).map(Some)
}

fn founded_by(db: &Connection, code: Sha256, request: Sha256) -> Result<bool, StoreError> {
    let same = db
        .prepare_cached("SELECT 1 FROM setup_code WHERE code_sha256 = ?1 AND request_sha256 = ?2")?
        .exists(params![code, request])?;
    Ok(same)
}
