//! Lanes of jobs that wait for a writer: one lane a school, so that jobs of one school are done in their order and by one
//! writer at a time, and no school waits for another.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
};

use uuid::Uuid;

use super::{Job, StoreError};

/// The most jobs that share a commit.
const GROUP: usize = 64;
/// What may wait at all; beyond it the endpoint says 503 rather than fall ever further behind.
const QUEUE: usize = 1024;

/// The school of a lane; `None` for what belongs to the whole database.
type Lane = Option<Uuid>;

/// Jobs that wait, by lane.
#[derive(Default)]
pub(super) struct Lanes {
    waiting: Mutex<Waiting>,
    /// Told when a lane is ready, or no job will come any more.
    changed: Condvar,
}

#[derive(Default)]
struct Waiting {
    /// A lane is here while it has jobs, or a writer works on it.
    lanes: HashMap<Lane, VecDeque<Box<dyn Job>>>,
    /// Lanes with jobs on which no writer works, the one that has waited longest first.
    ready: VecDeque<Lane>,
    count: usize,
    is_closed: bool,
}

/// Jobs of one lane, on which nobody else works while this is held.
pub(super) struct Group<'a> {
    pub(super) school: Lane,
    pub(super) jobs: Vec<Box<dyn Job>>,
    lanes: &'a Lanes,
}

impl Lanes {
    /// Adds a job at the end of its lane, or answers at once that it can't be done.
    pub(super) fn queue(&self, school: Lane, job: Box<dyn Job>) {
        let mut waiting = self.waiting();
        if waiting.is_closed || waiting.count >= QUEUE {
            drop(waiting);
            job.answer(Err(StoreError::Unavailable("too much is waiting to be written".into())));
            return;
        }
        waiting.count += 1;
        if let Some(lane) = waiting.lanes.get_mut(&school) {
            lane.push_back(job);
        } else {
            waiting.lanes.insert(school, VecDeque::from([job]));
            waiting.ready.push_back(school);
            self.changed.notify_one();
        }
    }

    /// Waits for jobs; `None` once there will be none any more.
    pub(super) fn take(&self) -> Option<Group<'_>> {
        let mut waiting = self.waiting();
        loop {
            if let Some(school) = waiting.ready.pop_front() {
                let lane = waiting.lanes.entry(school).or_default();
                let jobs: Vec<_> = lane.drain(..lane.len().min(GROUP)).collect();
                waiting.count = waiting.count.saturating_sub(jobs.len());
                return Some(Group { school, jobs, lanes: self });
            }
            if waiting.is_closed && waiting.count == 0 {
                return None;
            }
            waiting = self.changed.wait(waiting).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Takes no more jobs; those that wait are still handed out.
    pub(super) fn close(&self) {
        self.waiting().is_closed = true;
        self.changed.notify_all();
    }

    /// Takes no more jobs and drops those that wait: whoever asked sees that nothing is done any more.
    pub(super) fn stop(&self) {
        let mut waiting = self.waiting();
        waiting.is_closed = true;
        waiting.ready.clear();
        waiting.count = 0;
        let dropped = std::mem::take(&mut waiting.lanes);
        drop(waiting);
        drop(dropped);
        self.changed.notify_all();
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Lets others work on the lane.
impl Drop for Group<'_> {
    fn drop(&mut self) {
        let mut waiting = self.lanes.waiting();
        match waiting.lanes.get(&self.school).map(VecDeque::is_empty) {
            Some(true) => {
                waiting.lanes.remove(&self.school);
            }
            Some(false) => {
                waiting.ready.push_back(self.school);
                self.lanes.changed.notify_one();
            }
            None => {}
        }
        if waiting.is_closed && waiting.count == 0 {
            self.lanes.changed.notify_all();
        }
    }
}
