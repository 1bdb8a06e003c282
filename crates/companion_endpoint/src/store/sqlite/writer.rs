//! The one writer: a thread that takes what has gathered, runs it in one transaction and answers after its commit.
//!
//! One commit is one wait for the disk; sixty-four envelopes that share it are as fast as weaker promises elsewhere.

use std::{
    sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel},
    thread::JoinHandle,
    time::{Duration, Instant},
};

use rusqlite::Connection;
use tokio::sync::{oneshot, watch};

use super::{epoch::EpochFile, schema};
use crate::store::StoreError;

/// The most jobs that share a commit.
const GROUP: usize = 64;
/// The longest a group waits for company. Only after a group that had some: a lone writer is never kept waiting.
const GATHER: Duration = Duration::from_millis(2);
/// What may wait at all; beyond it the endpoint says 503 rather than fall ever further behind.
const QUEUE: usize = 1024;

/// Tells a caller how the commit went.
type Ack = Box<dyn FnOnce(Result<(), StoreError>) + Send>;
/// Runs inside the transaction; says whether its changes stay.
type Job = Box<dyn FnOnce(&Connection) -> (bool, Ack) + Send>;

pub(super) struct Writer {
    /// `None` only while the writer is being dropped.
    jobs: Option<SyncSender<Job>>,
    thread: Option<JoinHandle<()>>,
    /// Closed by the thread when it ends, however it ends.
    ended: watch::Receiver<()>,
}

impl Writer {
    /// Starts the thread; with a file it writes down there how far the database has come.
    pub(super) fn start(connection: Connection, file: Option<EpochFile>) -> Result<Self, StoreError> {
        let (jobs, queue) = sync_channel(QUEUE);
        let (ending, ended) = watch::channel(());
        let thread = std::thread::Builder::new().name("writer".into()).spawn(move || {
            let _ending = ending;
            run(&connection, &queue, file.as_ref());
        });
        let thread = thread.map_err(|error| StoreError::Unavailable(error.to_string()))?;
        Ok(Self { jobs: Some(jobs), thread: Some(thread), ended })
    }

    /// Waits until nothing can be written any more: a job has panicked, and what the connection had open is undone.
    pub(super) fn ended(&self) -> impl Future<Output = ()> + Send + use<> {
        let mut ended = self.ended.clone();
        async move { while ended.changed().await.is_ok() {} }
    }

    /// Runs a job in the next transaction. Ok only once it is committed.
    pub(super) fn write<T, F>(&self, job: F) -> impl Future<Output = Result<T, StoreError>> + Send + use<T, F>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    {
        let (answer, answered) = oneshot::channel();
        let job: Job = Box::new(move |connection| {
            let result = job(connection);
            let stays = result.is_ok();
            // A caller who has gone away meanwhile loses only the answer.
            let answer = move |commit: Result<(), StoreError>| {
                let _heard = answer.send(commit.and(result));
            };
            (stays, Box::new(answer))
        });
        let queued = self.jobs.as_ref().is_some_and(|jobs| jobs.try_send(job).is_ok());
        async move {
            if !queued {
                return Err(StoreError::Unavailable("too much is waiting to be written".into()));
            }
            answered.await.unwrap_or_else(|_| Err(StoreError::Unavailable("the writer has stopped".into())))
        }
    }
}

/// Lets what is queued commit, then closes the database.
impl Drop for Writer {
    fn drop(&mut self) {
        self.jobs = None;
        if let Some(thread) = self.thread.take() {
            // A writer that panicked has answered nobody falsely: its callers saw their channels close.
            let _ended = thread.join();
        }
    }
}

fn run(connection: &Connection, queue: &Receiver<Job>, file: Option<&EpochFile>) {
    let mut had_company = false;
    while let Ok(first) = queue.recv() {
        let group = gather(first, queue, if had_company { GATHER } else { Duration::ZERO });
        had_company = group.len() > 1;
        commit(connection, group, file);
    }
}

fn gather(first: Job, queue: &Receiver<Job>, patience: Duration) -> Vec<Job> {
    let mut group = vec![first];
    let until = Instant::now() + patience;
    while group.len() < GROUP {
        match queue.recv_timeout(until.saturating_duration_since(Instant::now())) {
            Ok(job) => group.push(job),
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => break,
        }
    }
    group
}

fn commit(connection: &Connection, group: Vec<Job>, file: Option<&EpochFile>) {
    let mut acks = Vec::with_capacity(group.len());
    let committed = run_group(connection, group, &mut acks);
    if let (Ok(Some(commits)), Some(file)) = (&committed, file) {
        // Before anybody has a receipt that the number does not count. If it can't be written, a copied folder may go
        // unnoticed; what was committed stands.
        if let Err(error) = file.record(*commits) {
            tracing::warn!("how far the database has come can't be written beside it: {error}");
        }
    }
    let committed = committed.map(drop);
    if committed.is_err() && !connection.is_autocommit() {
        // Nothing of the group may stay: its callers are told that nothing is stored. If even this fails, the next
        // group's BEGIN fails too, and so does its answer.
        if let Err(error) = connection.execute_batch("ROLLBACK") {
            tracing::error!("the database can't undo what it refused to keep: {error}");
        }
    }
    for ack in acks {
        ack(committed.clone());
    }
}

/// Jobs that were not reached drop their answer, which their callers see as an error. Says how often the database was written
/// to, if this group has changed it.
fn run_group(
    connection: &Connection,
    group: Vec<Job>,
    acks: &mut Vec<Ack>,
) -> Result<Option<u64>, StoreError> {
    connection.execute_batch("BEGIN IMMEDIATE")?;
    let mut changed = false;
    for job in group {
        connection.execute_batch("SAVEPOINT job")?;
        let (stays, ack) = job(connection);
        acks.push(ack);
        if connection.is_autocommit() {
            // A full or broken disk makes SQLite roll everything back by itself.
            return Err(StoreError::Unavailable("the database undid the whole transaction".into()));
        }
        changed |= stays;
        connection.execute_batch(if stays { "RELEASE job" } else { "ROLLBACK TO job; RELEASE job" })?;
    }
    let commits = if changed { Some(schema::count_commit(connection)?) } else { None };
    connection.execute_batch("COMMIT")?;
    Ok(commits)
}
