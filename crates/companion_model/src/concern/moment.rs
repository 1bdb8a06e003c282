//! When something happened, as well as a person knows it.

use ::time::{Date, Month, OffsetDateTime, PrimitiveDateTime, Time};

use super::{Precision, SetBy, open::answers};
use crate::{DeviceTime, Millis};

answers! {
    /// When something happened, as well as a person knows it: value, precision, and who set it.
    pub struct Moment {
        /// `2026-11-03`; empty if not given.
        pub date: String,
        /// `22:10`; empty if not given.
        pub time: String,
        /// How exact date and time are.
        pub precision: Option<Precision>,
        /// In the author's words: "after lights out".
        pub words: String,
        /// Who set it: a time the app filled in is told apart from one the author chose.
        pub set_by: Option<SetBy>,
    }
}

redacted!(Moment);

/// Which day: most of what is recorded is a day old at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Day {
    /// Today, by the phone's calendar.
    Today,
    /// The day before.
    Yesterday,
    /// Another one, to be written down.
    Another,
}

impl Day {
    /// Every answer as key and words, in the order a screen shows them.
    pub const OPTIONS: &'static [(&'static str, &'static str)] =
        &[("today", "Today"), ("yesterday", "Yesterday"), ("another", "Another day")];

    /// The key.
    pub fn key(self) -> &'static str {
        Self::OPTIONS[self as usize].0
    }

    /// The day of a key.
    pub fn from_key(key: &str) -> Self {
        match key {
            "today" => Self::Today,
            "yesterday" => Self::Yesterday,
            _ => Self::Another,
        }
    }

    /// The date as [`Moment`] holds it; empty for another day.
    fn date(self, now: &DeviceTime) -> String {
        let today = local(now).map(|now| now.date());
        let date = match self {
            Self::Today => today,
            Self::Yesterday => today.and_then(Date::previous_day),
            Self::Another => None,
        };
        date.map_or_else(String::new, written)
    }
}

fn written(date: Date) -> String {
    format!("{:04}-{:02}-{:02}", date.year(), u8::from(date.month()), date.day())
}

impl Moment {
    /// Which day it is, seen from now; `None` as long as no day was chosen.
    pub fn day(&self, now: &DeviceTime) -> Option<Day> {
        let is = |day: &Day| self.date == day.date(now);
        let near = [Day::Today, Day::Yesterday].into_iter().find(is);
        (!self.date.is_empty()).then(|| near.unwrap_or(Day::Another))
    }

    /// Chooses the day; the date of another one is still to be written.
    pub fn set_day(&mut self, day: Day, now: &DeviceTime) {
        self.date = day.date(now);
        self.set_by = Some(SetBy::Author);
    }

    /// The moment the app fills in: now, to be changed by the author.
    pub fn filled_in(now: &DeviceTime) -> Self {
        let Some(local) = local(now) else { return Self::default() };
        Self {
            date: written(local.date()),
            time: format!("{:02}:{:02}", local.hour(), local.minute()),
            precision: Some(Precision::Exact),
            words: String::new(),
            set_by: Some(SetBy::App),
        }
    }

    /// Whether anything was said about when: "do not know" on its own is not.
    pub fn is_told(&self) -> bool {
        [&self.date, &self.time, &self.words].iter().any(|text| !text.trim().is_empty())
    }

    /// "3 November 2026"; `None` where that is not what was written: a year alone, or no day of living memory.
    pub(super) fn day_in_words(&self) -> Option<String> {
        let day = self.whole_day()?;
        (day.year() >= 1900).then(|| format!("{} {} {}", day.day(), day.month(), day.year()))
    }

    /// The first millisecond it can mean on the author's wall clock; `None` without a real date.
    pub(super) fn wall_ms(&self) -> Option<Millis> {
        let date = self.whole_day()?;
        let time = clock(&self.time).unwrap_or(Time::MIDNIGHT);
        Some(PrimitiveDateTime::new(date, time).assume_utc().unix_timestamp() * 1000)
    }

