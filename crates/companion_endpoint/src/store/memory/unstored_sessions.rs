//! Sessions that the database could not be told of: with a full disk a member still signs in, reads and signs out.
//!
//! They are in memory until they end, and a restart ends them: their members sign in again.

use std::{
    collections::{HashMap, HashSet},
    sync::{Mutex, MutexGuard, PoisonError},
};

use uuid::Uuid;

use crate::store::{Session, SessionKey, SessionTimes};

/// Far more than a full disk's worth of people. Beyond it the one that was used longest ago ends.
const MOST: usize = 1024;

#[derive(Default)]
struct Held {
    open: HashMap<SessionKey, Session>,
    /// Stored sessions that have ended, and could not be deleted. Never more than were stored.
    ended: HashSet<SessionKey>,
}

/// What is known of sessions beside the database.
#[derive(Default)]
pub struct UnstoredSessions(Mutex<Held>);

impl UnstoredSessions {
    /// Keeps a session until it ends.
    pub(crate) fn keep(&self, key: SessionKey, session: Session) {
        let mut held = self.held();
        if held.open.len() >= MOST
            && !held.open.contains_key(&key)
            && let Some(oldest) = held.open.iter().min_by_key(|(_, one)| one.seen_at).map(|(key, _)| *key)
        {
            held.open.remove(&oldest);
        }
        held.open.insert(key, session);
    }

    /// The session of this key that is kept here, which this keeps open.
    pub(crate) fn touch(&self, key: SessionKey, times: SessionTimes) -> Option<Session> {
        let mut held = self.held();
        held.open.retain(|_, one| times.allows(one.opened_at, one.seen_at));
        let session = held.open.get_mut(&key)?;
        (session.seen_at, session.opened_at) = (times.now, session.opened_at.min(times.now));
        Some(*session)
    }

    /// Ends a session that is kept here, if there is one.
    pub(crate) fn end(&self, key: SessionKey) {
        self.held().open.remove(&key);
    }

    /// Ends what these people have open.
    pub(crate) fn end_of(&self, school: Uuid, people: &[Uuid]) {
        self.held().open.retain(|(of, _), one| *of != school || !people.contains(&one.member));
    }

    /// Ends a stored session that can't be deleted.
    pub(crate) fn end_stored(&self, key: SessionKey) {
        self.held().ended.insert(key);
    }

    /// Whether a stored session has ended all the same.
    pub(crate) fn has_ended(&self, key: SessionKey) -> bool {
        self.held().ended.contains(&key)
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use companion_model::Millis;

    use super::*;

    const SCHOOL: Uuid = Uuid::from_u128(1);
    const KEY: SessionKey = (SCHOOL, [1; 32]);

    fn times(now: Millis) -> SessionTimes {
        SessionTimes { now, idle_ms: 10, absolute_ms: 25 }
    }

    fn session(at: Millis) -> Session {
        Session { member: Uuid::from_u128(2), opened_at: at, seen_at: at }
    }

    #[test]
    fn a_session_that_is_kept_ends_like_any_other() {
        let sessions = UnstoredSessions::default();
        sessions.keep(KEY, session(0));
        let seen = |now| sessions.touch(KEY, times(now)).is_some();
        assert!([9, 18, 24].into_iter().all(seen), "used, it stays open");
        assert!(!seen(25), "and no longer than any");
        sessions.keep(KEY, session(0));
        assert!(!seen(10), "unused, it ends sooner");
        sessions.keep(KEY, session(100));
        assert!(seen(0) && seen(9) && !seen(25), "opened by a clock that was set back since");
    }

    #[test]
    fn it_ends_with_its_member_s_route_and_nobody_else_s_does() {
        let sessions = UnstoredSessions::default();
        sessions.keep(KEY, session(0));
        sessions.end_of(SCHOOL, &[Uuid::from_u128(3)]);
        sessions.end_of(Uuid::from_u128(9), &[Uuid::from_u128(2)]);
        assert!(sessions.touch(KEY, times(1)).is_some());
        sessions.end_of(SCHOOL, &[Uuid::from_u128(2)]);
        assert_eq!(sessions.touch(KEY, times(1)), None);
    }

    #[test]
    fn so_many_are_kept_and_no_more() {
        let sessions = UnstoredSessions::default();
        let at = |n: usize| Millis::try_from(n).unwrap();
        let key = |n: usize| (Uuid::from_u128(n as u128), [0; 32]);
        (0..MOST + 5).for_each(|n| sessions.keep(key(n), session(at(n))));
        assert_eq!(sessions.held().open.len(), MOST);
        assert!(!sessions.held().open.contains_key(&key(4)) && sessions.held().open.contains_key(&key(5)));
    }
}
