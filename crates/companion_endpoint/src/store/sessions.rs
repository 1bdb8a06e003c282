//! How long a member stays signed in.

use auto_impl::auto_impl;
use companion_model::Millis;
use uuid::Uuid;

use super::{MemberOnFile, Sha256, StoreFuture};

/// Sessions that members have open.
#[auto_impl(Arc)]
pub trait Sessions: Send + Sync {
    /// Opens a session and forgets the tries before it. Where the database can't be written it is open all the same, so long as
    /// this store lives: a full disk keeps nobody out.
    fn open_session(&self, token: Sha256, school: Uuid, member: Uuid, now: Millis) -> StoreFuture<'_, ()>;
    /// The member of an open session, which this keeps open; nobody once the newest directory names them no more.
    fn session(
        &self,
        token: Sha256,
        school: Uuid,
        times: SessionTimes,
    ) -> StoreFuture<'_, Option<MemberOnFile>>;
    /// Ends a session, also where the database can't be written.
    fn close_session(&self, token: Sha256, school: Uuid) -> StoreFuture<'_, ()>;
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
