//! The budget for bodies: how many bytes of them are in memory at once, whoever sends them.
//!
//! A body takes memory as it comes. If the budget is used up it waits, and the smallest of those that wait comes first: a body
//! that comes more slowly is given up for it, or else one that waits and is larger. So one of them always comes to its end,
//! and as many small ones as there are connections fit whatever large ones do.

use std::{
    collections::{BTreeSet, HashMap},
    pin::pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::{
    sync::Notify,
    time::{Instant, timeout_at},
};

/// How long a body waits for memory.
const MAX_WAIT: Duration = Duration::from_secs(10);
/// How soon it looks again without news: somebody may have become slower than it is.
const RETRY_AFTER: Duration = Duration::from_millis(250);
/// A pace is measured over one to two of these.
const WINDOW: Duration = Duration::from_secs(1);
/// Nobody is called slow before this.
const GRACE: Duration = Duration::from_secs(2);

/// The budget is used up, or this body's part of it is needed for another.
#[derive(Debug)]
pub(super) struct BudgetExhausted;

pub(super) struct BodyBudget {
    bodies: Mutex<Bodies>,
    /// Some of the budget is free again.
    freed: Notify,
}

struct Bodies {
    free: usize,
    next: u64,
    arriving: HashMap<u64, Sender>,
    /// Those of them that wait.
    waiting: BTreeSet<Turn>,
}

struct Sender {
    /// What it takes in the end, at most.
    whole: usize,
    /// What it has taken.
    bytes: usize,
    pace: Pace,
    /// The pace it came at until it began to wait. While it waits it is not read, which says nothing of its pace.
    pace_before_waiting: Option<u128>,
    evicted: Arc<Notify>,
}

/// What one body takes of the budget, until this is dropped.
pub(super) struct Reservation {
    budget: Arc<BodyBudget>,
    number: u64,
    bytes: usize,
    evicted: Arc<Notify>,
}

/// Who comes first of those that wait: smaller, then older.
type Turn = (usize, u64);

impl BodyBudget {
    pub(super) fn new(bytes: usize) -> Self {
        let bodies = Bodies { free: bytes, next: 0, arriving: HashMap::new(), waiting: BTreeSet::new() };
        Self { bodies: Mutex::new(bodies), freed: Notify::new() }
    }

    /// For a body that begins to come, of at most this many bytes; it takes nothing yet.
    pub(super) fn reserve(self: &Arc<Self>, whole: usize) -> Reservation {
        let mut bodies = self.bodies();
        let (number, evicted) = (bodies.next, Arc::new(Notify::new()));
        bodies.next += 1;
        let pace = Pace::from(Instant::now());
        let sender =
            Sender { whole, bytes: 0, pace, pace_before_waiting: None, evicted: Arc::clone(&evicted) };
        bodies.arriving.insert(number, sender);
        Reservation { budget: Arc::clone(self), number, bytes: 0, evicted }
    }

    fn bodies(&self) -> MutexGuard<'_, Bodies> {
        self.bodies.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Reservation {
    /// Bytes of this body have come.
    pub(super) fn record_arrival(&self, bytes: usize) {
        if let Some(sender) = self.budget.bodies().arriving.get_mut(&self.number) {
            sender.pace.record_arrival(bytes, Instant::now());
        }
    }

    /// Takes this many bytes of the budget in all, once they are free.
    pub(super) async fn grow_to(&mut self, bytes: usize) -> Result<(), BudgetExhausted> {
        let Some(more) = bytes.checked_sub(self.bytes) else { return Ok(()) };
        let budget = Arc::clone(&self.budget);
        let until = Instant::now() + MAX_WAIT;
        loop {
            let mut freed = pin!(budget.freed.notified());
            // Before the budget is looked at: what is freed between the two is heard.
            freed.as_mut().enable();
            let now = Instant::now();
            if budget.bodies().try_take(self.number, more, now) {
                self.bytes = bytes;
                // There may be enough for the next one, too.
                budget.freed.notify_waiters();
                return Ok(());
            }
            if now >= until {
                return Err(BudgetExhausted);
            }
            // Both ends of this wait lead to the next try.
            let _either = timeout_at(until.min(now + RETRY_AFTER), freed).await;
        }
    }

    /// Notified once when this body is given up for another.
    pub(super) fn evicted(&self) -> Arc<Notify> {
        Arc::clone(&self.evicted)
    }

    /// The whole body is here: it is given up for nobody any more, and holds its part until it is answered.
    pub(super) fn mark_whole(&self) {
        self.budget.bodies().remove(self.number);
    }
}

impl Drop for Reservation {
    fn drop(&mut self) {
        let mut bodies = self.budget.bodies();
        bodies.remove(self.number);
        bodies.free += self.bytes;
        drop(bodies);
        self.budget.freed.notify_waiters();
    }
}

impl Bodies {
    /// Takes the bytes if they are free and nobody comes first; else queues the body, and has another given up if the rules say so.
    fn try_take(&mut self, number: u64, more: usize, now: Instant) -> bool {
        let Some(own) = self.arriving.get_mut(&number) else { return false };
        let turn = (own.whole, number);
        let is_first = self.waiting.first().is_none_or(|first| turn <= *first);
        if is_first && more <= self.free {
            self.free -= more;
            own.bytes += more;
            if own.pace_before_waiting.take().is_some() {
                own.pace = Pace::from(now);
                self.waiting.remove(&turn);
            }
            return true;
        }
        let pace = *own.pace_before_waiting.get_or_insert(own.pace.per_second(now));
        self.waiting.insert(turn);
        if is_first && let Some(sender) = self.choose_evicted(number, pace, now) {
            sender.evicted.notify_one();
        }
        false
    }

    fn remove(&mut self, number: u64) {
        if let Some(sender) = self.arriving.remove(&number) {
            self.waiting.remove(&(sender.whole, number));
        }
    }

    /// For one that comes first of those that wait.
    fn choose_evicted(&self, number: u64, pace: u128, now: Instant) -> Option<&Sender> {
        let others = || self.arriving.iter().filter(|(other, sender)| **other != number && sender.bytes > 0);
        let coming = others().map(|(_, sender)| sender).filter(|sender| sender.pace_before_waiting.is_none());
        let slower = coming.filter(|sender| sender.pace.is_known(now) && sender.pace.per_second(now) < pace);
        let slowest = slower.min_by_key(|sender| sender.pace.per_second(now));
        let waiting =
            others().map(|(_, sender)| sender).filter(|sender| sender.pace_before_waiting.is_some());
        slowest.or_else(|| waiting.max_by_key(|sender| sender.bytes))
    }
}

/// How fast a body has come lately: bytes of this window of time and of the one before.
struct Pace {
    first: Instant,
    begun: Instant,
    before: usize,
    since: Instant,
    bytes: usize,
}

impl Pace {
    fn from(now: Instant) -> Self {
        Self { first: now, begun: now, before: 0, since: now, bytes: 0 }
    }

    fn record_arrival(&mut self, bytes: usize, now: Instant) {
        if now.duration_since(self.since) >= WINDOW {
            (self.begun, self.before) = (self.since, self.bytes);
            (self.since, self.bytes) = (now, 0);
        }
        self.bytes += bytes;
    }

    fn is_known(&self, now: Instant) -> bool {
        now.duration_since(self.first) >= GRACE
    }

    /// Bytes a second; none where nothing has come for as long as it looks back.
    fn per_second(&self, now: Instant) -> u128 {
        let age = now.duration_since(self.since);
        let (bytes, from) = match age {
            _ if age >= 2 * WINDOW => (0, self.since),
            _ if age >= WINDOW => (self.bytes, self.since),
            _ => (self.before + self.bytes, self.begun),
        };
        bytes as u128 * 1000 / now.duration_since(from).as_millis().max(1)
    }
}
