//! "Have you spoken to …?" A record never replaces telling someone (invariant 9).

use companion_model::concern::{ToldAnswer, ToldDsl};
use companion_parts::view::{Notice, ShortText, Tone};
use leptos::prelude::*;

use super::{FieldChoice, Onward, kept::KeptLine};
use crate::{route::Step, screens::call::RoutePeople, state::companion};

/// The question, the numbers, and what was tried.
#[component]
pub fn Told() -> impl IntoView {
    let companion = companion();
    let editor = companion.editor;
    let answer =
        move || editor.content(|content| content.told_dsl.as_ref().map(|told| told.answer.clone())).flatten();
    let text = |of: fn(&ToldDsl) -> &String| {
        Signal::derive(move || {
            editor
                .content(|content| content.told_dsl.as_ref().map(|told| of(told).clone()))
                .flatten()
                .unwrap_or_default()
        })
    };
    let change = move |set: fn(&mut ToldDsl, String)| {
        move |text: String| {
            editor.edit(|content| {
                if let Some(told) = &mut content.told_dsl {
                    set(told, text);
                }
            });
        }
    };
    let label = companion.route().map(|route| format!("Have you spoken to {}?", route.people()));
    let label = label.unwrap_or_else(|| "Have you spoken to someone?".into());
    let (who, how, why) = (text(|told| &told.who), text(|told| &told.how), text(|told| &told.why));
    view! {
        <form autocomplete="off" on:submit=|event| event.prevent_default()>
            <FieldChoice key="told_dsl" label=label options=ToldAnswer::OPTIONS
                chosen=|content| content.told_dsl.as_ref().map(|told| told.answer.key().to_owned()).unwrap_or_default()
                choose=choose />
            <Notice tone=Tone::Waiting><RoutePeople /></Notice>
            {move || match answer() {
                Some(ToldAnswer::Yes) => view! {
                    <ShortText key="told-who" label="Whom did you speak to?" value=who on_input=change(|told, text| told.who = text) />
                    <ShortText key="told-how" label="How and when?" help="For example: by phone at 22:25" value=how
                        on_input=change(|told, text| told.how = text) />
                }.into_any(),
                Some(ToldAnswer::Tried) => view! {
                    <ShortText key="told-who" label="Whom did you try?" value=who on_input=change(|told, text| told.who = text) />
                    <ShortText key="told-how" label="When, and what happened?" help="For example: rang 14:02, no answer"
                        value=how on_input=change(|told, text| told.how = text) />
                }.into_any(),
                Some(_) => view! {
                    <ShortText key="told-why" label="Why not yet?" value=why on_input=change(|told, text| told.why = text) />
                }.into_any(),
                None => ().into_any(),
            }}
            <KeptLine />
            <Onward step=Step::Told />
        </form>
    }
}

fn choose(content: &mut companion_model::concern::Content, key: &str) {
    content.told_dsl.get_or_insert_with(Default::default).answer = ToldAnswer::from_key(key);
}
