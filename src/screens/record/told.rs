//! "Have you spoken to …?" A record never replaces telling someone (invariant 9).

use companion_model::concern::{Content, ToldAnswer, ToldDsl};
use companion_parts::view::{Notice, ShortText, Tone};
use leptos::prelude::*;

use super::{
    controls::Asked,
    kept::{EarlierWords, KeptLine},
    questions::{Fields, Limits, Question},
};
use crate::{route::Step, screens::call::RoutePeople, state::companion};

/// The question, the numbers, and what was tried.
#[component]
pub fn Told() -> impl IntoView {
    let editor = companion().editor;
    let answer = Memo::new(move |_| {
        let answer = |content: &Content| content.told_dsl.as_ref().map(|told| told.answer.clone());
        editor.content(answer).flatten()
    });
    let of = |content: &Content| content.told_dsl.as_ref().map(|told| told.answer.key().to_owned());
    view! {
        <Question step=Step::Told>
            <Asked key="told_dsl" options=ToldAnswer::OPTIONS of choose />
            <Notice tone=Tone::Waiting><RoutePeople /></Notice>
            {move || answer.get().map(|answer| view! { <WhatWasTried answer /> })}
            <Fields step=Step::Told />
            <Limits step=Step::Told />
            <KeptLine />
            <EarlierWords step=Step::Told />
        </Question>
    }
}

fn choose(content: &mut Content, key: &str) {
    content.told_dsl.get_or_insert_with(Default::default).answer = ToldAnswer::from_key(key);
}

#[component]
fn WhatWasTried(answer: ToldAnswer) -> impl IntoView {
    match answer {
        ToldAnswer::Yes => view! {
            <ToldLine id="told-who" label="Who did you speak to?" part=WHO />
            <ToldLine id="told-how" label="How and when?" help="For example: by phone at 22:25" part=HOW />
        }
        .into_any(),
        ToldAnswer::Tried => view! {
            <ToldLine id="told-who" label="Who did you try to reach?" part=WHO />
            <ToldLine id="told-how" label="When, and what happened?" help="For example: 14:02, no answer"
                part=HOW />
        }
        .into_any(),
        _ => view! { <ToldLine id="told-why" label="Why not yet?" part=WHY /> }.into_any(),
    }
}

type Part = fn(&mut ToldDsl) -> &mut String;
const WHO: Part = |told| &mut told.who;
const HOW: Part = |told| &mut told.how;
const WHY: Part = |told| &mut told.why;

#[component]
fn ToldLine(
    id: &'static str,
    label: &'static str,
    #[prop(optional)] help: &'static str,
    part: Part,
) -> impl IntoView {
    let editor = companion().editor;
    let value = move || {
        let text =
            |content: &Content| content.told_dsl.clone().map(|mut told| std::mem::take(part(&mut told)));
        editor.content(text).flatten().unwrap_or_default()
    };
    let change = move |text: String| {
        editor.edit(|content| {
            if let Some(told) = &mut content.told_dsl {
                *part(told) = text;
            }
        });
    };
    view! { <ShortText id label help value then=change /> }
}
