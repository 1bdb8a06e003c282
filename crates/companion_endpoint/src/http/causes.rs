//! Why something can't be done at the moment, for the log: at once, and then once a minute as long as it lasts. A database that is gone
//! is the same cause for every request.

use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// How long a cause that was written is not written again.
const AGAIN_AFTER: Duration = Duration::from_secs(60);
/// The most causes that are remembered. What is beyond them is written each time.
const MOST: usize = 64;

/// What a response was refused for.
#[derive(Clone, Debug)]
pub(super) struct Cause(pub(super) String);

/// The causes that were written, and when.
#[derive(Debug, Default)]
pub(super) struct Causes(Mutex<Vec<(String, Instant)>>);

impl Causes {
    /// Whether a cause is to be written at this time; if so, it counts as written.
    pub(super) fn is_due(&self, cause: &str, now: Instant) -> bool {
        let mut written = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        written.retain(|(_, at)| now.duration_since(*at) < AGAIN_AFTER);
        if written.iter().any(|(other, _)| other == cause) {
            return false;
        }
        if written.len() < MOST {
            written.push((cause.to_owned(), now));
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cause_is_written_at_once_and_then_once_a_minute() {
        let (causes, begun) = (Causes::default(), Instant::now());
        let is_due = |cause, after| causes.is_due(cause, begun + Duration::from_secs(after));
        assert!(is_due("gone", 0));
        assert!(!is_due("gone", 59));
        assert!(is_due("full", 59), "another cause does not wait");
        assert!(is_due("gone", 60));
        assert!(!is_due("gone", 61));
    }
}
