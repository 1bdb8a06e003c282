//! Watches the machine's clock, which stamps every receipt: it can jump, and it can be wrong from the start.
//!
//! Nothing is refused because of it. Order never depends on times, and a school must get its records from an endpoint
//! whose clock is wrong; but whoever runs the machine must hear of it.

use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use companion_model::Millis;

/// How often the clocks are compared.
pub(crate) const CHECK_INTERVAL: Duration = Duration::from_secs(10);
/// What a correction by a time service may amount to, unnoticed.
const STEP: Millis = 5_000;
/// How long a jump is told of.
const REPORTED_FOR: Duration = Duration::from_secs(24 * 60 * 60);
/// How far the last contact may lie ahead before the clock is said to be behind.
const BEHIND: Millis = 60_000;

/// What was seen of the clock. Lives in one process: another one on the same machine sees the same.
pub(crate) struct ClockWatch(Mutex<Seen>);

struct Seen {
    wall: Millis,
    monotonic: Instant,
    jump: Option<Jump>,
}

/// A step of the clock that no time service makes of itself.
#[derive(Clone, Copy)]
struct Jump {
    at: Instant,
    by: Millis,
}

impl ClockWatch {
    pub(crate) fn new(wall: Millis, monotonic: Instant) -> Self {
        Self(Mutex::new(Seen { wall, monotonic, jump: None }))
    }

    /// Compares the clock with one that only ever goes on. Says a jump, in words for the log, once.
    pub(crate) fn detect_jump(&self, wall: Millis, monotonic: Instant) -> Option<String> {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let passed = monotonic.saturating_duration_since(seen.monotonic).as_millis();
        let by = wall - seen.wall - Millis::try_from(passed).unwrap_or(Millis::MAX);
        (seen.wall, seen.monotonic) = (wall, monotonic);
        if by.abs() < STEP {
            return None;
        }
        seen.jump = Some(Jump { at: monotonic, by });
        Some(jumped(by))
    }

    /// What there is to say of the clock, given when a phone was last heard of; `None` if it seems right.
    pub(crate) fn finding(
        &self,
        wall: Millis,
        monotonic: Instant,
        last_contact: Option<Millis>,
    ) -> Option<String> {
        if let Some(ahead) = last_contact.map(|at| at - wall).filter(|ahead| *ahead > BEHIND) {
            return Some(format!(
                "The clock of this machine stands {} s before the last time that a phone was heard of. It is wrong now, or was then.",
                ahead / 1000
            ));
        }
        let seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let recent = seen.jump.filter(|jump| monotonic.saturating_duration_since(jump.at) < REPORTED_FOR);
        recent.map(|jump| jumped(jump.by))
    }
}

fn jumped(by: Millis) -> String {
    let direction = if by < 0 { "back" } else { "forward, or the machine slept," };
    format!("The clock of this machine went {direction} by {} s.", by.abs() / 1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Millis = 1_793_716_320_000;

    fn later(begun: Instant, s: u64) -> Instant {
        begun + Duration::from_secs(s)
    }

    #[test]
    fn a_clock_that_goes_on_is_not_worth_a_word() {
        let begun = Instant::now();
        let watch = ClockWatch::new(NOW, begun);
        for s in 1..100_i64 {
            let at = later(begun, 10 * s.unsigned_abs());
            assert_eq!(watch.detect_jump(NOW + 10_000 * s + s, at), None);
        }
        assert_eq!(watch.finding(NOW + 990_000, later(begun, 990), Some(NOW + 990_000 + BEHIND)), None);
    }

    #[test]
    fn a_jump_is_said_once_in_the_log_and_for_a_day_to_whoever_watches() {
        for (by, said) in [(-3_600_000, "went back by 3600 s"), (7_200_000, "by 7200 s")] {
            let begun = Instant::now();
            let watch = ClockWatch::new(NOW, begun);
            let heard = watch.detect_jump(NOW + 10_000 + by, later(begun, 10)).unwrap();
            assert!(heard.contains(said), "{heard}");
            assert_eq!(watch.detect_jump(NOW + 20_000 + by, later(begun, 20)), None, "once");
            assert_eq!(watch.finding(NOW, later(begun, 30), None), Some(heard));
            assert_eq!(watch.finding(NOW, later(begun, 10 + 24 * 60 * 60), None), None, "a day later");
        }
    }

    #[test]
    fn a_clock_before_the_last_contact_is_said_at_once() {
        let watch = ClockWatch::new(NOW, Instant::now());
        let said = watch.finding(NOW, Instant::now(), Some(NOW + BEHIND + 1)).unwrap();
        assert!(said.contains("60 s before the last time that a phone was heard of"), "{said}");
    }
}
