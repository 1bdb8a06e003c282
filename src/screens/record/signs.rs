//! Signs in a briefing that fit: only for whoever wants to name them. They are quoted, not counted.

use std::sync::Arc;

use companion_model::{briefing::Briefing, concern::Indicator};
use leptos::prelude::*;

use super::{
    kept::KeptLine,
    questions::{Question, WordsBefore},
};
use crate::{
    route::Step,
    screens::{
        ErrorText,
        briefing::{SignTicks, load_briefings},
    },
    state::companion,
};

/// The signs of every briefing on this phone, each to be ticked.
#[component]
pub fn Signs() -> impl IntoView {
    let found = load_briefings();
    let error = Signal::derive(move || found.get().and_then(|found| found.missing));
    let briefings = move || found.get().map(|found| found.briefings).unwrap_or_default();
    view! {
        <Question step=Step::Signs>
            <h1>{Step::Signs.heading()}</h1>
            <WordsBefore step=Step::Signs />
            <ErrorText error />
            <For each=briefings key=|briefing| briefing.id.clone() let(briefing)><SignsOf briefing /></For>
            <KeptLine />
        </Question>
    }
}

#[component]
fn SignsOf(briefing: Arc<Briefing>) -> impl IntoView {
    let editor = companion().editor;
    let ticked = move |sign: &Indicator| {
        editor.content(|content| content.indicators.contains(sign)).unwrap_or_default()
    };
    let then = move |sign: &Indicator, ticked: bool| editor.edit(|content| content.tick_sign(sign, ticked));
    view! { <SignTicks briefing ticked then /> }
}
