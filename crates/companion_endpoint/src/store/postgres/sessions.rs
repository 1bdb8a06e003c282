//! Sessions that members have open.

use companion_model::Millis;
use uuid::Uuid;

use super::PostgresConnection;
use crate::store::{Session, Sessions, Sha256, StoreResult};

impl Sessions for PostgresConnection {
    fn session(&mut self, school: Uuid, token: Sha256) -> StoreResult<Option<Session>> {
        self.one(
            "SELECT member, opened_at, seen_at FROM session WHERE school = $1 AND token_sha256 = $2",
            &[&school, &token],
            |row| {
                let (opened_at, seen_at) = (row.try_get("opened_at")?, row.try_get("seen_at")?);
                Ok(Session { member: row.try_get("member")?, opened_at, seen_at })
            },
        )
    }

    fn add_session(&mut self, school: Uuid, token: Sha256, new: &Session) -> StoreResult<()> {
        let Session { member, opened_at, seen_at } = new;
        self.write(
            "INSERT INTO session (school, token_sha256, member, opened_at, seen_at) VALUES ($1, $2, $3, $4, $5)",
            &[&school, &token, member, opened_at, seen_at],
        )
    }

    fn set_session(&mut self, school: Uuid, token: Sha256, session: &Session) -> StoreResult<()> {
        let Session { opened_at, seen_at, .. } = session;
        self.write(
            "UPDATE session SET opened_at = $3, seen_at = $4 WHERE school = $1 AND token_sha256 = $2",
            &[&school, &token, opened_at, seen_at],
        )
    }

    fn delete_session(&mut self, school: Uuid, token: Sha256) -> StoreResult<()> {
        self.write("DELETE FROM session WHERE school = $1 AND token_sha256 = $2", &[&school, &token])
    }

    fn delete_sessions_until(&mut self, school: Uuid, seen: Millis, opened: Millis) -> StoreResult<()> {
        self.write(
            "DELETE FROM session WHERE school = $1 AND (seen_at <= $2 OR opened_at <= $3)",
            &[&school, &seen, &opened],
        )
    }

    fn delete_sessions_beyond(&mut self, school: Uuid, member: Uuid, newest: u32) -> StoreResult<()> {
        self.write(
            "DELETE FROM session WHERE school = $1 AND token_sha256 IN (
                 SELECT token_sha256 FROM session WHERE school = $1 AND member = $2
                 ORDER BY seen_at DESC, token_sha256 OFFSET $3)",
            &[&school, &member, &i64::from(newest)],
        )
    }
}