    fn whole_day(&self) -> Option<Date> {
        partial_date(&self.date).filter(|partial| partial.day.is_some())?.first_day()
    }
}

/// A date of which the end may be missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PartialDate {
    pub year: i32,
    pub month: Option<u8>,
    pub day: Option<u8>,
}

impl PartialDate {
    /// The first day it can mean; `None` if no calendar has it.
    pub fn first_day(self) -> Option<Date> {
        let month = Month::try_from(self.month.unwrap_or(1)).ok()?;
        Date::from_calendar_date(self.year, month, self.day.unwrap_or(1)).ok()
    }
}

/// `2012`, `2012-05`, `2012-05-14`, or as people here write it, `14/5/2012` and `5/2012`; `None` for anything
/// else, and for a day that no calendar has.
pub(super) fn partial_date(text: &str) -> Option<PartialDate> {
    let text = text.trim();
    let mut parts: Vec<&str> =
        if text.contains('/') { text.rsplit('/').collect() } else { text.split('-').collect() };
    let year = parts.remove(0).trim();
    let year = if year.len() == 4 { digits(year)? } else { return None };
    let mut rest = parts.into_iter().map(|part| digits(part.trim()).and_then(|n| u8::try_from(n).ok()));
    let month = rest.next().map_or(Some(None), |n| n.map(Some))?;
    let day = rest.next().map_or(Some(None), |n| n.map(Some))?;
    let date = PartialDate { year: i32::try_from(year).ok()?, month, day };
    (rest.next().is_none() && date.first_day().is_some()).then_some(date)
}

/// What the phone's own calendar says.
pub(super) fn local(at: &DeviceTime) -> Option<OffsetDateTime> {
    let seconds = at.utc_ms.div_euclid(1000).checked_add(i64::from(at.offset_min) * 60)?;
    OffsetDateTime::from_unix_timestamp(seconds).ok()
}

fn clock(text: &str) -> Option<Time> {
    let (hour, minute) = text.trim().split_once(':')?;
    Time::from_hms(digits(hour)?.try_into().ok()?, digits(minute)?.try_into().ok()?, 0).ok()
}

/// Digits only: `parse` alone would take a sign.
fn digits(text: &str) -> Option<u32> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 3 November 2026, 00:30 in London.
    fn now() -> DeviceTime {
        DeviceTime { utc_ms: 1_793_665_800_000, offset_min: 0, zone: "Europe/London".into() }
    }

    #[test]
    fn a_day_is_chosen_by_a_tap_and_told_again_from_its_date() {
        let mut moment = Moment::default();
        assert_eq!(moment.day(&now()), None);
        for (day, date) in [(Day::Today, "2026-11-03"), (Day::Yesterday, "2026-11-02")] {
            moment.set_day(day, &now());
            assert_eq!((moment.date.as_str(), moment.day(&now())), (date, Some(day)));
        }
        assert_eq!(moment.set_by, Some(SetBy::Author));
        moment.set_day(Day::Another, &now());
        assert_eq!((moment.date.as_str(), moment.day(&now())), ("", None), "to be written");
        moment.date = "31/10/2026".into();
        assert_eq!(moment.day(&now()), Some(Day::Another));
    }

    #[test]
    fn only_a_day_that_was_written_is_read_as_one() {
        for (written, read) in [
            ("2026-11-03", Some("3 November 2026")),
            ("3/11/2026", Some("3 November 2026")),
            ("2026", None),
            ("11/2026", None),
            ("0031-01-01", None),
            ("31/2/2026", None),
        ] {
            let moment = Moment { date: written.into(), ..Moment::default() };
            assert_eq!(moment.day_in_words().as_deref(), read, "{written}");
        }
    }

    #[test]
    fn every_day_has_a_key_of_its_own() {
        for (key, _) in Day::OPTIONS {
            assert_eq!(Day::from_key(key).key(), *key);
        }
    }
}
