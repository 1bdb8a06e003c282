//! Briefings: the source's text, and what stands outside it.

use companion_app::{AppError, files};
use std::sync::Arc;

use companion_browser::clock;
use companion_model::{
    briefing::{self, Briefing},
    concern::Indicator,
    time::calendar_day,
};
use companion_parts::view::{El, Tone, button, el, h1, link, nothing, p, tick};
use leptos::{prelude::*, task::spawn_local};

use super::error_alert;
use crate::{
    route::{Page, Step},
    state::{Work, companion},
};

/// The briefing that was on the static page when the app took over; shown without asking for it again.
#[derive(Clone, Copy)]
pub struct LoadedBriefing(RwSignal<Option<Arc<Briefing>>>);

impl LoadedBriefing {
    /// What was there at the start.
    pub fn new(briefing: Option<Arc<Briefing>>) -> Self {
        Self(RwSignal::new(briefing))
    }
}

/// The briefings on this phone, and what is said where not all of them are: those are looked for again, as long as the screen
/// that asks for them is there.
pub fn load_briefings() -> (RwSignal<Vec<Arc<Briefing>>>, Work) {
    let (briefings, work) = (RwSignal::new(Vec::<Arc<Briefing>>::new()), Work::new());
    work.begin_until_done(move || async move {
        let (mut all, ids) = (Vec::new(), files::briefings());
        for id in &ids {
            let known = briefings.with_untracked(|known| known.iter().find(|one| one.id == *id).cloned());
            all.extend(match known {
                Some(known) => Some(known),
                None => files::briefing(id).await,
            });
        }
        let found = all.len();
        briefings.try_set(all);
        what_is_missing(found, ids.len()).map_or(Ok(()), Err)
    });
    (briefings, work)
}

fn what_is_missing(found: usize, of: usize) -> Option<AppError> {
    match found {
        0 => Some(AppError::NoBriefings),
        found if found < of => Some(AppError::SomeBriefingsMissing),
        _ => None,
    }
}

/// The list of them.
pub fn briefings() -> El {
    let (briefings, work) = load_briefings();
    let one = |one: &Arc<Briefing>| {
        let title = link("", &format!("/read/{}", one.id), &one.title);
        el("li").child(title).child(p(&age(one)).class("age"))
    };
    el("div")
        .child(h1("Briefings"))
        .child(error_alert(Tone::Waiting, work.error))
        .live(move || briefings.get(), move |all| el("ul").class("plain").children(all.iter().map(one)))
}

/// One briefing.
pub fn read(id: String) -> El {
    let LoadedBriefing(loaded) = expect_context();
    let failed = RwSignal::new(false);
    if loaded.with_untracked(|shown| shown.as_ref().is_none_or(|shown| shown.id != id)) {
        loaded.set(None);
        spawn_local(async move {
            let found = files::briefing(&id).await;
            failed.set(found.is_none());
            loaded.set(found);
        });
    }
    el("div").live(
        move || (loaded.get(), failed.get()),
        |(loaded, failed)| match loaded {
            Some(shown) => whole(shown),
            None if *failed => el("div").child(h1("This briefing is not on this phone")).child(p(
                "Your records are not touched by that. Look under Read for the briefings that are here; when you \
                 have signal, open this page again.",
            )),
            None => p("Opening the briefing…"),
        },
    )
}

fn whole(briefing: &Briefing) -> El {
    let text = el("div");
    text.element().set_inner_html(&briefing::html(briefing));
    el("div")
        .child(p(&age(briefing)).class("age").attr("id", "age"))
        .child(text)
        .child(for_a_record(briefing))
}

/// Signs can be ticked while one reads, outside the text. Nothing is ticked, and nothing shown, until one asks for it.
fn for_a_record(briefing: &Briefing) -> El {
    if briefing.signs().is_empty() {
        return nothing();
    }
    let companion = companion();
    let signs = companion.signs;
    let begin = move || {
        signs.quote_in_next_record();
        companion.place.go(Page::NewRecord);
    };
    let go_on = move || {
        if let Some(id) = companion.editor.id_untracked() {
            companion.quote_signs();
            companion.place.go(Page::Record(id, Step::Signs));
        }
    };
    let ways = move || {
        let unfinished = companion.editor.id_untracked();
        let quote = unfinished.map(|_| button("", "Quote these in the record I am writing", go_on));
        el("div").children(quote).child(button("main", "Write a record that quotes these", begin))
    };
    el("details")
        .class("for-a-record")
        .child(el("summary").text("Have you seen any of these signs?"))
        .child(p(
            "What you tick is quoted in a record of concern. It is not counted, and is kept nowhere else.",
        ))
        .child(ticks_of(briefing, move |sign| signs.has(sign), move |sign, ticked| signs.tick(sign, ticked)))
        .when(move || signs.are_ticked(), ways)
}

/// The signs of a briefing, in its own words, each to be ticked.
pub fn ticks_of(
    briefing: &Briefing,
    ticked: impl Fn(&Indicator) -> bool + Copy + 'static,
    then: impl Fn(&Indicator, bool) + Copy + 'static,
) -> El {
    let legend = el("legend").text(&briefing.title);
    el("fieldset").child(legend).children(briefing.signs().iter().map(|words| {
        let (sign, same) = (Indicator::of(briefing, words), Indicator::of(briefing, words));
        tick(words, move || ticked(&sign), move |on| then(&same, on))
    }))
}

/// How old it is, by this phone's clock; the rule knows what a wrong clock is.
fn age(briefing: &Briefing) -> String {
    let now = clock::now();
    briefing::age_note(briefing, calendar_day(now.utc_ms, now.offset_min))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_list_of_briefings_is_never_left_without_a_word() {
        assert_eq!(what_is_missing(0, 2), Some(AppError::NoBriefings));
        assert_eq!(what_is_missing(0, 0), Some(AppError::NoBriefings));
        assert_eq!(what_is_missing(1, 2), Some(AppError::SomeBriefingsMissing));
        assert_eq!(what_is_missing(2, 2), None);
    }
}
