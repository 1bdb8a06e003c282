//! All connections that are open, and which of them gives way when there are too many.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::{sync::Notify, time::timeout};

use super::connection::{Connection, Stage};

/// How soon a slot is looked for again where all are taken and none gives way: answers end by themselves.
const RETRY_AFTER: Duration = Duration::from_millis(50);

pub(super) struct OpenConnections {
    most: usize,
    connections: Mutex<Numbered>,
    /// One of them was closed.
    closed: Notify,
}

#[derive(Default)]
struct Numbered {
    next: u64,
    open: HashMap<u64, Arc<Connection>>,
}

/// A connection's slot among the open ones, free again when this is dropped.
pub(super) struct Slot {
    among: Arc<OpenConnections>,
    number: u64,
    connection: Arc<Connection>,
}

impl OpenConnections {
    pub(super) fn new(most: usize) -> Self {
        Self { most, connections: Mutex::default(), closed: Notify::new() }
    }

    /// A slot for one more connection; if need be, another one is closed for it.
    pub(super) async fn acquire_slot(self: &Arc<Self>) -> Slot {
        loop {
            if let Some(slot) = self.free_slot() {
                return slot;
            }
            self.evict_one();
            // Also looked at without news: an answer may have ended, and its connection is idle now.
            let _either = timeout(RETRY_AFTER, self.closed.notified()).await;
        }
    }

    fn free_slot(self: &Arc<Self>) -> Option<Slot> {
        let mut numbered = self.numbered();
        if numbered.open.len() >= self.most {
            return None;
        }
        let (number, connection) = (numbered.next, Arc::new(Connection::new()));
        numbered.next += 1;
        numbered.open.insert(number, Arc::clone(&connection));
        Some(Slot { among: Arc::clone(self), number, connection })
    }

    /// Closes the one that has been idle longest; if none is, the one that has been sending its request longest.
    pub(super) fn evict_one(&self) {
        let numbered = self.numbered();
        let turns = numbered.open.values().map(|connection| (connection.eviction_order(), connection));
        let can = turns.filter(|((stage, _), _)| *stage != Stage::Answer);
        if let Some((_, first)) = can.min_by_key(|(turn, _)| *turn) {
            first.evict();
        }
    }

    fn numbered(&self) -> MutexGuard<'_, Numbered> {
        self.connections.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Slot {
    pub(super) fn connection(&self) -> &Arc<Connection> {
        &self.connection
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        self.among.numbered().open.remove(&self.number);
        self.among.closed.notify_one();
    }
}
