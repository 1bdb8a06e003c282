//! The one writer: a thread that takes what has gathered, runs it in one transaction and answers after its commit.
//!
//! One commit is one wait for the disk; sixty-four envelopes that share it are as fast as weaker promises elsewhere.

use std::{
    sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel},
    thread::JoinHandle,
};

use rusqlite::Connection;
use tokio::sync::watch;

use super::{epoch::EpochFile, schema};
use crate::store::{
    Job, StoreError, job,
    lanes::{GROUP, QUEUE},
};

pub(super) struct Writer {
    /// `None` only while the writer is being dropped.
    jobs: Option<SyncSender<Box<dyn Job>>>,
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
            run(connection, &queue, file.as_ref());
        });
        let thread = thread.map_err(|error| StoreError::Unavailable(error.to_string()))?;
        Ok(Self { jobs: Some(jobs), thread: Some(thread), ended })
    }

    /// Waits until nothing can be written any more: a job has panicked, and what the connection had open is undone.
    pub(super) fn ended(&self) -> impl Future<Output = ()> + Send + use<> {
        let mut ended = self.ended.clone();
        async move { while ended.changed().await.is_ok() {} }
    }

    /// Runs a job in the next transaction, and answers it once that is committed.
    pub(super) fn queue(&self, job: Box<dyn Job>) {
        let queued = match &self.jobs {
            Some(jobs) => jobs.try_send(job),
            None => Err(TrySendError::Disconnected(job)),
        };
        if let Err(TrySendError::Full(job) | TrySendError::Disconnected(job)) = queued {
            job.answer(Err(StoreError::Unavailable("too much is waiting to be written".into())));
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

fn run(mut connection: Connection, queue: &Receiver<Box<dyn Job>>, file: Option<&EpochFile>) {
    while let Ok(first) = queue.recv() {
        // What came while the group before was committed: the longer the disk takes, the more share the next commit.
        let group = std::iter::once(first).chain(queue.try_iter()).take(GROUP).collect();
        commit_all(&mut connection, group, file);
    }
}

/// Commits a group in one transaction. Where one of it can't be kept, each is tried alone: nobody is refused for what somebody
/// else has asked for.
fn commit_all(connection: &mut Connection, group: Vec<Box<dyn Job>>, file: Option<&EpochFile>) {
    let is_alone = group.len() == 1;
    let mut group = job::merged(group);
    let committed = commit(connection, &mut group, file);
    if committed.is_ok() || is_alone {
        group.into_iter().for_each(|job| job.answer(committed.clone()));
        return;
    }
    for mut job in group.into_iter().flat_map(Job::split) {
        let committed = commit(connection, std::slice::from_mut(&mut job), file);
        job.answer(committed);
    }
}

fn commit(
    connection: &mut Connection,
    group: &mut [Box<dyn Job>],
    file: Option<&EpochFile>,
) -> Result<(), StoreError> {
    let committed = run_group(connection, group);
    if let (Ok(Some(commits)), Some(file)) = (&committed, file) {
        // Before anybody has a receipt that the number does not count. If it can't be written, a copied folder may go
        // unnoticed; what was committed stands.
        if let Err(error) = file.record(*commits) {
            tracing::warn!("how far the database has come can't be written beside it: {error}");
        }
    }
    if committed.is_err() && !connection.is_autocommit() {
        // Nothing of the group may stay: its callers are told that nothing is stored. If even this fails, the next
        // group's BEGIN fails too, and so does its answer.
        if let Err(error) = connection.execute_batch("ROLLBACK") {
            tracing::error!("the database can't undo what it refused to keep: {error}");
        }
    }
    committed.map(drop)
}

/// Says how often the database was written to, if this group has changed it.
fn run_group(connection: &mut Connection, group: &mut [Box<dyn Job>]) -> Result<Option<u64>, StoreError> {
    connection.execute_batch("BEGIN IMMEDIATE")?;
    let before = connection.total_changes();
    for job in group {
        job.run(connection)?;
        if connection.is_autocommit() {
            // A full or broken disk makes SQLite roll everything back by itself.
            return Err(StoreError::Unavailable("the database undid the whole transaction".into()));
        }
    }
    let has_changed = connection.total_changes() != before;
    let commits = if has_changed { Some(schema::count_commit(connection)?) } else { None };
    connection.execute_batch("COMMIT")?;
    Ok(commits)
}
