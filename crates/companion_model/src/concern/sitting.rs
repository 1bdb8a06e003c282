//! The sittings in which a record was written: how soon after the event, and in how many goes, is asked later.

use serde::{Deserialize, Serialize};

use crate::{DeviceTime, Millis};

/// Whoever writes on after a longer pause has come back to it.
const PAUSE_MS: Millis = 15 * 60_000;

/// How many are told apart; from then on the last one grows.
const AT_MOST: usize = 60;

/// A stretch of time in which the author wrote, by the phone's own clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sitting {
    /// The first change.
    pub began: DeviceTime,
    /// The last one.
    pub ended: DeviceTime,
}

impl Sitting {
    /// "Tue 3 Nov 2026, 22:10 to 22:31".
    pub fn words(&self) -> String {
        let (from, to) = (self.began.date_and_time(), self.ended.date_and_time());
        match from.split_once(", ").zip(to.split_once(", ")) {
            Some(((day, began), (same_day, ended))) if day == same_day && began == ended => from,
            Some(((day, _), (same_day, ended))) if day == same_day => format!("{from} to {ended}"),
            _ => format!("{from} to {to}"),
        }
    }

    /// A clock that was set back begins another sitting: its times are kept as they were.
    fn goes_on_at(&self, now: &DeviceTime) -> bool {
        (0..PAUSE_MS).contains(&now.utc_ms.saturating_sub(self.ended.utc_ms))
    }
}

/// Notes a change at `now`.
pub(super) fn wrote(sittings: &mut Vec<Sitting>, now: &DeviceTime) {
    let full = sittings.len() >= AT_MOST;
    match sittings.last_mut() {
        Some(last) if last.goes_on_at(now) || (full && now.utc_ms > last.ended.utc_ms) => {
            last.ended = now.clone()
        }
        Some(_) if full => {}
        _ => sittings.push(Sitting { began: now.clone(), ended: now.clone() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minutes: i64) -> DeviceTime {
        DeviceTime { utc_ms: 1_793_743_800_000 + minutes * 60_000, offset_min: 0, zone: String::new() }
    }

    fn written_at(minutes: &[i64]) -> Vec<Sitting> {
        let mut sittings = Vec::new();
        minutes.iter().for_each(|minute| wrote(&mut sittings, &at(*minute)));
        sittings
    }

    #[test]
    fn whoever_comes_back_after_a_quarter_of_an_hour_begins_another_sitting() {
        assert_eq!(written_at(&[0, 14, 28]).len(), 1);
        assert_eq!(written_at(&[0, 15]).len(), 2);
        let both = written_at(&[0, 21, 22, 140, 141]);
        let words: Vec<String> = both.iter().map(Sitting::words).collect();
        assert_eq!(
            words,
            ["Tue 3 Nov 2026, 22:10", "Tue 3 Nov 2026, 22:31 to 22:32", "Wed 4 Nov 2026, 00:30 to 00:31"]
        );
    }

    #[test]
    fn a_sitting_past_midnight_names_both_days() {
        assert_eq!(
            Sitting { began: at(0), ended: at(130) }.words(),
            "Tue 3 Nov 2026, 22:10 to Wed 4 Nov 2026, 00:20"
        );
    }

    #[test]
    fn a_clock_set_back_is_another_sitting_and_nothing_is_corrected() {
        let sittings = written_at(&[0, 5, -60, -59]);
        assert_eq!(sittings.iter().map(|sitting| &sitting.ended).collect::<Vec<_>>(), [&at(5), &at(-59)]);
    }

    #[test]
    fn however_often_somebody_comes_back_there_is_room() {
        let days: Vec<i64> = (0..500).map(|day| day * 1_440).collect();
        let sittings = written_at(&days);
        assert_eq!(sittings.len(), AT_MOST);
        assert_eq!(sittings[AT_MOST - 1].ended, at(499 * 1_440));
    }
}
