//! The log, which is standard error: one line for each request. Ids, statuses and times; never content, tokens,
//! codes or names.
//!
//! Nobody waits for it: a thread of its own writes what is queued. Where standard error is full, broken or read by
//! nobody, lines are lost and counted, and requests are answered as before.

use std::{
    backtrace::{Backtrace, BacktraceStatus},
    fs::File,
    io::{self, Write},
    os::fd::AsFd,
    panic,
    sync::{
        LazyLock,
        atomic::{AtomicU64, Ordering},
        mpsc::{Receiver, SyncSender, TrySendError, sync_channel},
    },
    thread,
    time::{Duration, Instant},
};

use axum::http::{Method, StatusCode};
use companion_model::Millis;

/// Lines that may wait to be written; about a hundred kilobytes.
const QUEUE: usize = 1024;
/// How long the end of the program waits for what is queued.
const PATIENCE: Duration = Duration::from_secs(1);

/// Why the store could not do its work; rides on an answer to the one place that logs.
#[derive(Clone)]
pub(crate) struct Trouble(pub(crate) String);

enum Entry {
    Line(String),
    /// Answered once everything before it is written or lost.
    Mark(SyncSender<()>),
}

/// `None` where the system gives no thread or no handle: then there is no log.
static QUEUED: LazyLock<Option<SyncSender<Entry>>> = LazyLock::new(|| {
    // A handle of its own. The standard library's is locked while somebody writes, and a panic would wait for it.
    let to = File::from(io::stderr().as_fd().try_clone_to_owned().ok()?);
    let (lines, queue) = sync_channel(QUEUE);
    thread::Builder::new().name("log".into()).spawn(move || write(&queue, to)).ok()?;
    Some(lines)
});

/// Lines that nobody will read.
static LOST: AtomicU64 = AtomicU64::new(0);

/// Writes one line, now or soon, or loses it.
pub fn line(text: String) {
    let queued = QUEUED.as_ref().is_some_and(|lines| lines.try_send(Entry::Line(text)).is_ok());
    if !queued {
        LOST.fetch_add(1, Ordering::Relaxed);
    }
}

/// Waits until everything is written, but not for ever: somebody may have stopped reading.
pub fn finish() {
    let until = Instant::now() + PATIENCE;
    let (mark, reached) = sync_channel(1);
    let Some(lines) = QUEUED.as_ref() else { return };
    let mut entry = Entry::Mark(mark);
    while let Err(TrySendError::Full(back)) = lines.try_send(entry) {
        if Instant::now() >= until {
            return;
        }
        thread::sleep(Duration::from_millis(10));
        entry = back;
    }
    let _ = reached.recv_timeout(until.saturating_duration_since(Instant::now()));
}

/// Says where the endpoint is, on standard output, for whoever started it. An output that nobody reads or that is full
/// holds nothing up.
pub fn announce(text: String) {
    let said = thread::Builder::new().name("announce".into());
    drop(said.spawn(move || drop(writeln!(io::stdout(), "{text}"))));
}

/// From now on a panic's words go the same way: a thread that panics must not hang on standard error.
pub fn take_panics() {
    panic::set_hook(Box::new(|what| {
        line(format!("companion-endpoint: {what}"));
        let way = Backtrace::capture();
        if way.status() == BacktraceStatus::Captured {
            line(way.to_string());
        }
        finish();
    }));
}

/// Writes one request's line.
pub(crate) fn request(
    at: Millis,
    method: &Method,
    path: &str,
    status: StatusCode,
    took: Duration,
    trouble: Option<&Trouble>,
) {
    let because = trouble.map(|trouble| format!(" because {}", trouble.0)).unwrap_or_default();
    line(format!("{at} {method} {path} {} {} ms{because}", status.as_u16(), took.as_millis()));
}

fn write(queue: &Receiver<Entry>, mut to: impl Write) {
    for entry in queue {
        match entry {
            Entry::Line(text) => write_line(&text, &mut to),
            Entry::Mark(mark) => drop(mark.try_send(())),
        }
    }
}

/// What was lost before is said first, as soon as anything can be written again.
fn write_line(text: &str, to: &mut impl Write) {
    let lost = LOST.swap(0, Ordering::Relaxed);
    let before = if lost > 0 { format!("{lost} lines of this log are lost\n") } else { String::new() };
    if to.write_all(format!("{before}{text}\n").as_bytes()).is_err() {
        LOST.fetch_add(lost + 1, Ordering::Relaxed);
    }
}

/// Writes a line that belongs to no request.
pub(crate) fn event(at: Millis, text: &str) {
    line(format!("{at} {text}"));
}
