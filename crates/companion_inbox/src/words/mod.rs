//! Every sentence of the desk that is not fixed text of one screen, and how times, numbers and offices are written.

pub mod errors;
pub mod keys;
pub mod record;
pub mod session;
pub mod staff;

use companion_model::{DeviceTime, Millis, Route, concern::Danger, time::date_and_clock};

/// Minutes east of UTC at a moment, where the desk stands.
pub type Zone = fn(Millis) -> i16;

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// A moment of the endpoint's clock, where the desk stands: "Tue 3 Nov 2026, 14:32".
pub fn moment(at: Millis, zone: Zone) -> String {
    date_and_clock(at, zone(at))
}

/// A moment of a phone's clock, raw: "Tue 3 Nov 2026, 15:32 (Europe/Madrid, UTC+01:00)".
pub fn on_the_phone(at: &DeviceTime) -> String {
    let utc = offset(at.offset_min);
    let zone = if at.zone.is_empty() { utc } else { format!("{}, {utc}", at.zone) };
    format!("{} ({zone})", at.date_and_time())
}

/// The same, short: the offset only where it is not the desk's.
pub fn written(at: &DeviceTime, zone: Zone) -> String {
    let time = at.date_and_time();
    if at.offset_min == zone(at.utc_ms) { time } else { format!("{time} {}", offset(at.offset_min)) }
}

fn offset(offset_min: i16) -> String {
    let (sign, minutes) = (if offset_min < 0 { '-' } else { '+' }, offset_min.unsigned_abs());
    format!("UTC{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}

/// How long a record was on its way, by two clocks that need not agree: "2 d 18 h".
pub fn gap(written: Millis, received: Millis) -> String {
    let gap = received.saturating_sub(written);
    if gap < -MINUTE {
        return format!("phone's clock {} ahead", length(gap.saturating_neg()));
    }
    if gap < MINUTE { "under 1 min".to_owned() } else { length(gap) }
}

fn length(ms: i64) -> String {
    match ms {
        ms if ms >= DAY => format!("{} d {} h", ms / DAY, ms % DAY / HOUR),
        ms if ms >= HOUR => format!("{} h {} min", ms / HOUR, ms % HOUR / MINUTE),
        ms => format!("{} min", ms / MINUTE),
    }
}

/// The route's name at the desk.
pub fn route(route: Route) -> &'static str {
    match route {
        Route::Dsl => "Designated Safeguarding Lead",
        Route::Head => "Head teacher",
        Route::Chair => "Chair of governors",
    }
}

/// Whether anyone is in danger, in the list. A record that can't be read may be the worst of all.
pub fn danger(answer: Option<&Danger>, readable: bool) -> &'static str {
    match answer {
        Some(Danger::Yes) => "Danger now",
        Some(Danger::No) => "No danger now",
        Some(Danger::NotSure) => "Danger: not sure",
        Some(Danger::Unknown(_)) => "Danger: can't tell",
        None if readable => "Danger: not answered",
        None => "Danger: can't tell",
    }
}

/// What has come so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrived {
    /// How many records are here.
    pub here: usize,
    /// How many of them wait for somebody.
    pub unread: usize,
    /// How many the endpoint has, as far as it says so.
    pub held: Option<u64>,
    /// Whether all of them are here.
    pub whole: bool,
}

impl Arrived {
    /// How the list stands. As long as not all of it is here it never reads as if it were.
    pub fn sentence(self) -> String {
        let Self { here, unread, held, whole } = self;
        match (whole, here) {
            (false, 0) => "Opening records…".to_owned(),
            (false, here) => {
                let here = here as u64;
                // After a restore the endpoint may have fewer than are here.
                let held = held.filter(|held| *held >= here);
                let of = held.map(|held| format!(" of {}", counted(held))).unwrap_or_default();
                format!("Records so far: {}{of}. An urgent one may still come.", counted(here))
            }
            (true, 0) => "No records".to_owned(),
            (true, _) if unread == 0 => "Nothing new".to_owned(),
            (true, _) => format!("{} new", counted(unread as u64)),
        }
    }
}

