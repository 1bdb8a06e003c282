//! Readers: a few connections beside the writer, which see what is committed and nothing else.

use std::{
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

use rusqlite::Connection;
use tokio::sync::Semaphore;

use super::schema;
use crate::store::StoreError;

pub(super) struct Readers {
    /// One permit for each idle connection.
    permits: Arc<Semaphore>,
    /// A std mutex: held for a push or a pop, never across an await.
    idle: Arc<Mutex<Vec<Connection>>>,
}

impl Readers {
    pub(super) fn open(path: &Path, count: usize) -> Result<Self, StoreError> {
        let connections: Result<Vec<_>, StoreError> = (0..count).map(|_| reader(path)).collect();
        Ok(Self { permits: Arc::new(Semaphore::new(count)), idle: Arc::new(Mutex::new(connections?)) })
    }

    /// Runs a job on a thread that may wait for the disk.
    pub(super) fn read<T, F>(&self, job: F) -> impl Future<Output = Result<T, StoreError>> + Send + use<T, F>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    {
        let (permits, idle) = (Arc::clone(&self.permits), Arc::clone(&self.idle));
        async move {
            let stopped = || StoreError::Unavailable("the readers have stopped".into());
            let permit = permits.acquire_owned().await.map_err(|_| stopped())?;
            let connection = idle.lock().unwrap_or_else(PoisonError::into_inner).pop().ok_or_else(stopped)?;
            let reading = tokio::task::spawn_blocking(move || {
                let result = job(&connection);
                idle.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
                // Held until here and not by the caller, who may go away while the connection is still in use.
                drop(permit);
                result
            });
            reading.await.map_err(|_| stopped())?
        }
    }
}

fn reader(path: &Path) -> Result<Connection, StoreError> {
    let connection = schema::connect(path)?;
    connection.pragma_update(None, "query_only", true)?;
    Ok(connection)
}
