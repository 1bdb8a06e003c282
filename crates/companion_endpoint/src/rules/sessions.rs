//! Members' sessions, and tries to open one.

use companion_model::Millis;
use companion_seal::digest;
use uuid::Uuid;

use super::members::{self, MemberOnFile};
use crate::store::{
    Session, SessionKey, SessionTimes, Sha256, Store, StoreError, StoreResult, TRY_PLACES, Transaction,
};

/// The most sessions of one member: more than anybody has browsers.
const SESSIONS: u32 = 32;
/// An open session is written down again only after this long: reading must not cost a commit each time.
const SEEN_STEP: Millis = 60_000;
/// Tries are forgotten after this long without another.
const TRIES_LIVE: Millis = 15 * 60_000;

/// Counts a try to sign in under this name, and says how many there were since the last right one. A name that nobody has is
/// counted alike, costs no more than a real one, and no number of them grows without bound or keeps writes waiting.
pub async fn count_try(store: &dyn Store, school: Uuid, sign_in_name: &str, now: Millis) -> StoreResult<u32> {
    store.count_try(try_place(store.life()?.decoy, school, sign_in_name), TRIES_LIVE, now).await
}

/// Opens a session and forgets the tries before it. Where the database can't be written and no other endpoint serves it, it is
/// open all the same, so long as this endpoint lives: a full disk keeps nobody out.
pub async fn open(
    store: &dyn Store,
    token: Sha256,
    school: Uuid,
    (member, sign_in_name): (Uuid, &str),
    now: Millis,
) -> StoreResult<()> {
    store.forget_tries(try_place(store.life()?.decoy, school, sign_in_name)).await?;
    let session = Session { member, opened_at: now, seen_at: now };
    let rule = move |db: &mut dyn Transaction| {
        // Of a member who has very many, the one that was used longest ago ends.
        db.delete_sessions_beyond(school, member, SESSIONS - 1)?;
        db.add_session(school, token, &session)
    };
    match (store.write(school, rule).await, store.unstored_sessions()) {
        (Err(StoreError::Unavailable(_)), Some(unstored)) => {
            unstored.keep((school, token), session);
            Ok(())
        }
        (opened, _) => opened,
    }
}

/// The member of an open session, which this keeps open; nobody once the newest directory names them no more.
pub async fn member(
    store: &dyn Store,
    token: Sha256,
    school: Uuid,
    times: SessionTimes,
) -> StoreResult<Option<MemberOnFile>> {
    let key = (school, token);
    if let Some(unstored) = store.unstored_sessions() {
        if let Some(kept) = unstored.touch(key, times) {
            return store.read(move |db| members::by_id(db, school, kept.member)).await;
        }
        if unstored.has_ended(key) {
            return Ok(None);
        }
    }
    let found = store.read(move |db| open_session(db, key, times)).await?;
    let Some((session, member)) = found else { return Ok(None) };
    if is_worth_writing(&session, times.now) {
        touch(store, key, session, times).await;
    }
    Ok(Some(member))
}

/// Ends a session, also where the database can't be written and no other endpoint serves it. One that is stored and can't be
/// deleted has ended until a restart: by then nobody has used it for a while, since that could not be written either.
pub async fn close(store: &dyn Store, token: Sha256, school: Uuid) -> StoreResult<()> {
    let key = (school, token);
    if let Some(unstored) = store.unstored_sessions() {
        unstored.end(key);
    }
    // An invented token never reaches the writer.
    if store.read(move |db| db.session(school, token)).await?.is_none() {
        return Ok(());
    }
    match (store.write(school, move |db| db.delete_session(school, token)).await, store.unstored_sessions()) {
        (Err(StoreError::Unavailable(_)), Some(unstored)) => {
            unstored.end_stored(key);
            Ok(())
        }
        (closed, _) => closed,
    }
}

/// The place of a name in the table of tries, by a digest that nobody outside can compute; not by the one that makes the salts of
/// invented names, which is shown to whoever asks. A real name and an invented one are counted alike, because nothing here
/// knows which is which. Two names can share a place by chance: then the tries of one slow down the other, and refuse nobody.
fn try_place(secret: [u8; 32], school: Uuid, sign_in_name: &str) -> u32 {
    let parts = [secret.as_slice(), b"tries", school.as_bytes(), sign_in_name.as_bytes()];
    let [a, b, c, d, ..] = digest(&parts.concat());
    u32::from_be_bytes([a, b, c, d]) % TRY_PLACES
}

/// A stored session that is open, and whose it is.
fn open_session(
    db: &mut dyn Transaction,
    (school, token): SessionKey,
    times: SessionTimes,
) -> StoreResult<Option<(Session, MemberOnFile)>> {
    let session = db.session(school, token)?.filter(|one| times.allows(one.opened_at, one.seen_at));
    let Some(session) = session else { return Ok(None) };
    Ok(members::by_id(db, school, session.member)?.map(|member| (session, member)))
}

/// Whether the time when a session was last seen is worth writing down; one from the future is put right.
fn is_worth_writing(session: &Session, now: Millis) -> bool {
    !(session.seen_at..session.seen_at.saturating_add(SEEN_STEP)).contains(&now)
}

/// Notes that a session was used, and deletes those of its school that are over: a member never has more than [`SESSIONS`]. One
/// whose use can't be noted goes on as it was, or in memory.
async fn touch(store: &dyn Store, (school, token): SessionKey, session: Session, times: SessionTimes) {
    let now = times.now;
    let session = Session { opened_at: session.opened_at.min(now), seen_at: now, ..session };
    let rule = move |db: &mut dyn Transaction| {
        db.set_session(school, token, &session)?;
        db.delete_sessions_until(school, now - times.idle_ms, now - times.absolute_ms)
    };
    if let (Err(_), Some(unstored)) = (store.write(school, rule).await, store.unstored_sessions()) {
        unstored.keep((school, token), session);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn invented_names_are_spread_over_the_whole_table_and_differ_by_school() {
        let place = |school, n: u32| try_place([7; 32], Uuid::from_u128(school), &format!("nobody-{n}"));
        let places: HashSet<_> = (0..1000).map(|n| place(1, n)).collect();
        assert!(places.len() > 950, "{}", places.len());
        assert!(places.iter().any(|place| *place > TRY_PLACES / 10 * 9), "the end of the table is unused");
        assert_ne!(place(1, 1), place(2, 1));
    }
}
