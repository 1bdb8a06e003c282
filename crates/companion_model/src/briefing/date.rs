//! A date that is no more exact than its source: a month, or a day.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use time::{Date, Month};

use super::from_text;

/// When something was written or reviewed: `2022-01` or `2022-01-14`. A month never becomes a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BriefingDate {
    year: i32,
    month: Month,
    day: Option<u8>,
}

/// Text that is neither a month nor a day of the calendar.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is not a date: write a month as 2022-01 or a day as 2022-01-14")]
pub struct NotADate(String);

impl BriefingDate {
    /// The year.
    pub fn year(self) -> i32 {
        self.year
    }

    /// The month, 1 to 12.
    pub fn month(self) -> u8 {
        u8::from(self.month)
    }

    /// The day of the month, where the source gives one.
    pub fn day(self) -> Option<u8> {
        self.day
    }

    /// In words: "January 2022", or "14 January 2022".
    pub fn in_words(self) -> String {
        match self.day {
            Some(day) => format!("{day} {} {}", self.month, self.year),
            None => format!("{} {}", self.month, self.year),
        }
    }
}

impl FromStr for BriefingDate {
    type Err = NotADate;

    fn from_str(text: &str) -> Result<Self, NotADate> {
        read(text).ok_or_else(|| NotADate(text.to_owned()))
    }
}

fn read(text: &str) -> Option<BriefingDate> {
    let mut parts = text.split('-');
    let year = i32::from(digits(parts.next()?, 4)?);
    let month = Month::try_from(u8::try_from(digits(parts.next()?, 2)?).ok()?).ok()?;
    let day = match parts.next() {
        Some(day) => Some(u8::try_from(digits(day, 2)?).ok()?),
        None => None,
    };
    Date::from_calendar_date(year, month, day.unwrap_or(1)).ok()?;
    parts.next().is_none().then_some(BriefingDate { year, month, day })
}

fn digits(text: &str, count: usize) -> Option<u16> {
    let only_digits = text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
    if only_digits { text.parse().ok() } else { None }
}

impl fmt::Display for BriefingDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month())?;
        self.day.map_or(Ok(()), |day| write!(f, "-{day:02}"))
    }
}

impl Serialize for BriefingDate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for BriefingDate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        from_text::deserialize(deserializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_stays_a_month_and_a_day_a_day() {
        for (text, day, words) in
            [("2022-01", None, "January 2022"), ("2024-02-29", Some(29), "29 February 2024")]
        {
            let date: BriefingDate = text.parse().unwrap();
            assert_eq!((date.day(), date.in_words().as_str()), (day, words));
            assert_eq!(date.to_string(), text);
            assert_eq!(serde_json::to_string(&date).unwrap(), format!("\"{text}\""));
        }
    }

    #[test]
    fn what_no_calendar_holds_is_refused_and_named() {
        for text in
            ["", "2022", "2022-13", "2022-00", "2023-02-29", "22-01", "2022-1", "2022-01-14-1", "+022-01"]
        {
            let refused = text.parse::<BriefingDate>().unwrap_err();
            assert_eq!(
                refused.to_string(),
                format!("\"{text}\" is not a date: write a month as 2022-01 or a day as 2022-01-14")
            );
        }
    }
}
