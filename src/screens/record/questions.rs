//! A page of questions, drawn from the model's table of fields.

use companion_model::concern::text_limits;
use companion_parts::view::{Notice, Tone};
use leptos::{ev::SubmitEvent, prelude::*};

use super::{
    controls::FieldControl,
    kept::{EarlierWords, KeptLine},
};
use crate::{
    route::{Page, Step},
    state::companion,
};

/// A page's form, and the way to the next page. What is in it is kept as it is typed: there is nothing to send.
#[component]
pub fn Question(
    /// The page.
    step: Step,
    /// What it asks.
    children: Children,
) -> impl IntoView {
    view! {
        <form autocomplete="off" on:submit=|event: SubmitEvent| event.prevent_default()>
            {children()}
            <WayOn step />
        </form>
    }
}

/// Whoever came from the check goes back to it.
#[component]
fn WayOn(step: Step) -> impl IntoView {
    let companion = companion();
    let go = move |next: Option<Step>| {
        if let (Some(id), Some(next)) = (companion.editor.id_untracked(), next) {
            companion.router.go(Page::Record(id, next));
        }
    };
    let check = move |_| go(Some(Step::Check));
    let to_next = move || {
        view! {
            {step.is_beyond_the_short_record().then(|| view! {
                <button type="button" class="quiet" on:click=check>"Check and sign"</button>
            })}
            <button type="button" class="main" on:click=move |_| go(step.next())>"Continue"</button>
        }
    };
    view! {
        <Show when=move || companion.editor.is_checked() fallback=to_next>
            <button type="button" class="main" on:click=check>"Back to checking"</button>
        </Show>
    }
}

/// A page that has nothing but its questions.
#[component]
pub fn Questions(
    /// The page.
    step: Step,
) -> impl IntoView {
    view! {
        <Question step>
            <h1>{step.heading()}</h1>
            <WordsBefore step />
            <Fields step />
            <Limits step />
            <KeptLine />
            <EarlierWords step />
        </Question>
    }
}

/// The questions of a page, in order, without the one that its screen draws itself.
#[component]
pub fn Fields(
    /// The page.
    step: Step,
) -> impl IntoView {
    step.fields().into_iter().map(|field| view! { <FieldControl field /> }).collect_view()
}

/// What the boxes of a page, and the record as a whole, have no room for or could not keep.
#[component]
pub fn Limits(
    /// The page.
    step: Step,
) -> impl IntoView {
    let editor = companion().editor;
    let sentences = Memo::new(move |_| {
        let near = editor.content(text_limits).unwrap_or_default().into_iter();
        let here = near.filter(|limit| limit.field_key.is_none_or(|key| step.asks_for(key)));
        here.map(|limit| limit.sentence).collect::<Vec<_>>()
    });
    let notice = |sentence: String| view! { <Notice tone=Tone::Waiting><p>{sentence}</p></Notice> };
    view! {
        {move || sentences.get().into_iter().map(notice).collect_view()}
    }
}

/// What a good DSL would say at this point.
#[component]
pub fn WordsBefore(
    /// The page.
    step: Step,
) -> impl IntoView {
    let words = step.words_before();
    (!words.is_empty()).then(|| view! { <p>{words}</p> })
}
