//! Members' sessions: in the database, or beside it where that can't be written.

use companion_model::{Millis, Route};
use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;

use super::{SqliteStore, members};
use crate::store::{MemberOnFile, SessionTimes, Sessions, Sha256, StoreError, StoreFuture};

/// The most sessions of one member: more than anybody has browsers.
const SESSIONS: u32 = 32;
/// An open session is written down again only after this long: reading must not cost a commit each time.
const SEEN_STEP: Millis = 60_000;

/// By which a session is known: its school, and the digest of its token.
pub(super) type Key = (Uuid, Sha256);

/// An open session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Session {
    pub(super) member: Uuid,
    pub(super) opened_at: Millis,
    pub(super) seen_at: Millis,
}

impl Sessions for SqliteStore {
    fn open_session(&self, token: Sha256, school: Uuid, member: Uuid, now: Millis) -> StoreFuture<'_, ()> {
        let key = (school, token);
        Box::pin(async move {
            if let Some(name) = self.read(move |db| members::sign_in_name(db, school, member)).await? {
                self.tries.forget(school, &name);
            }
            match self.write(move |db, _| open_session(db, key, member, now)).await {
                Err(StoreError::Unavailable(_)) => {
                    self.unstored_sessions.keep(key, Session { member, opened_at: now, seen_at: now });
                    Ok(())
                }
                opened => opened,
            }
        })
    }

    fn session(
        &self,
        token: Sha256,
        school: Uuid,
        times: SessionTimes,
    ) -> StoreFuture<'_, Option<MemberOnFile>> {
        let key = (school, token);
        Box::pin(async move {
            if let Some(kept) = self.unstored_sessions.touch(key, times) {
                return self.read(move |db| members::by_id(db, school, kept.member)).await;
            }
            if self.unstored_sessions.has_ended(key) {
                return Ok(None);
            }
            let found = self.read(move |db| session(db, key, times)).await?;
            let Some((session, member)) = found else { return Ok(None) };
            if is_worth_writing(&session, times.now)
                && self.write(move |db, _| touch_session(db, key, times)).await.is_err()
            {
                let opened_at = session.opened_at.min(times.now);
                self.unstored_sessions.keep(key, Session { opened_at, seen_at: times.now, ..session });
            }
            Ok(Some(member))
        })
    }

    /// One that is stored and can't be deleted has ended until a restart: by then nobody has used it for a while, since that
    /// could not be written either.
    fn close_session(&self, token: Sha256, school: Uuid) -> StoreFuture<'_, ()> {
        let key = (school, token);
        Box::pin(async move {
            self.unstored_sessions.end(key);
            // An invented token never reaches the writer.
            if !self.read(move |db| has_session(db, key)).await? {
                return Ok(());
            }
            match self.write(move |db, _| close_session(db, key)).await {
                Err(StoreError::Unavailable(_)) => {
                    self.unstored_sessions.end_stored(key);
                    Ok(())
                }
                closed => closed,
            }
        })
    }
}

/// Opens a session; of a member who has very many, the one that was used longest ago ends.
fn open_session(db: &Connection, (school, token): Key, member: Uuid, now: Millis) -> Result<(), StoreError> {
    db.prepare_cached(
        "DELETE FROM session WHERE school = ?1 AND token_sha256 IN (
             SELECT token_sha256 FROM session WHERE school = ?1 AND member = ?2
             ORDER BY seen_at DESC LIMIT -1 OFFSET ?3)",
    )?
    .execute(params![school, member, SESSIONS - 1])?;
    db.prepare_cached(
        "INSERT INTO session (school, token_sha256, member, opened_at, seen_at) VALUES (?1, ?2, ?3, ?4, ?4)",
    )?
    .execute(params![school, token, member, now])?;
    Ok(())
}

/// A stored session that is open, and whose it is.
fn session(
    db: &Connection,
    (school, token): Key,
    times: SessionTimes,
) -> Result<Option<(Session, MemberOnFile)>, StoreError> {
    let session = db
        .prepare_cached(
            "SELECT member, opened_at, seen_at FROM session WHERE school = ?1 AND token_sha256 = ?2",
        )?
        .query_row(params![school, token], |row| {
            let (opened_at, seen_at) = (row.get("opened_at")?, row.get("seen_at")?);
            Ok(Session { member: row.get("member")?, opened_at, seen_at })
        })
        .optional()?;
    let Some(session) = session.filter(|one| times.allows(one.opened_at, one.seen_at)) else {
        return Ok(None);
    };
    Ok(members::by_id(db, school, session.member)?.map(|member| (session, member)))
}

fn has_session(db: &Connection, (school, token): Key) -> Result<bool, StoreError> {
    let has = db
        .prepare_cached("SELECT 1 FROM session WHERE school = ?1 AND token_sha256 = ?2")?
        .exists(params![school, token])?;
    Ok(has)
}

/// Whether the time when a session was last seen is worth writing down; one from the future is put right.
fn is_worth_writing(session: &Session, now: Millis) -> bool {
    !(session.seen_at..session.seen_at.saturating_add(SEEN_STEP)).contains(&now)
}

/// Notes that a session was used, and deletes those of its school that are over: a member never has more than [`SESSIONS`].
fn touch_session(db: &Connection, (school, token): Key, times: SessionTimes) -> Result<(), StoreError> {
    db.prepare_cached(
        "UPDATE session SET seen_at = ?3, opened_at = min(opened_at, ?3) WHERE school = ?1 AND token_sha256 = ?2",
    )?
    .execute(params![school, token, times.now])?;
    db.prepare_cached("DELETE FROM session WHERE school = ?1 AND (seen_at <= ?2 OR opened_at <= ?3)")?
        .execute(params![school, times.now - times.idle_ms, times.now - times.absolute_ms])?;
    Ok(())
}

fn close_session(db: &Connection, (school, token): Key) -> Result<(), StoreError> {
    db.prepare_cached("DELETE FROM session WHERE school = ?1 AND token_sha256 = ?2")?
        .execute(params![school, token])?;
    Ok(())
}

/// Ends the sessions of everybody who has held a route, but one: who stays fetches its new key by signing in again. Answers
/// whose they are.
pub(super) fn close_sessions_of_others(
    db: &Connection,
    school: Uuid,
    route: Route,
    but: Uuid,
) -> Result<Vec<Uuid>, StoreError> {
    let mut others = db.prepare_cached(
        "SELECT DISTINCT member FROM route_key WHERE school = ?1 AND route = ?2 AND member <> ?3",
    )?;
    let others = others.query_map(params![school, route.name(), but], |row| row.get("member"))?;
    let others = others.collect::<Result<Vec<Uuid>, _>>()?;
    for member in &others {
        db.prepare_cached("DELETE FROM session WHERE school = ?1 AND member = ?2")?
            .execute(params![school, member])?;
    }
    Ok(others)
}
