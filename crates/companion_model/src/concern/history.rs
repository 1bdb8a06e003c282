//! The history of writing: a chain of digests, sealed with the record. It shows in which order the words grew; when
//! they did it shows only where the endpoint has countersigned a link while there was signal.
//!
//! This is what is kept and when; what a link is and whether it holds is said in `companion_seal::history`.

use serde::{Deserialize, Serialize};

use crate::{
    Millis,
    wire::{Bytes, v1::Timestamp},
};

/// What a history may take as JSON, in bytes.
pub const HISTORY_LIMIT: usize = 32 * 1024;

const AT_MOST: usize = 128;
const A_MINUTE: Millis = 60_000;
/// After so many entries the pause between two of them doubles: eight hours of writing have room.
const DOUBLES_AFTER: usize = 32;

/// The chain, from its beginning.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct History {
    /// 32 random bytes before the first link: without them whoever countersigns could guess at the first words.
    pub start: Bytes,
    /// In the order in which they were noted.
    pub entries: Vec<Entry>,
}

/// One moment of writing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The phone's clock, as it was.
    pub at: Millis,
    /// SHA-256 of all answers as JSON, as they stood.
    pub digest: Bytes,
    /// The endpoint's word that this link was there by its clock; `None` without signal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<Timestamp>,
}

impl History {
    /// A history without an entry.
    pub fn starting_with(start: [u8; 32]) -> Self {
        Self { start: start.into(), entries: Vec::new() }
    }

    /// Whether a change at `now` is to be noted: one a minute at most, and fewer the longer somebody writes. The last
    /// place is kept for the signature.
    pub fn is_due(&self, now: Millis) -> bool {
        let count = self.entries.len();
        let pause = A_MINUTE << (count / DOUBLES_AFTER).min(8);
        let passed = |last: &Entry| !(0..pause).contains(&now.saturating_sub(last.at));
        count < AT_MOST - 1 && self.entries.last().is_none_or(passed)
    }

    /// Notes the answers as they stand.
    pub fn note(&mut self, at: Millis, digest: [u8; 32]) {
        self.entries.push(Entry { at, digest: digest.into(), timestamp: None });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::KeyId;

    const NOW: Millis = 1_793_743_800_000;

    fn written_each_second(seconds: i64) -> History {
        let mut history = History::starting_with([7; 32]);
        for now in (0..seconds).map(|second| NOW + second * 1_000) {
            if history.is_due(now) {
                history.note(now, [255; 32]);
            }
        }
        history
    }

    #[test]
    fn the_first_change_is_noted_and_then_one_a_minute() {
        assert_eq!(written_each_second(1).entries.len(), 1);
        assert_eq!(written_each_second(60).entries.len(), 1);
        assert_eq!(written_each_second(61).entries.len(), 2);
        assert_eq!(written_each_second(10 * 60).entries.len(), 10);
    }

    #[test]
    fn a_clock_set_back_does_not_stop_it() {
        let mut history = written_each_second(1);
        assert!(history.is_due(NOW - 3_600_000));
        history.note(NOW - 3_600_000, [1; 32]);
        assert!(!history.is_due(NOW - 3_600_000 + 59_000) && history.is_due(NOW - 3_600_000 + 60_000));
    }

    #[test]
    fn however_long_somebody_writes_it_has_room_and_a_place_for_the_signature() {
        let mut history = written_each_second(24 * 60 * 60);
        assert_eq!(history.entries.len(), AT_MOST - 1);
        assert!(
            history.entries.last().is_some_and(|last| last.at >= NOW + 7 * 3_600_000),
            "hours of writing"
        );
        history.note(NOW, [255; 32]);
        for entry in &mut history.entries {
            let (kid, signature) = (KeyId([255; 8]), vec![255; 64].into());
            entry.timestamp = Some(Timestamp { v: 1, at: NOW, kid, signature });
        }
        let bytes = serde_json::to_vec(&history).unwrap().len();
        assert!(bytes <= HISTORY_LIMIT, "{bytes}");
    }
}
