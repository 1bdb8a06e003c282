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

/// What happened under an open page, what is still here, and what to do now. `day` writes a time as a day and a time of day.
pub fn sentence_of_an_open_page(tally: Tally, day: impl Fn(Millis) -> String) -> String {
    let missed = match tally {
        Tally { drafts: 0, unsent: 0, .. } => String::new(),
        tally => there_were_here(tally, &day),
    };
    format!(
        "This browser has removed what the app kept, while it was open. What is on this screen is kept anew.{missed} What \
         you do not find under My records is gone: write on paper what you remember, and phone the DSL now."
    )
}

impl Gone {
    /// What happened, what was there, and what to do now. `day` writes a time as a day and a time of day.
    pub fn sentences(self, day: impl Fn(Millis) -> String) -> Vec<String> {
        const AGAIN: &str = "Ask the DSL for a new link and set this phone up again.";
        match self {
            Self::Remembered(Remembered { set_up_at, counted }) => vec![
                format!(
                    "This phone had been set up by {}, and what it kept is gone: the browser has removed it, or somebody has.{} \
                     Records that the school had received are safe there.",
                    day(set_up_at),
                    counted.map_or_else(String::new, |tally| there_were_here(tally, &day))
                ),
                format!(
                    "If you had written something here that was not received, write it on paper and phone the DSL now. {AGAIN}"
                ),
            ],
            Self::Counted(Tally { drafts: 0, unsent: 0, at }) => vec![format!(
                "This browser has removed what the app kept. Nothing was waiting here on {}: what was signed before had been \
                 received. {AGAIN}",
                day(at)
            )],
            Self::Counted(tally) => vec![
                format!("This browser has removed what the app kept.{}", there_were_here(tally, &day)),
                format!(
                    "They can't be brought back. Write what you remember on paper, with the time and your name, and phone the DSL now. {AGAIN}"
                ),
            ],
        }
    }
}

fn there_were_here(tally: Tally, day: &impl Fn(Millis) -> String) -> String {
    format!(" On {} there were here: {}.", day(tally.at), both(tally.drafts, tally.unsent))
}

fn both(drafts: u32, unsent: u32) -> String {
    if (drafts, unsent) == (0, 0) {
        return "no records that the school did not have".to_owned();
    }
    let some = |count: u32, one: &str, more: &str| match count {
        0 => None,
        1 => Some(format!("1 {one}")),
        n => Some(format!("{n} {more}")),
    };
    let drafts = some(drafts, "unfinished record", "unfinished records");
    let unsent = some(
        unsent,
        "signed record that the school had not received",
        "signed records that the school had not received",
    );
    drafts.into_iter().chain(unsent).collect::<Vec<_>>().join(", ")
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

    #[test]
    fn under_an_open_page_it_is_said_what_is_still_there() {
        let day = |at| format!("day {at}");
        let said = sentence_of_an_open_page(Tally { drafts: 1, unsent: 0, at: 7 }, day);
        assert!(
            said.contains("kept anew. On day 7 there were here: 1 unfinished record. What you do not find")
        );
        assert!(sentence_of_an_open_page(Tally::default(), day).contains("kept anew. What you do not find"));
    }

    #[test]
    fn what_is_gone_is_said_with_its_number_and_what_to_do() {
        let said = |gone: Gone| gone.sentences(|at| format!("day {at}")).join(" ");
        let counted = said(Gone::Counted(Tally { drafts: 2, unsent: 1, at: 7 }));
        assert!(counted.contains(
            "On day 7 there were here: 2 unfinished records, 1 signed record that the school had not received."
        ));
        assert!(counted.contains("phone the DSL now"));
        let nothing = said(Gone::Counted(Tally { drafts: 0, unsent: 0, at: 7 }));
        assert!(nothing.contains("Nothing was waiting here on day 7"));
        let set_up = |counted| said(Gone::Remembered(Remembered { set_up_at: 9, counted }));
        assert!(set_up(None).contains("had been set up by day 9, and what it kept is gone"));
        let told = set_up(Some(Tally { drafts: 1, unsent: 2, at: 8 }));
        assert!(told.contains(
            "or somebody has. On day 8 there were here: 1 unfinished record, 2 signed records that the school had not \
             received. Records that the school had received are safe there."
        ));
        assert!(set_up(Some(Tally::default())).contains("here: no records that the school did not have."));
    }
}
