//! What should be on this phone, counted outside its database and without a word of it: so that a database which the
//! browser has thrown away is noticed and said, never shown as an empty list.

use companion_browser::preferences;
use companion_model::{
    Millis,
    wire::{
        read,
        v1::{Remembered, Tally},
    },
};

const KEY: &str = "tally";
/// Since when somebody has been removing everything from this phone.
const LEAVING: &str = "leaving";
/// Whoever has not removed everything by then was closed over it.
const LEFT_BY_THEN_MS: Millis = 45_000;

/// What is known of records that are gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gone {
    /// They were counted on this phone.
    Counted(Tally),
    /// That count is gone too: all that is known is what the endpoint was told.
    Remembered(Remembered),
}

/// What was last counted; `None` on a phone that was never set up, or from which everything was removed.
pub fn last() -> Option<Tally> {
    read(preferences::get(KEY)?.as_bytes()).ok()
}

/// Everything is about to be removed by somebody: it is not missed, by no tab.
pub fn note_leaving(now: Millis) {
    preferences::set(LEAVING, &now.to_string());
    preferences::remove(KEY);
}

/// It was not removed after all.
pub fn clear_leaving() {
    preferences::remove(LEAVING);
}

/// Whether somebody has begun to remove everything, and not said that it is done.
pub fn was_begun_to_be_left() -> bool {
    preferences::get(LEAVING).is_some()
}

/// Whether somebody is at it.
pub fn is_being_left(now: Millis) -> bool {
    preferences::get(LEAVING).is_some_and(|since| is_recent(&since, now))
}

/// A clock that was set meanwhile keeps nobody waiting.
fn is_recent(since: &str, now: Millis) -> bool {
    since.parse::<Millis>().is_ok_and(|since| (0..LEFT_BY_THEN_MS).contains(&now.saturating_sub(since)))
}

/// Keeps a new count.
pub fn keep(tally: &Tally) {
    if was_begun_to_be_left() {
        return;
    }
    if let Ok(json) = serde_json::to_string(tally) {
        preferences::set(KEY, &json);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_was_closed_over_removing_everything_is_not_waited_for() {
        let cases = [
            ("1000", 1_000, true),
            ("1000", 45_999, true),
            ("1000", 46_000, false),
            ("1000", 999, false),
            ("", 1_000, false),
        ];
        for (since, now, recent) in cases {
            assert_eq!(is_recent(since, now), recent, "{since} {now}");
        }
    }
}
