//! Sessions that members have open.

use companion_model::Millis;
use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;

use crate::store::{Session, Sessions, Sha256, StoreResult};

impl Sessions for Connection {
    fn session(&mut self, school: Uuid, token: Sha256) -> StoreResult<Option<Session>> {
        let found = self
            .prepare_cached(
                "SELECT member, opened_at, seen_at FROM session WHERE school = ?1 AND token_sha256 = ?2",
            )?
            .query_row(params![school, token], |row| {
                let (opened_at, seen_at) = (row.get("opened_at")?, row.get("seen_at")?);
                Ok(Session { member: row.get("member")?, opened_at, seen_at })
            })
            .optional()?;
        Ok(found)
    }

    fn add_session(&mut self, school: Uuid, token: Sha256, new: &Session) -> StoreResult<()> {
        let Session { member, opened_at, seen_at } = new;
        self.prepare_cached(
            "INSERT INTO session (school, token_sha256, member, opened_at, seen_at) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![school, token, member, opened_at, seen_at])?;
        Ok(())
    }

    fn set_session(&mut self, school: Uuid, token: Sha256, session: &Session) -> StoreResult<()> {
        let Session { opened_at, seen_at, .. } = session;
        self.prepare_cached(
            "UPDATE session SET opened_at = ?3, seen_at = ?4 WHERE school = ?1 AND token_sha256 = ?2",
        )?
        .execute(params![school, token, opened_at, seen_at])?;
        Ok(())
    }

    fn delete_session(&mut self, school: Uuid, token: Sha256) -> StoreResult<()> {
        self.prepare_cached("DELETE FROM session WHERE school = ?1 AND token_sha256 = ?2")?
            .execute(params![school, token])?;
        Ok(())
    }

    fn delete_sessions_until(&mut self, school: Uuid, seen: Millis, opened: Millis) -> StoreResult<()> {
        self.prepare_cached("DELETE FROM session WHERE school = ?1 AND (seen_at <= ?2 OR opened_at <= ?3)")?
            .execute(params![school, seen, opened])?;
        Ok(())
    }

    fn delete_sessions_beyond(&mut self, school: Uuid, member: Uuid, newest: u32) -> StoreResult<()> {
        self.prepare_cached(
            "DELETE FROM session WHERE school = ?1 AND token_sha256 IN (
                 SELECT token_sha256 FROM session WHERE school = ?1 AND member = ?2
                 ORDER BY seen_at DESC LIMIT -1 OFFSET ?3)",
        )?
        .execute(params![school, member, newest])?;
        Ok(())
    }
}
