//! Signs in a briefing that fit: only for whoever wants to name them. They are quoted, not counted.

use companion_model::briefing::Briefing;
use companion_parts::view::{El, Tone, el, h1};
use leptos::prelude::*;

use super::{form, kept::kept_line, onward, questions::words_before};
use crate::{
    route::Step,
    screens::{
        briefing::{load_briefings, ticks_of},
        error_alert,
    },
    state::companion,
};

/// The signs of every briefing on this phone, each to be ticked.
pub fn signs() -> El {
    let (briefings, work) = load_briefings();
    let form = form()
        .child(h1(Step::Signs.heading()))
        .children(words_before(Step::Signs))
        .child(error_alert(Tone::Waiting, work.error))
        .live(move || briefings.get(), |all| el("div").children(all.iter().map(|briefing| of_one(briefing))))
        .child(kept_line());
    onward(form, Step::Signs)
}

fn of_one(briefing: &Briefing) -> El {
    let editor = companion().editor;
    ticks_of(
        briefing,
        move |sign| editor.content(|content| content.indicators.contains(sign)).unwrap_or_default(),
        move |sign, ticked| editor.edit(|content| content.tick_sign(sign, ticked)),
    )
}
