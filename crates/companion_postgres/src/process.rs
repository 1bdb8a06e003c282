//! The server's process: its start, its log, and its end.

use std::io::{self, BufRead, BufReader, Read};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, mpsc};
use std::thread;
use std::time::Duration;

use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process, waitid};

use crate::error::StopError;

/// What the server writes when clients may come, to a replica to read only.
const READY: [&str; 2] = [
    "database system is ready to accept connections",
    "database system is ready to accept read-only connections",
];
/// How much of a log is kept, in bytes.
const MOST_LOG: usize = 1 << 20;

/// How a server is stopped; the words are PostgreSQL's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shutdown {
    /// Takes no new clients and waits until those that are here have gone.
    Smart,
    /// Ends every connection, writes everything into its files, and ends.
    Fast,
    /// Ends at once, as in a crash; the next start recovers what was committed.
    Immediate,
}

/// One run of the server. It ends with the thread that keeps it, and so with this process.
pub struct Process {
    pid: Pid,
    run: Arc<Run>,
}

#[derive(Default)]
struct Run {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    log: String,
    is_ready: bool,
    has_ended: bool,
}

/// What came of a start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Ready,
    Ended,
    /// Neither, within the time that it was given.
    Unknown,
}

impl Process {
    /// Starts the server. The system tells it to stop when the thread that started it ends, and a test's thread
    /// ends with the test: so a thread of its own starts it, and stays as long as it runs.
    pub fn start(mut command: Command) -> io::Result<Self> {
        // In a group of its own, so that a terminal's Ctrl-C reaches the owner alone, who may still need the server.
        command.stdout(Stdio::null()).stderr(Stdio::piped()).process_group(0);
        let run = Arc::<Run>::default();
        let (sender, started) = mpsc::channel();
        let keeper = {
            let run = Arc::clone(&run);
            move || {
                let (child, pid) = match spawn(&mut command) {
                    Ok(spawned) => spawned,
                    Err(cause) => return answer(&sender, Err(cause)),
                };
                answer(&sender, Ok(pid));
                run.follow(child, pid);
            }
        };
        thread::Builder::new().name("postgres".to_owned()).spawn(keeper)?;
        let pid = started.recv().map_err(io::Error::other)??;
        Ok(Self { pid, run })
    }

    /// Waits until clients may come, or the process has ended.
    pub fn wait_for_start(&self, limit: Duration) -> Outcome {
        let state = self.run.wait(limit, |state| state.is_ready || state.has_ended);
        match &*state {
            State { has_ended: true, .. } => Outcome::Ended,
            State { is_ready: true, .. } => Outcome::Ready,
            _ => Outcome::Unknown,
        }
    }

    /// Tells the server to stop, and waits until it has. One that has ended is left alone.
    pub fn stop(&self, how: Shutdown, limit: Duration) -> Result<(), StopError> {
        let signal = match how {
            Shutdown::Smart => Signal::TERM,
            Shutdown::Fast => Signal::INT,
            Shutdown::Immediate => Signal::QUIT,
        };
        let pid = self.pid.as_raw_nonzero().get().unsigned_abs();
        {
            // While this is locked the process keeps its id, even if it has just ended.
            let state = self.run.lock();
            if !state.has_ended {
                let sent = kill_process(self.pid, signal);
                sent.map_err(|cause| StopError::Signal { pid, cause: cause.into() })?;
            }
        }
        let state = self.run.wait(limit, |state| state.has_ended);
        let seconds = limit.as_secs();
        if state.has_ended { Ok(()) } else { Err(StopError::StillRunning { pid, seconds }) }
    }

    /// The process's id, while it runs.
    pub fn pid(&self) -> Option<u32> {
        (!self.run.lock().has_ended).then(|| self.pid.as_raw_nonzero().get().unsigned_abs())
    }

    /// What it has written so far.
    pub fn log(&self) -> String {
        self.run.lock().log.clone()
    }
}

/// Says what came of a start. Whoever asked waits for it.
fn answer(sender: &mpsc::Sender<io::Result<Pid>>, started: io::Result<Pid>) {
    if let Err(unheard) = sender.send(started) {
        eprintln!("nobody waits for the PostgreSQL server any more: {unheard}");
    }
}

fn spawn(command: &mut Command) -> io::Result<(Child, Pid)> {
    let child = command.spawn()?;
    let pid = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
    Ok((child, pid.ok_or_else(|| io::Error::other("the system gave it an id that no process has"))?))
}

impl Run {
    /// Reads the log until every process of the server has closed it, then notes the end.
    fn follow(&self, mut child: Child, pid: Pid) {
        if let Some(log) = child.stderr.take() {
            self.read(log);
        }
        // First wait without giving the process's id back to the system, then do so while nobody signals it.
        let ended = waitid(WaitId::Pid(pid), WaitIdOptions::EXITED | WaitIdOptions::NOWAIT);
        let mut state = self.lock();
        if let Err(cause) = ended.map_err(io::Error::from).and(child.wait()) {
            state.add(&format!("The end of this process could not be waited for: {cause}\n"));
        }
        state.has_ended = true;
        self.changed.notify_all();
    }

    fn read(&self, log: impl Read) {
        let mut log = BufReader::new(log);
        let mut line = Vec::new();
        loop {
            line.clear();
            match log.read_until(b'\n', &mut line) {
                Ok(0) => return,
                Ok(_) => self.lock().add(&String::from_utf8_lossy(&line)),
                Err(cause) => {
                    return self.lock().add(&format!("The log can't be read any further: {cause}\n"));
                }
            }
            self.changed.notify_all();
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait(&self, limit: Duration, is_over: impl Fn(&State) -> bool) -> MutexGuard<'_, State> {
        let waited = self.changed.wait_timeout_while(self.lock(), limit, |state| !is_over(state));
        waited.unwrap_or_else(PoisonError::into_inner).0
    }
}

impl State {
    fn add(&mut self, line: &str) {
        self.is_ready |= READY.iter().any(|ready| line.contains(ready));
        self.log.push_str(line);
        if self.log.len() > MOST_LOG {
            // The older half, up to the end of a line.
            let half = self.log.floor_char_boundary(MOST_LOG / 2);
            let end = self.log[half..].find('\n').map_or(half, |end| half + end + 1);
            self.log.drain(..end);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{MOST_LOG, State};

    #[test]
    fn of_a_long_log_the_end_is_kept() {
        let mut state = State::default();
        for number in 0..100_000 {
            state.add(&format!("line {number}: é\n"));
        }
        assert!(state.log.len() <= MOST_LOG && state.log.len() > MOST_LOG / 4);
        assert!(state.log.starts_with("line ") && state.log.ends_with("line 99999: é\n"));
    }
}
