//! Writers: threads that each take what has gathered for a school, run it in one transaction and answer after its commit.
//!
//! One commit is one wait for the server's disk; what shares it is as fast as weaker promises elsewhere. Schools don't wait
//! for each other: each writer has a connection, and works on another lane.

use std::{slice, sync::Arc, thread, thread::JoinHandle, time::Duration};

use tokio::sync::watch;
use uuid::Uuid;

use super::{
    PostgresConnection,
    database::{Database, Purpose},
    errors::{Failure, Fault},
    life,
};
use crate::store::{Job, StoreError, StoreResult, job, lanes::Lanes, readers::Reader};

/// The longest a group waits to be as large as the one before of the same school: about half of what a transaction takes. A job that
/// comes after one that came alone never waits.
const GATHER: Duration = Duration::from_millis(1);
/// How often a group is run again because others were in the way.
const TRIES: u32 = 5;
/// How often it is run again because its connection was gone: one that had been idle, and one more.
const RECONNECTS: u32 = 2;
/// The longest pause before it is run again for the first time; twice as long before each later time.
const PAUSE_MS: u64 = 10;

/// The writers of a process.
pub(super) struct Writers {
    lanes: Arc<Lanes>,
    threads: Vec<JoinHandle<()>>,
    /// Closed once the last thread has ended, however it ended.
    ended: watch::Receiver<()>,
}

impl Writers {
    /// Starts so many threads.
    pub(super) fn start(database: &Arc<Database>, count: usize) -> StoreResult<Self> {
        let (lanes, (ending, ended)) = (Arc::new(Lanes::default()), watch::channel(()));
        let mut writers = Self { lanes, threads: Vec::new(), ended };
        let ending = Arc::new(ending);
        for _ in 0..count {
            let running = Running { lanes: Arc::clone(&writers.lanes), _ending: Arc::clone(&ending) };
            let mut writer = Writer { database: Arc::clone(database), connection: None };
            let thread =
                thread::Builder::new().name("writer".into()).spawn(move || writer.run(&running.lanes));
            writers.threads.push(thread.map_err(|error| StoreError::Unavailable(error.to_string()))?);
        }
        Ok(writers)
    }

    /// Waits until nothing can be written any more: a job has panicked, and what its connection had open is undone.
    pub(super) fn ended(&self) -> impl Future<Output = ()> + Send + use<> {
        let mut ended = self.ended.clone();
        async move { while ended.changed().await.is_ok() {} }
    }

    /// Runs a job in the school's next transaction, and answers it once that is committed.
    pub(super) fn queue(&self, school: Option<Uuid>, job: Box<dyn Job>) {
        self.lanes.queue(school, job);
    }
}

/// Lets what is queued commit, then closes the connections.
impl Drop for Writers {
    fn drop(&mut self) {
        self.lanes.close();
        for thread in self.threads.drain(..) {
            // A writer that panicked has answered nobody falsely: its callers saw their channels close.
            let _ended = thread.join();
        }
    }
}

/// Held while a thread runs. One that panics ends the others: nobody should wait for a lane that is never worked on again.
struct Running {
    lanes: Arc<Lanes>,
    _ending: Arc<watch::Sender<()>>,
}

impl Drop for Running {
    fn drop(&mut self) {
        if thread::panicking() {
            self.lanes.stop();
        }
    }
}

struct Writer {
    database: Arc<Database>,
    connection: Option<PostgresConnection>,
}

impl Writer {
    fn run(&mut self, lanes: &Lanes) {
        let mut last = (None, 0);
        while let Some(mut group) = lanes.take() {
            // Those who were just answered come again at once, or never: without them the next group would be small, and a transaction
            // takes about as long for one job as for many.
            let count = if last.0 == group.school { last.1 } else { 0 };
            group.gather(count, GATHER);
            last = (group.school, group.jobs.len());
            self.commit_all(group.school, std::mem::take(&mut group.jobs));
        }
    }

    /// Commits jobs in one transaction. Where one of them can't be kept, each is tried alone: nobody is refused for what
    /// somebody else has asked for.
    fn commit_all(&mut self, school: Option<Uuid>, jobs: Vec<Box<dyn Job>>) {
        let is_alone = jobs.len() == 1;
        let mut jobs = job::merged(jobs);
        let committed = self.commit(school, &mut jobs);
        if committed.as_ref().is_err_and(|failure| failure.fault == Fault::Refused) && !is_alone {
            for mut job in jobs.into_iter().flat_map(Job::split) {
                let committed = self.commit(school, slice::from_mut(&mut job));
                job.answer(committed.map_err(|failure| failure.error));
            }
            return;
        }
        let committed = committed.map_err(|failure| failure.error);
        jobs.into_iter().for_each(|job| job.answer(committed.clone()));
    }

    /// Commits jobs in one transaction: again while others are in the way, and on a new connection where the one that was there
    /// turns out to be gone, which has undone what was not committed.
    fn commit(&mut self, school: Option<Uuid>, jobs: &mut [Box<dyn Job>]) -> Result<(), Failure> {
        let (mut tries, mut reconnects) = (0, 0);
        loop {
            let mut connection = match self.connection.take() {
                Some(connection) => connection,
                None => {
                    let opened = self.database.open(Purpose::Write);
                    opened.map_err(|error| Failure { fault: Fault::Unable, error })?
                }
            };
            let committed = run(&mut connection, school, jobs);
            if !connection.is_broken() {
                self.connection = Some(connection);
            }
            match committed {
                Err(Failure { fault: Fault::Again, .. }) if tries < TRIES => {
                    thread::sleep(pause(tries));
                    tries += 1;
                }
                Err(Failure { fault: Fault::Lost, .. }) if reconnects < RECONNECTS => reconnects += 1,
                committed => return committed,
            }
        }
    }
}

fn run(
    connection: &mut PostgresConnection,
    school: Option<Uuid>,
    jobs: &mut [Box<dyn Job>],
) -> Result<(), Failure> {
    let ran = connection.begin(school).and_then(|()| {
        // By its first failure: later ones say only that there was one.
        jobs.iter_mut().try_for_each(|job| job.run(connection).map_err(|error| connection.failed(error)))
    });
    if let Err(failure) = ran {
        connection.roll_back();
        // Before a job ran, no job can be at fault.
        return Err(failure);
    }
    connection.commit().map_err(|failure| match failure.fault {
        Fault::Again => failure,
        _ => unknown(school, failure),
    })
}

/// Nobody knows whether a COMMIT that was not answered has happened. Whoever asked is told that nothing is known to be kept, and
/// asks again; the rules answer that as a repeat if it has.
fn unknown(school: Option<Uuid>, failure: Failure) -> Failure {
    let of = school.map_or_else(|| "the whole database".to_owned(), |school| format!("school {school}"));
    tracing::warn!(
        "It is not known whether what was written of {of} is kept: {}. Phones send it again.",
        failure.error
    );
    Failure { fault: Fault::Unable, ..failure }
}

/// Any time up to the longest, so that those who were in each other's way are not so again.
fn pause(tries: u32) -> Duration {
    let longest = PAUSE_MS << tries;
    let random = life::random::<8>().map_or(longest, u64::from_le_bytes);
    Duration::from_millis(random % (longest + 1))
}
