//! Lanes of jobs that wait for a writer: one lane a school, so that jobs of one school are done in their order and by one
//! writer at a time, and no school waits for another.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Mutex, MutexGuard, PoisonError},
    thread::{self, Thread},
    time::{Duration, Instant},
};

use uuid::Uuid;

use super::{Job, StoreError};

/// The most jobs that share a commit.
pub(super) const GROUP: usize = 64;
/// What may wait at all; beyond it the endpoint says 503 rather than fall ever further behind.
pub(super) const QUEUE: usize = 1024;

/// The school of a lane; `None` for what belongs to the whole database.
type Lane = Option<Uuid>;

/// Jobs that wait, by lane.
#[derive(Default)]
pub(super) struct Lanes {
    waiting: Mutex<Waiting>,
}

#[derive(Default)]
struct Waiting {
    /// A lane is here while it has jobs, or a writer works on it.
    lanes: HashMap<Lane, VecDeque<Box<dyn Job>>>,
    /// Lanes with jobs on which no writer works, the one that has waited longest first.
    ready: VecDeque<Lane>,
    /// Writers that wait for a lane. The last one to have worked is woken first: its memory and its connection are in use already,
    /// and those of writers that are not needed stay small.
    idle: Vec<Thread>,
    /// Writers that wait for more jobs of the lane on which they work, and with how many that is over.
    gathering: HashMap<Lane, (Thread, usize)>,
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
            let length = lane.len();
            if let Some((writer, _)) = waiting.gathering.get(&school).filter(|(_, least)| length >= *least) {
                writer.unpark();
            }
        } else {
            waiting.lanes.insert(school, VecDeque::from([job]));
            waiting.ready.push_back(school);
            waiting.wake_one();
        }
    }

    /// Waits for jobs; `None` once there will be none any more.
    pub(super) fn take(&self) -> Option<Group<'_>> {
        let mut waiting = self.waiting();
        loop {
            if let Some(school) = waiting.ready.pop_front() {
                waiting.lanes.entry(school).or_default();
                let jobs = waiting.first_of(school, GROUP);
                return Some(Group { school, jobs, lanes: self });
            }
            if waiting.is_closed && waiting.count == 0 {
                return None;
            }
            waiting.idle.push(thread::current());
            drop(waiting);
            thread::park();
            waiting = self.waiting();
            // Where it was woken by nobody it still stands there.
            waiting.idle.retain(|idle| idle.id() != thread::current().id());
        }
    }

    /// Takes no more jobs; those that wait are still handed out.
    pub(super) fn close(&self) {
        let mut waiting = self.waiting();
        waiting.is_closed = true;
        waiting.wake_all();
    }

    /// Takes no more jobs and drops those that wait: whoever asked sees that nothing is done any more.
    pub(super) fn stop(&self) {
        let mut waiting = self.waiting();
        waiting.is_closed = true;
        waiting.ready.clear();
        waiting.count = 0;
        waiting.wake_all();
        let dropped = std::mem::take(&mut waiting.lanes);
        drop(waiting);
        drop(dropped);
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Group<'_> {
    /// Waits for more jobs until the group has so many, but not longer than `patience`.
    pub(super) fn gather(&mut self, count: usize, patience: Duration) {
        let (until, count) = (Instant::now() + patience, count.min(GROUP));
        let mut waiting = self.lanes.waiting();
        loop {
            self.jobs.extend(waiting.first_of(self.school, GROUP - self.jobs.len()));
            let left = until.saturating_duration_since(Instant::now());
            let missing = count.saturating_sub(self.jobs.len());
            if missing == 0 || left.is_zero() || waiting.is_closed {
                return;
            }
            waiting.gathering.insert(self.school, (thread::current(), missing));
            drop(waiting);
            thread::park_timeout(left);
            waiting = self.lanes.waiting();
            waiting.gathering.remove(&self.school);
        }
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
                waiting.wake_one();
            }
            None => {}
        }
        if waiting.is_closed && waiting.count == 0 {
            waiting.wake_all();
        }
    }
}

impl Waiting {
    /// Takes the first jobs of a lane, so many at the most.
    fn first_of(&mut self, school: Lane, most: usize) -> Vec<Box<dyn Job>> {
        let Some(lane) = self.lanes.get_mut(&school) else { return Vec::new() };
        let jobs: Vec<_> = lane.drain(..lane.len().min(most)).collect();
        self.count = self.count.saturating_sub(jobs.len());
        jobs
    }

    fn wake_one(&mut self) {
        if let Some(idle) = self.idle.pop() {
            idle.unpark();
        }
    }