/// How many lines of the list have the words that are looked for.
pub fn search_result(found: usize, here: usize) -> String {
    format!("Found {} of {}", counted(found as u64), counted(here as u64))
}

/// A number as people write it: "1,200".
fn counted(number: u64) -> String {
    let digits = number.to_string();
    let before = digits.len() % 3;
    let (first, rest) = digits.split_at(before);
    let groups = rest.as_bytes().chunks(3).map(|group| String::from_utf8_lossy(group).into_owned());
    let first = (!first.is_empty()).then(|| first.to_owned());
    first.into_iter().chain(groups).collect::<Vec<_>>().join(",")
}

/// On a desk whose endpoint is older: what it does not hear of by itself.
pub const OLDER_ENDPOINT: &str = "Your school's server is an older version. This list may not show that a colleague has read or \
                                  looked at one of the earlier records. Press “Refresh” to see it.";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_that_is_not_whole_says_so() {
        let all = Arrived { here: 5_000, unread: 12, held: None, whole: true };
        for (arrived, expected) in [
            (Arrived { here: 0, unread: 0, held: None, whole: false }, "Opening records…"),
            (
                Arrived { here: 1_200, unread: 0, held: Some(5_000), whole: false },
                "Records so far: 1,200 of 5,000. An urgent one may still come.",
            ),
            (
                Arrived { here: 1_200, unread: 0, held: Some(1_199), whole: false },
                "Records so far: 1,200. An urgent one may still come.",
            ),
            (
                Arrived { here: 50, unread: 0, held: None, whole: false },
                "Records so far: 50. An urgent one may still come.",
            ),
            (all, "12 new"),
            (Arrived { unread: 0, ..all }, "Nothing new"),
            (Arrived { here: 0, unread: 0, ..all }, "No records"),
        ] {
            assert_eq!(arrived.sentence(), expected);
        }
        assert_eq!(search_result(3, 1_234_567), "Found 3 of 1,234,567");
    }

    #[test]
    fn a_gap_is_told_as_people_count() {
        for (gap_ms, expected) in [
            (0, "under 1 min"),
            (-30_000, "under 1 min"),
            (MINUTE, "1 min"),
            (HOUR + 4 * MINUTE, "1 h 4 min"),
            (2 * DAY + 18 * HOUR + 30 * MINUTE, "2 d 18 h"),
            (-(HOUR + 2 * MINUTE), "phone's clock 1 h 2 min ahead"),
        ] {
            assert_eq!(gap(1_793_716_320_000, 1_793_716_320_000 + gap_ms), expected);
        }
        assert_eq!(gap(i64::MAX, i64::MIN), format!("phone's clock {} ahead", length(i64::MAX)));
    }

    #[test]
    fn a_phone_s_time_is_shown_raw_with_its_zone() {
        let at = DeviceTime { utc_ms: 1_793_716_320_000, offset_min: 60, zone: "Europe/Madrid".into() };
        assert_eq!(on_the_phone(&at), "Tue 3 Nov 2026, 15:32 (Europe/Madrid, UTC+01:00)");
        assert_eq!(written(&at, |_| 60), "Tue 3 Nov 2026, 15:32");
        assert_eq!(written(&at, |_| 0), "Tue 3 Nov 2026, 15:32 UTC+01:00");
        let at = DeviceTime { offset_min: -210, zone: String::new(), ..at };
        assert_eq!(on_the_phone(&at), "Tue 3 Nov 2026, 11:02 (UTC-03:30)");
    }

    #[test]
    fn what_can_t_be_read_is_never_said_to_be_no_danger() {
        assert_eq!(danger(None, false), "Danger: can't tell");
        assert_eq!(danger(Some(&Danger::Unknown("newer".into())), true), "Danger: can't tell");
    }
}
