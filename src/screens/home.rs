//! "What do you need?"

use companion_model::static_page::{
    CHILD_IN_DANGER, READ_A_BRIEFING, RECORD_A_CONCERN, WHAT_DO_YOU_NEED, WHO_TO_CALL,
};
use companion_parts::view::{El, Tone, el, h1, link, nothing, notice, p};
use leptos::prelude::*;

use super::{enrol, new_version, paper_form, without_signal};
use crate::{
    state::{Phase, Readiness, Update, WithoutSignal, companion},
    words,
};

/// The start: four ways on, and what waits.
pub fn home() -> El {
    let companion = companion();
    let ways = el("nav")
        .class("choices")
        .attr("aria-label", WHAT_DO_YOU_NEED)
        .child(link("choice danger", "/call", CHILD_IN_DANGER))
        .child(link("choice", "/record", RECORD_A_CONCERN))
        .child(link("choice", "/read", READ_A_BRIEFING))
        .child(link("choice", "/call", WHO_TO_CALL));
    el("div")
        .child(h1(WHAT_DO_YOU_NEED))
        .child(enrol::in_place_of_records(nothing))
        .child(ways)
        .live(move || companion.session.phase(), what_waits)
        .child(el("p").child(link("", "/practice", "Practise sending a record")))
        .child(el("p").child(paper_form()))
        .child(el("p").child(link("", "/phone", "This phone and your PIN")))
        .child(newer())
        .child(without_signal())
}

fn what_waits(phase: &Phase) -> El {
    match phase {
        Phase::NotEnrolled => notice(Tone::Waiting).child(p(
            "This phone isn't set up for your school yet. You can read briefings and find numbers, but you can't \
                write a record. Ask your DSL for a set-up link, and open it here while you have signal.",
        )),
        Phase::NotYet(error) => notice(Tone::Waiting)
            .child(p(&words::error(error)))
            .child(p("This page tries again by itself every few seconds.")),
        Phase::CannotKeep(error) => notice(Tone::Danger).child(p(&words::error(error))),
        Phase::Locked => el("p").child(link("button", "/records", "Unlock my records")),
        Phase::Starting | Phase::Open => nothing(),
    }
}

/// A new version waits, and this one does without it: else it is offered beside what is missing.
fn newer() -> El {
    let (update, without_signal) = (expect_context::<Update>(), expect_context::<WithoutSignal>());
    el("div").when(
        move || update.is_ready() && without_signal.readiness() != Readiness::NotYet,
        || new_version(Tone::Plain, "A new version of this app is ready. Your records stay as they are."),
    )
}
