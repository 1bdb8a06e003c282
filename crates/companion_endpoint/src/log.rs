//! The log of the program, which is standard error: `tracing`'s lines, written by `tracing-appender`'s thread, so that nobody
//! waits for them.
//!
//! Of its own this has what `tracing-appender` lacks: lines that the system refuses are counted with those that found no room
//! in the queue, the number is written as soon as something can be written again, and the end of the program waits for a
//! bounded time only.

use std::{
    backtrace::{Backtrace, BacktraceStatus},
    fmt,
    fs::File,
    io::{self, Write},
    os::fd::AsFd,
    panic,
    sync::{OnceLock, mpsc::sync_channel},
    thread,
    time::Duration,
};

use tracing_appender::non_blocking::{ErrorCounter, NonBlocking, NonBlockingBuilder, WorkerGuard};

/// Lines that may wait to be written; about a hundred kilobytes.
const QUEUE: usize = 1024;
/// How long the end of the program waits for what is queued.
const PATIENCE: Duration = Duration::from_millis(1200);

/// Counts the lines that found no room in the queue.
static NO_ROOM: OnceLock<ErrorCounter> = OnceLock::new();

/// The log, from the start of the program to its end.
pub struct Log {
    queue: NonBlocking,
    worker: WorkerGuard,
}

impl Log {
    /// Takes the lines of `tracing` from now on, and what panics say: a thread that panics must not hang on standard error.
    pub fn start() -> Self {
        let builder = NonBlockingBuilder::default().buffered_lines_limit(QUEUE).thread_name("log");
        let (queue, worker) = builder.finish(StandardError::default());
        NO_ROOM.get_or_init(|| queue.error_counter());
        let lines = tracing_subscriber::fmt().with_writer(queue.clone()).with_target(false);
        lines.log_internal_errors(false).init();
        panic::set_hook(Box::new(|panic| {
            let backtrace = Backtrace::capture();
            match backtrace.status() {
                BacktraceStatus::Captured => tracing::error!("{panic}\n{backtrace}"),
                _ => tracing::error!("{panic}"),
            }
        }));
        Self { queue, worker }
    }

    /// Writes why a verb could do nothing: for the person at the terminal, without time or level.
    pub fn write_failure(&mut self, error: &dyn fmt::Display) {
        let line = format!("companion-endpoint: {error}\n");
        // The queue takes the line or counts it as lost; it never answers with an error.
        let _queued = self.queue.write_all(line.as_bytes());
    }

    /// Waits until everything is written, but not for ever: somebody may have stopped reading. Where the queue stays full,
    /// `tracing-appender` prints that, to an output which may be as full: so this happens on another thread.
    pub fn finish(self) {
        let (ended, end) = sync_channel::<()>(0);
        let worker = self.worker;
        let waiting = thread::Builder::new().name("log-end".into()).spawn(move || {
            drop(worker);
            drop(ended);
        });
        if waiting.is_ok() {
            // An error either way: the other end is gone, or the time is over.
            let _over = end.recv_timeout(PATIENCE);
        }
    }
}

/// Prints where the endpoint is, on standard output, for whoever started it. An output that nobody reads holds nothing up.
pub fn announce(text: String) {
    let print = move || {
        if let Err(error) = writeln!(io::stdout(), "{text}") {
            tracing::warn!("this could not be printed: {error}: {text}");
        }
    };
    if let Err(error) = thread::Builder::new().name("announce".into()).spawn(print) {
        tracing::warn!("the address could not be printed: {error}");
    }
}

/// Standard error by a handle of its own: the standard library's is locked while somebody writes.
struct StandardError {
    /// `None` where the system gives no handle: then every line is lost.
    file: Option<File>,
    /// Lines that the system has refused.
    refused: usize,
    /// How many lost lines the log has told of.
    told: usize,
}

impl Default for StandardError {
    fn default() -> Self {
        let file = io::stderr().as_fd().try_clone_to_owned().ok().map(File::from);
        Self { file, refused: 0, told: 0 }
    }
}

impl Write for StandardError {
    /// Writes a whole line, and before it how many are lost. A line that can't be written is counted, and is no error.
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let lost = self.refused + NO_ROOM.get().map_or(0, ErrorCounter::dropped_lines);
        let mut text = match lost - self.told {
            0 => Vec::new(),
            more => format!("{more} lines of this log are lost\n").into_bytes(),
        };
        text.extend_from_slice(line);
        if self.file.as_mut().is_some_and(|file| file.write_all(&text).is_ok()) {
            self.told = lost;
        } else {
            self.refused += 1;
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Seek};

    use super::*;

    #[test]
    fn lines_that_the_system_refuses_are_counted_and_told_of_once_something_can_be_written() {
        let full = File::options().write(true).open("/dev/full").unwrap();
        let mut log = StandardError { file: Some(full), refused: 0, told: 0 };
        log.write_all(b"one\n").unwrap();
        log.write_all(b"two\n").unwrap();
        log.file = Some(tempfile::tempfile().unwrap());
        log.write_all(b"three\n").unwrap();
        log.write_all(b"four\n").unwrap();
        let (mut file, mut written) = (log.file.unwrap(), String::new());
        file.rewind().unwrap();
        file.read_to_string(&mut written).unwrap();
        assert_eq!(written, "2 lines of this log are lost\nthree\nfour\n");
    }
}
