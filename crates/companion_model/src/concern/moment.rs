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

impl Moment {
    /// The moment the app fills in: now, to be changed by the author.
    pub fn filled_in(now: &DeviceTime) -> Self {
        let Some(local) = local(now) else { return Self::default() };
        Self {
            date: format!("{:04}-{:02}-{:02}", local.year(), u8::from(local.month()), local.day()),
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

    /// The first millisecond it can mean on the author's wall clock; `None` without a real date.
    pub(super) fn wall_ms(&self) -> Option<Millis> {
        let date = partial_date(&self.date).filter(|partial| partial.day.is_some())?.first_day()?;
        let time = clock(&self.time).unwrap_or(Time::MIDNIGHT);
        Some(PrimitiveDateTime::new(date, time).assume_utc().unix_timestamp() * 1000)
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
