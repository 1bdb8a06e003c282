//! All connections that are open, and which of them gives way when there are too many.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::{sync::Notify, time::timeout};

use super::connection::{Connection, Stage};

/// How soon a full house is looked at again where nobody can give way: answers end by themselves.
const LOOK: Duration = Duration::from_millis(50);

pub(super) struct Open {
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

/// A connection's place among the open ones, free again when this is dropped.
pub(super) struct Place {
    among: Arc<Open>,
    number: u64,
    connection: Arc<Connection>,
}

impl Open {
    pub(super) fn new(most: usize) -> Self {
        Self { most, connections: Mutex::default(), closed: Notify::new() }
    }

    /// A place for one more connection; if need be, another one is closed for it.
    pub(super) async fn place(self: &Arc<Self>) -> Place {
        loop {
            if let Some(place) = self.free_place() {
                return place;
            }
            self.one_gives_way();
            // Also looked at without news: an answer may have ended, and its connection is idle now.
            drop(timeout(LOOK, self.closed.notified()).await);
        }
    }

    fn free_place(self: &Arc<Self>) -> Option<Place> {
        let mut numbered = self.numbered();
        if numbered.open.len() >= self.most {
            return None;
        }
        let (number, connection) = (numbered.next, Arc::new(Connection::new()));
        numbered.next += 1;
        numbered.open.insert(number, Arc::clone(&connection));
        Some(Place { among: Arc::clone(self), number, connection })
    }

    /// Closes the one that has been idle longest; if none is, the one that has been sending its head or was held back longest, and
    /// then the one that has been sending its body longest.
    pub(super) fn one_gives_way(&self) {
        let numbered = self.numbered();
        let turns = numbered.open.values().map(|connection| (connection.turn(), connection));
        let can = turns.filter(|((stage, _), _)| *stage != Stage::Answer);
        if let Some((_, first)) = can.min_by_key(|(turn, _)| *turn) {
            first.give_way();
        }
    }

    fn numbered(&self) -> MutexGuard<'_, Numbered> {
        self.connections.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Place {
    pub(super) fn connection(&self) -> &Arc<Connection> {
        &self.connection
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.among.numbered().open.remove(&self.number);
        self.among.closed.notify_one();
    }
}
