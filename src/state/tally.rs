//! What should be on this phone, counted outside its database and without a word of it: so that a database which the
//! browser has thrown away is noticed and said, never shown as an empty list.

use companion_model::{Millis, wire::read};
use companion_parts::browser::{clock, preferences};
use companion_storage::Storage;
use leptos::task::spawn_local;
use serde::{Deserialize, Serialize};

const KEY: &str = "tally";

/// What was on the phone when it was last counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Unfinished records.
    pub drafts: usize,
    /// Signed records that the school had not received.
    pub unsent: usize,
    /// When, by the phone's clock.
    pub at: Millis,
}

/// What is known of records that are gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gone {
    /// They were counted on this phone.
    Counted(Tally),
    /// All that is known is when this browser was set up.
    SetUp(Millis),
}

impl Tally {
    /// What was last counted; `None` on a phone that was never set up, or from which everything was removed.
    pub fn last() -> Option<Self> {
        read(preferences::get(KEY)?.as_bytes()).ok()
    }

    /// Counts anew, soon.
    pub fn take(storage: &Storage) {
        let storage = storage.clone();
        spawn_local(async move {
            // A count that fails now is taken again with the next change.
            let Ok(counts) = storage.counts(None).await else { return };
            let tally = Self { drafts: counts.drafts, unsent: counts.unsent, at: clock::now_ms() };
            if let Ok(json) = serde_json::to_string(&tally) {
                preferences::set(KEY, &json);
            }
        });
    }
}

impl Tally {
    /// What happened under an open page, what is still here, and what to do now.
    pub fn sentence_of_an_open_page(self, day: impl Fn(Millis) -> String) -> String {
        let missed = match self {
            Self { drafts: 0, unsent: 0, .. } => String::new(),
            Self { drafts, unsent, at } => {
                format!(" On {} there were here: {}.", day(at), both(drafts, unsent))
            }
        };
        format!(
            "This browser has removed what the app kept, while it was open. What is on this screen is kept anew.{missed} What \
             you do not find under My records is gone: write on paper what you remember, and phone the DSL now."
        )
    }
}

impl Gone {
    /// What happened, what was there, and what to do now. `day` writes a time as a day and a time of day.
    pub fn sentences(self, day: impl Fn(Millis) -> String) -> Vec<String> {
        const AGAIN: &str = "Ask the DSL for a new link and set this phone up again.";
        match self {
            Self::SetUp(at) => vec![
                format!(
                    "This phone was set up on {}, and what it kept is gone: the browser has removed it, or somebody has. \
                     Records that the school had received are safe there.",
                    day(at)
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
            Self::Counted(Tally { drafts, unsent, at }) => vec![
                format!(
                    "This browser has removed what the app kept. On {} there were here: {}.",
                    day(at),
                    both(drafts, unsent)
                ),
                format!(
                    "They can't be brought back. Write what you remember on paper, with the time and your name, and phone the DSL now. {AGAIN}"
                ),
            ],
        }
    }
}

fn both(drafts: usize, unsent: usize) -> String {
    let some = |count: usize, one: &str, more: &str| match count {
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
    fn under_an_open_page_it_is_said_what_is_still_there() {
        let day = |at| format!("day {at}");
        let said = Tally { drafts: 1, unsent: 0, at: 7 }.sentence_of_an_open_page(day);
        assert!(
            said.contains("kept anew. On day 7 there were here: 1 unfinished record. What you do not find")
        );
        assert!(Tally::default().sentence_of_an_open_page(day).contains("kept anew. What you do not find"));
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
        assert!(said(Gone::SetUp(9)).contains("This phone was set up on day 9, and what it kept is gone"));
    }
}
