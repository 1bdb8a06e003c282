//! How old a briefing is, in words that stand beside it and never inside it.

use super::{Briefing, BriefingDate, BriefingState};

/// Past this a clock is taken to be wrong, not the briefing to be old.
const OLDEST_MONTHS: i32 = 30 * 12;

/// When the briefing was written, how old it is by the phone's own date (year, month, day), and what that means for
/// the reader. A clock that can't be right, or none, leaves only the age out.
pub fn age_note(briefing: &Briefing, today: Option<(i32, u8, u8)>) -> String {
    let mut note = format!("Written {}.", briefing.date.in_words());
    if let Some(age) = today.and_then(|today| age(briefing.date, today)) {
        note.push_str(&format!(" {age}."));
    }
    note.push(' ');
    note.push_str(&standing(briefing));
    note
}

fn standing(briefing: &Briefing) -> String {
    if briefing.state == BriefingState::Withdrawn {
        return "Withdrawn by its owner. Do not rely on it. Ask your DSL what to use instead.".to_owned();
    }
    let last =
        briefing.reviewed.iter().map(|review| review.on).max_by_key(|on| (on.year(), on.month(), on.day()));
    let reviewed =
        last.map_or_else(|| "Not reviewed since.".to_owned(), |on| format!("Reviewed {}.", on.in_words()));
    format!("{reviewed} If it differs from your training, ask your DSL.")
}

fn age(written: BriefingDate, (year, month, day): (i32, u8, u8)) -> Option<String> {
    if !(1..=12).contains(&month) {
        return None;
    }
    let months_apart =
        year.checked_sub(written.year())?.checked_mul(12)? + i32::from(month) - i32::from(written.month());
    // A month without a day counts from its first day: nobody can tell, and older is the safer thing to say.
    let unfinished_month = written.day().is_some_and(|written_day| day < written_day);
    let months = months_apart - i32::from(unfinished_month);
    (0..=OLDEST_MONTHS).contains(&months).then(|| in_words(months))
}

fn in_words(months: i32) -> String {
    match (months / 12, months % 12) {
        (0, 0) => "Less than a month old".to_owned(),
        (0, 1) => "1 month old".to_owned(),
        (0, months) => format!("{months} months old"),
        (years, 0) => format!("{} old", years_in_words(years)),
        (years, 1 | 2) => format!("About {} old", years_in_words(years)),
        (years, 10 | 11) => format!("Nearly {} old", years_in_words(years + 1)),
        (years, _) => format!("Over {} old", years_in_words(years)),
    }
}

fn years_in_words(years: i32) -> String {
    if years == 1 { "1 year".to_owned() } else { format!("{years} years") }
}
