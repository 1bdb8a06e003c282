//! Readers: a few connections beside those that write, which see what is committed and nothing else.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::Semaphore;

use super::{Job, StoreError, StoreResult, Transaction};

/// A connection that reads.
pub(super) trait Reader: Send + Sized + 'static {
    /// Whether it is of no more use, for example because its server has closed it.
    fn is_broken(&self) -> bool;
}

/// Connections that are used by one question at a time, opened when there is something to ask.
pub(super) struct Readers<C> {
    /// One permit for each connection that may be in use.
    permits: Arc<Semaphore>,
    pool: Arc<Pool<C>>,
}

struct Pool<C> {
    /// A std mutex: held for a push or a pop, never across an await.
    idle: Mutex<Vec<C>>,
    open: Box<dyn Fn() -> StoreResult<C> + Send + Sync>,
}

impl<C: Reader> Readers<C> {
    /// At most so many connections, each made by `open`, which may wait.
    pub(super) fn new(most: usize, open: impl Fn() -> StoreResult<C> + Send + Sync + 'static) -> Self {
        let pool = Pool { idle: Mutex::new(Vec::new()), open: Box::new(open) };
        Self { permits: Arc::new(Semaphore::new(most)), pool: Arc::new(pool) }
    }

    /// Opens a connection before the first question.
    ///
    /// # Errors
    /// What opening says.
    pub(super) fn open_one(&self) -> StoreResult<()> {
        self.pool.put_back((self.pool.open)()?);
        Ok(())
    }

    /// Asks something.
    pub(super) fn ask<T, Q>(&self, question: Q) -> impl Future<Output = StoreResult<T>> + Send + use<C, T, Q>
    where
        T: Send + 'static,
        Q: FnMut(&mut C) -> StoreResult<T> + Send + 'static,
    {
        self.on_a_thread(move |pool| pool.ask(question))
    }

    /// Runs a job, and answers it.
    pub(super) fn run(&self, mut job: Box<dyn Job>) -> impl Future<Output = StoreResult<()>> + Send + use<C>
    where
        C: Transaction,
    {
        self.on_a_thread(move |pool| {
            let ended = pool.ask(|connection| job.run(connection));
            job.answer(ended);
            Ok(())
        })
    }

    /// Works on a thread that may wait for the database, once a connection is free.
    fn on_a_thread<T, W>(&self, work: W) -> impl Future<Output = StoreResult<T>> + Send + use<C, T, W>
    where
        T: Send + 'static,
        W: FnOnce(&Pool<C>) -> StoreResult<T> + Send + 'static,
    {
        let (permits, pool) = (Arc::clone(&self.permits), Arc::clone(&self.pool));
        async move {
            let broken_down = || StoreError::Unavailable("a reader has broken down".into());
            let permit = permits.acquire_owned().await.map_err(|_| broken_down())?;
            let working = tokio::task::spawn_blocking(move || {
                let answer = work(&pool);
                // Held until here and not by the caller, who may go away while the connection is still in use.
                drop(permit);
                answer
            });
            working.await.map_err(|_| broken_down())?
        }
    }
}

impl<C: Reader> Pool<C> {
    /// Where an idle connection turns out to be broken, the question is asked once more on a new one: it has written nothing that
    /// must not be written twice.
    fn ask<T>(&self, mut question: impl FnMut(&mut C) -> StoreResult<T>) -> StoreResult<T> {
        if let Some(mut idle) = self.take().filter(|idle| !idle.is_broken()) {
            let answer = question(&mut idle);
            if !idle.is_broken() {
                self.put_back(idle);
                return answer;
            }
        }
        let mut fresh = (self.open)()?;
        let answer = question(&mut fresh);
        self.put_back(fresh);
        answer
    }

    fn take(&self) -> Option<C> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop()
    }

    fn put_back(&self, connection: C) {
        if !connection.is_broken() {
            self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
        }
    }
}
