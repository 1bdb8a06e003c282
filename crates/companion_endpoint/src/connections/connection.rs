//! Where one connection stands, and when it has to go.

use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::{
    sync::Notify,
    time::{Instant, sleep_until},
};

use crate::limits::Limits;

/// What is under way on a connection; in this order they give way to a new one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stage {
    /// No request.
    Idle,
    /// A request began, and its head is not whole.
    Head,
    /// A head is here, and its body is not whole.
    Body,
    /// A whole request is being answered. This one gives way to nobody.
    Answer,
}

/// One connection.
#[derive(Debug)]
pub(crate) struct Connection {
    standing: Mutex<Standing>,
    evicted: Notify,
}

#[derive(Debug)]
struct Standing {
    stage: Stage,
    since: Instant,
    /// Since when the other side takes nothing of what is written.
    unread_since: Option<Instant>,
}

impl Connection {
    pub(super) fn new() -> Self {
        let standing = Standing { stage: Stage::Idle, since: Instant::now(), unread_since: None };
        Self { standing: Mutex::new(standing), evicted: Notify::new() }
    }

    /// Bytes have come.
    pub(super) fn record_bytes(&self) {
        if self.standing().stage == Stage::Idle {
            self.enter(Stage::Head);
        }
    }

    /// A request's head is here.
    pub(super) fn mark_head(&self) {
        self.enter(Stage::Body);
    }

    /// A request is here with all of its body.
    pub(crate) fn mark_request(&self) {
        self.enter(Stage::Answer);
    }

    /// The answer has been given.
    pub(super) fn mark_idle(&self) {
        self.enter(Stage::Idle);
    }

    /// Notes whether the other side takes what is written. As long as it does, however slowly, the connection is not idle: the last
    /// of a long answer may lie in the connection's own buffer.
    pub(super) fn record_write(&self, read: bool) {
        let (mut standing, now) = (self.standing(), Instant::now());
        standing.unread_since = if read { None } else { standing.unread_since.or(Some(now)) };
        if read && standing.stage == Stage::Idle {
            standing.since = now;
        }
    }

    /// Its turn to give way: stage first, then age. One that is still being written to goes with those that send a body.
    pub(super) fn eviction_order(&self) -> (Stage, Instant) {
        let standing = self.standing();
        match standing.unread_since {
            Some(since) if standing.stage == Stage::Idle => (Stage::Body, since),
            _ => (standing.stage, standing.since),
        }
    }

    /// Makes [`Self::wait_for_end`] ready.
    pub(super) fn evict(&self) {
        self.evicted.notify_one();
    }

    /// Ready once this connection is over a limit or gives way to another.
    pub(super) async fn wait_for_end(&self, limits: &Limits) {
        tokio::select! {
            () = self.evicted.notified() => {}
            () = self.wait_for_limit(limits) => {}
        }
    }

    async fn wait_for_limit(&self, limits: &Limits) {
        // No stage that begins meanwhile can be over before the next look.
        let shortest = limits.idle.min(limits.head).min(limits.silence);
        loop {
            let (now, end) = (Instant::now(), self.end(limits));
            if end.is_some_and(|end| end <= now) {
                return;
            }
            let look = now + shortest;
            sleep_until(end.map_or(look, |end| end.min(look))).await;
        }
    }

    /// When it is over if nothing moves. How long a body may take is said where bodies are read, for that can be answered.
    fn end(&self, limits: &Limits) -> Option<Instant> {
        let standing = self.standing();
        let stage = match standing.stage {
            Stage::Idle if standing.unread_since.is_some() => None,
            Stage::Idle => Some(standing.since + limits.idle),
            Stage::Head => Some(standing.since + limits.head),
            Stage::Body | Stage::Answer => None,
        };
        let unread = standing.unread_since.map(|since| since + limits.silence);
        stage.into_iter().chain(unread).min()
    }

    fn enter(&self, stage: Stage) {
        let mut standing = self.standing();
        (standing.stage, standing.since) = (stage, Instant::now());
    }

    fn standing(&self) -> MutexGuard<'_, Standing> {
        self.standing.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
