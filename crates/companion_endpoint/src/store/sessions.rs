//! Sessions that members have open.

use companion_model::Millis;
use uuid::Uuid;

use super::{Sha256, StoreResult};

/// By which a session is known: its school, and the digest of its token.
pub type SessionKey = (Uuid, Sha256);

/// An open session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Session {
    /// Whose it is.
    pub member: Uuid,
    /// When it was opened.
    pub opened_at: Millis,
    /// When it was last used, to the minute.
    pub seen_at: Millis,
}

/// How long a session lives.
#[derive(Clone, Copy, Debug)]
pub struct SessionTimes {
    /// The endpoint's clock.
    pub now: Millis,
    /// How long it stays open untouched.
    pub idle_ms: Millis,
    /// How long it stays open at all.
    pub absolute_ms: Millis,
}

impl SessionTimes {
    /// Whether a session of these times is open. One from the future was opened by a clock that was set back since: it is.
    pub fn allows(&self, opened_at: Millis, seen_at: Millis) -> bool {
        seen_at > self.now - self.idle_ms && opened_at > self.now - self.absolute_ms
    }
}

/// The sessions of a school.
pub trait Sessions {
    /// The session of a token, by the token's SHA-256.
    fn session(&mut self, school: Uuid, token: Sha256) -> StoreResult<Option<Session>>;
    /// Adds a session.
    fn add_session(&mut self, school: Uuid, token: Sha256, session: &Session) -> StoreResult<()>;
    /// Notes when a session was opened and used.
    fn set_session(&mut self, school: Uuid, token: Sha256, session: &Session) -> StoreResult<()>;
    /// Ends a session.
    fn delete_session(&mut self, school: Uuid, token: Sha256) -> StoreResult<()>;
    /// Ends those that were last used, or opened, by then.
    fn delete_sessions_until(&mut self, school: Uuid, seen: Millis, opened: Millis) -> StoreResult<()>;
    /// Ends those of a member but the ones that were used last, so many of them.
    fn delete_sessions_beyond(&mut self, school: Uuid, member: Uuid, newest: u32) -> StoreResult<()>;
}
