//! Times, as values: nothing here reads a clock.

use serde::{Deserialize, Serialize};

/// Milliseconds since the start of 1970, UTC. What the endpoint stamps, and what plans count with.
pub type Millis = i64;

/// What a phone's clock said: kept raw, never corrected, beside the endpoint's own time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceTime {
    /// Milliseconds since the start of 1970, UTC, as the phone believed.
    pub utc_ms: Millis,
    /// Minutes east of UTC at that moment.
    pub offset_min: i16,
    /// The zone's name, for example `Europe/London`; empty if the browser did not say.
    pub zone: String,
}

impl DeviceTime {
    /// The wall clock's date and time: "Tue 3 Nov 2026, 14:32".
    pub fn date_and_time(&self) -> String {
        date_and_clock(self.utc_ms, self.offset_min)
    }
}

/// "14:32" of a moment, `offset_min` minutes east of UTC.
pub fn clock(at: Millis, offset_min: i16) -> String {
    local(at, offset_min).map_or_else(String::new, |t| format!("{:02}:{:02}", t.hour(), t.minute()))
}

/// "14:32" of a moment on the day of `now`, in the zone of `now`; of another day with its date.
pub fn clock_and_other_day(at: Millis, now: &DeviceTime) -> String {
    let offset_min = now.offset_min;
    let is_of_today = calendar_day(at, offset_min) == calendar_day(now.utc_ms, offset_min);
    if is_of_today { clock(at, offset_min) } else { date_and_clock(at, offset_min) }
}

/// "Tue 3 Nov 2026, 14:32" of a moment, `offset_min` minutes east of UTC. Empty for a moment no calendar holds.
pub fn date_and_clock(at: Millis, offset_min: i16) -> String {
    let Some(t) = local(at, offset_min) else { return String::new() };
    let weekday = t.weekday().to_string();
    let month = t.month().to_string();
    let (weekday, month) = (weekday.get(..3).unwrap_or(&weekday), month.get(..3).unwrap_or(&month));
    format!("{weekday} {} {month} {}, {:02}:{:02}", t.day(), t.year(), t.hour(), t.minute())
}

/// Year, month and day of a moment, `offset_min` minutes east of UTC. `None` for a moment no calendar holds.
pub fn calendar_day(at: Millis, offset_min: i16) -> Option<(i32, u8, u8)> {
    local(at, offset_min).map(|t| (t.year(), t.month().into(), t.day()))
}

fn local(at: Millis, offset_min: i16) -> Option<time::OffsetDateTime> {
    let seconds = at.div_euclid(1000).checked_add(i64::from(offset_min) * 60)?;
    time::OffsetDateTime::from_unix_timestamp(seconds).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_told_in_the_zone_of_the_phone() {
        let at = DeviceTime { utc_ms: 1_793_716_320_000, offset_min: 60, zone: "Europe/Madrid".into() };
        assert_eq!(clock(at.utc_ms, at.offset_min), "15:32");
        assert_eq!(at.date_and_time(), "Tue 3 Nov 2026, 15:32");
    }

    #[test]
    fn a_moment_outside_every_calendar_is_told_as_nothing() {
        assert_eq!(clock(i64::MAX, 0), "");
    }
}
