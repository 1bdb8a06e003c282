//! How old a briefing says it is.
#![cfg(feature = "authoring")]
// Clippy knows tests by their attribute, and not the functions they share.
#![allow(clippy::unwrap_used)]

use companion_model::briefing::{self, Briefing, BriefingState, Review};

const ASK: &str = "If it differs from your training, ask your DSL.";

fn written(date: &str) -> Briefing {
    let mut cce = briefing::parse("cce.md", include_str!("../../../content/briefings/cce.md")).unwrap();
    cce.date = date.parse().unwrap();
    cce
}

#[test]
fn a_briefing_tells_when_it_was_written_and_how_old_it_is() {
    assert_eq!(
        briefing::age_note(&written("2022-01"), Some((2026, 11, 23))),
        "Written January 2022. Nearly 5 years old. Not reviewed since. If it differs from your training, ask \
            your DSL."
    );
}

#[test]
fn the_age_of_a_briefing_is_told_in_round_words_that_are_true() {
    for (date, today, age) in [
        ("2022-01", (2022, 1, 31), "Less than a month old"),
        ("2022-01", (2022, 2, 1), "1 month old"),
        ("2022-01", (2022, 5, 9), "4 months old"),
        ("2022-01", (2022, 12, 31), "11 months old"),
        ("2022-01", (2023, 1, 1), "1 year old"),
        ("2022-01", (2023, 3, 1), "About 1 year old"),
        ("2022-01", (2023, 4, 1), "Over 1 year old"),
        ("2022-01", (2023, 11, 1), "Nearly 2 years old"),
        ("2022-01", (2024, 1, 1), "2 years old"),
        ("2022-01", (2024, 2, 1), "About 2 years old"),
        ("2022-01", (2026, 10, 31), "Over 4 years old"),
        ("2022-01", (2026, 11, 1), "Nearly 5 years old"),
        ("2022-01", (2026, 12, 31), "Nearly 5 years old"),
        ("2022-01", (2027, 1, 1), "5 years old"),
        ("2022-01", (2027, 6, 1), "Over 5 years old"),
        ("2022-01", (2052, 1, 31), "30 years old"),
        ("2022-11", (2023, 2, 1), "3 months old"),
        ("2022-01-14", (2022, 2, 13), "Less than a month old"),
        ("2022-01-14", (2022, 2, 14), "1 month old"),
        ("2022-01-14", (2027, 1, 13), "Nearly 5 years old"),
        ("2022-01-14", (2027, 1, 14), "5 years old"),
    ] {
        let briefing = written(date);
        let expected = format!("Written {}. {age}. Not reviewed since. {ASK}", briefing.date.in_words());
        assert_eq!(briefing::age_note(&briefing, Some(today)), expected, "{date} on {today:?}");
    }
}

#[test]
fn the_age_of_a_briefing_is_left_out_where_the_clock_can_not_be_right() {
    for today in [
        None,
        Some((2021, 12, 31)),
        Some((1970, 1, 1)),
        Some((2052, 2, 1)),
        Some((2026, 0, 1)),
        Some((2026, 13, 1)),
        Some((i32::MAX, 1, 1)),
        Some((i32::MIN, 1, 1)),
    ] {
        let expected = format!("Written January 2022. Not reviewed since. {ASK}");
        assert_eq!(briefing::age_note(&written("2022-01"), today), expected, "{today:?}");
    }
    let expected = format!("Written 14 January 2022. Not reviewed since. {ASK}");
    assert_eq!(briefing::age_note(&written("2022-01-14"), Some((2022, 1, 13))), expected);
}

#[test]
fn a_reviewed_briefing_tells_its_last_review() {
    let mut briefing = written("2022-01");
    let review = |on: &str| Review { by: "A".into(), on: on.parse().unwrap(), outcome: "kept".into() };
    briefing.reviewed = vec![review("2025-03-02"), review("2024-09")];
    assert_eq!(
        briefing::age_note(&briefing, Some((2026, 11, 23))),
        format!("Written January 2022. Nearly 5 years old. Reviewed 2 March 2025. {ASK}")
    );
}

#[test]
fn a_withdrawn_briefing_says_so() {
    let mut briefing = written("2022-01");
    briefing.state = BriefingState::Withdrawn;
    assert_eq!(
        briefing::age_note(&briefing, None),
        "Written January 2022. Withdrawn by its owner. Do not rely on it. Ask your DSL what to use instead."
    );
}
