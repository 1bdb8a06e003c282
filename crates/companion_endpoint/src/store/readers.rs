//! Readers: a few connections beside those that write, which see what is committed and nothing else.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::Semaphore;

use super::{StoreError, StoreResult};

/// Connections that are used by one question at a time.
pub(super) struct Readers<C> {
    /// One permit for each idle connection.
    permits: Arc<Semaphore>,
    /// A std mutex: held for a push or a pop, never across an await.
    idle: Arc<Mutex<Vec<C>>>,
}

impl<C: Send + 'static> Readers<C> {
    pub(super) fn new(connections: Vec<C>) -> Self {
        let permits = Arc::new(Semaphore::new(connections.len()));
        Self { permits, idle: Arc::new(Mutex::new(connections)) }
    }

    /// Asks something on a thread that may wait for the database.
    pub(super) fn ask<T, Q>(&self, question: Q) -> impl Future<Output = StoreResult<T>> + Send + use<C, T, Q>
    where
        T: Send + 'static,
        Q: FnOnce(&mut C) -> StoreResult<T> + Send + 'static,
    {
        let (permits, idle) = (Arc::clone(&self.permits), Arc::clone(&self.idle));
        async move {
            let stopped = || StoreError::Unavailable("the readers have stopped".into());
            let permit = permits.acquire_owned().await.map_err(|_| stopped())?;
            let taken = idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let mut connection = taken.ok_or_else(stopped)?;
            let asking = tokio::task::spawn_blocking(move || {
                let answer = question(&mut connection);
                idle.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
                // Held until here and not by the caller, who may go away while the connection is still in use.
                drop(permit);
                answer
            });
            asking.await.map_err(|_| stopped())?
        }
    }
}
