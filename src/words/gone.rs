//! What is said of records that the browser has removed, or somebody has.

use companion_model::{
    Millis,
    wire::v1::{Remembered, Tally},
};

use crate::state::Gone;

/// What happened under an open page, what is still here, and what to do now. `day` writes a time as a day and a time of day.
pub fn emptied_while_open(tally: Tally, day: impl Fn(Millis) -> String) -> String {
    let missed = match tally {
        Tally { drafts: 0, unsent: 0, .. } => String::new(),
        tally => there_were_here(tally, &day),
    };
    format!(
        "This browser has just deleted what the app had saved. A record open here will be saved again.{missed} \
            What isn't under My records is gone from here. Write what you remember on paper, and phone the DSL \
            now."
    )
}

/// What happened, what was there, and what to do now. `day` writes a time as a day and a time of day.
pub fn gone(gone: Gone, day: impl Fn(Millis) -> String) -> Vec<String> {
    const AGAIN: &str = "Ask the DSL for a new link and set this phone up again.";
    match gone {
        Gone::Remembered(Remembered { set_up_at, counted }) => vec![
            format!(
                "This phone was already set up on {}. What it had saved is gone. The browser or someone has deleted \
                    it.{} Records that the school had received are safe there.",
                day(set_up_at),
                counted.map_or_else(String::new, |tally| there_were_here(tally, &day))
            ),
            format!(
                "If you wrote something here that the school hadn't received, write it on paper and phone the \
                    DSL now. {AGAIN}"
            ),
        ],
        Gone::Counted(Tally { drafts: 0, unsent: 0, at }) => vec![format!(
            "This browser has deleted what the app had saved. Nothing was waiting here on {}. The school had \
                received everything signed before then. {AGAIN}",
            day(at)
        )],
        Gone::Counted(tally) => vec![
            format!("This browser has deleted what the app had saved.{}", there_were_here(tally, &day)),
            format!(
                "What was here can't be restored. Write what you remember on paper. Add the time and your name. \
                    Phone the DSL now. {AGAIN}"
            ),
        ],
    }
}

fn there_were_here(tally: Tally, day: &impl Fn(Millis) -> String) -> String {
    format!(" On {} this phone held {}.", day(tally.at), both(tally.drafts, tally.unsent))
}

fn both(drafts: u32, unsent: u32) -> String {
    if (drafts, unsent) == (0, 0) {
        return "nothing the school didn't have".to_owned();
    }
    let some = |count: u32, one: &str, more: &str| match count {
        0 => None,
        1 => Some(format!("1 {one}")),
        n => Some(format!("{n} {more}")),
    };
    let drafts = some(drafts, "draft", "drafts");
    let unsent = some(
        unsent,
        "signed record that the school had not received",
        "signed records that the school had not received",
    );
    drafts.into_iter().chain(unsent).collect::<Vec<_>>().join(" and ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn under_an_open_page_it_is_said_what_is_still_there() {
        let day = |at| format!("day {at}");
        let said = emptied_while_open(Tally { drafts: 1, unsent: 0, at: 7 }, day);
        assert!(said.contains("saved again. On day 7 this phone held 1 draft. What isn't under"));
        assert!(emptied_while_open(Tally::default(), day).contains("saved again. What isn't under"));
    }

    #[test]
    fn what_is_gone_is_said_with_its_number_and_what_to_do() {
        let said = |missed: Gone| gone(missed, |at| format!("day {at}")).join(" ");
        let counted = said(Gone::Counted(Tally { drafts: 2, unsent: 1, at: 7 }));
        assert!(counted.contains(
            "On day 7 this phone held 2 drafts and 1 signed record that the school had not received."
        ));
        assert!(counted.contains("Phone the DSL now"));
        let nothing = said(Gone::Counted(Tally { drafts: 0, unsent: 0, at: 7 }));
        assert!(nothing.contains("Nothing was waiting here on day 7"));
        let set_up = |counted| said(Gone::Remembered(Remembered { set_up_at: 9, counted }));
        assert!(set_up(None).contains("was already set up on day 9. What it had saved is gone"));
        let told = set_up(Some(Tally { drafts: 1, unsent: 2, at: 8 }));
        assert!(told.contains(
            "or someone has deleted it. On day 8 this phone held 1 draft and 2 signed records that the school had not \
             received. Records that the school had received are safe there."
        ));
        assert!(set_up(Some(Tally::default())).contains("held nothing the school didn't have."));
    }
}