    fn wake_all(&mut self) {
        self.idle.drain(..).for_each(|idle| idle.unpark());
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;
    use crate::store::{StoreResult, Transaction};

    type Said = Arc<Mutex<Vec<(u32, bool)>>>;

    /// Says its number when it is answered, and whether that was Ok.
    struct Numbered(u32, Said);

    impl Job for Numbered {
        fn run(&mut self, _transaction: &mut dyn Transaction) -> StoreResult<()> {
            Ok(())
        }

        fn answer(self: Box<Self>, ended: StoreResult<()>) {
            self.1.lock().unwrap().push((self.0, ended.is_ok()));
        }

        fn split(self: Box<Self>) -> Vec<Box<dyn Job>> {
            vec![self]
        }
    }

    fn answer_all(mut group: Group<'_>) {
        group.jobs.drain(..).for_each(|job| job.answer(Ok(())));
    }

    const A: Lane = Some(Uuid::from_u128(1));

    #[test]
    fn a_lane_is_worked_on_by_one_at_a_time_and_in_its_order() {
        let (lanes, said) = (Lanes::default(), Said::default());
        let add = |school, number| lanes.queue(school, Box::new(Numbered(number, Arc::clone(&said))));
        add(A, 1);
        add(None, 2);
        let of_a = lanes.take().unwrap();
        add(A, 3);
        let of_none = lanes.take().unwrap();
        assert_eq!((of_a.school, of_a.jobs.len(), of_none.school), (A, 1, None));
        assert!(lanes.waiting().ready.is_empty(), "what came for a lane in work waits");
        answer_all(of_none);
        answer_all(of_a);
        answer_all(lanes.take().unwrap());
        assert_eq!(*said.lock().unwrap(), [(2, true), (1, true), (3, true)]);
        assert!(lanes.waiting().lanes.is_empty());
        lanes.close();
        assert!(lanes.take().is_none());
    }

    #[test]
    fn a_group_waits_for_more_jobs_until_it_is_as_large_as_asked_or_the_time_is_over() {
        let (lanes, said) = (Lanes::default(), Said::default());
        let add = |number| lanes.queue(A, Box::new(Numbered(number, Arc::clone(&said))));
        add(1);
        let mut group = lanes.take().unwrap();
        group.gather(1, Duration::from_secs(60));
        assert_eq!(group.jobs.len(), 1, "one that comes alone does not wait");
        thread::scope(|scope| {
            scope.spawn(|| {
                while lanes.waiting().gathering.is_empty() {
                    thread::yield_now();
                }
                (2..=4).for_each(add);
            });
            group.gather(4, Duration::from_secs(60));
        });
        assert_eq!(group.jobs.len(), 4);
        group.gather(5, Duration::from_millis(1));
        assert_eq!(group.jobs.len(), 4, "nobody else came");
        answer_all(group);
        assert_eq!(*said.lock().unwrap(), [(1, true), (2, true), (3, true), (4, true)]);
        assert!(lanes.waiting().gathering.is_empty());
    }

    #[test]
    fn of_writers_that_wait_the_last_is_woken_first() {
        let (lanes, said, woken) = (Lanes::default(), Said::default(), Mutex::new(Vec::new()));
        let works = |writer: &'static str| {
            let group = lanes.take().unwrap();
            woken.lock().unwrap().push(writer);
            answer_all(group);
        };
        let until = |is_so: &dyn Fn() -> bool| {
            while !is_so() {
                thread::yield_now()
            }
        };
        thread::scope(|scope| {
            for (waiting, writer) in ["first", "last"].into_iter().enumerate() {
                scope.spawn(move || works(writer));
                until(&|| lanes.waiting().idle.len() > waiting);
            }
            for number in 1..=2 {
                lanes.queue(A, Box::new(Numbered(number, Arc::clone(&said))));
                until(&|| said.lock().unwrap().len() == number as usize);
            }
        });
        assert_eq!(*woken.lock().unwrap(), ["last", "first"]);
    }

    #[test]
    fn what_waits_is_bounded_and_so_is_a_group() {
        let (lanes, said) = (Lanes::default(), Said::default());
        for number in 0..=u32::try_from(QUEUE).unwrap() {
            lanes.queue(A, Box::new(Numbered(number, Arc::clone(&said))));
        }
        assert_eq!(*said.lock().unwrap(), [(1024, false)], "the last was answered at once");
        lanes.close();
        let mut groups = 0;
        while let Some(group) = lanes.take() {
            assert_eq!(group.jobs.len(), GROUP);
            groups += 1;
        }
        assert_eq!(groups, QUEUE / GROUP, "what was taken is handed out");
    }

    #[test]
    fn once_it_is_stopped_nothing_is_taken_or_handed_out() {
        let (lanes, said) = (Lanes::default(), Said::default());
        let add = |number| lanes.queue(A, Box::new(Numbered(number, Arc::clone(&said))));
        add(1);
        let group = lanes.take().unwrap();
        add(2);
        lanes.stop();
        drop(group);
        add(3);
        assert!(lanes.take().is_none());
        assert_eq!(*said.lock().unwrap(), [(3, false)], "2 is dropped: whoever asked sees that");
    }
}
