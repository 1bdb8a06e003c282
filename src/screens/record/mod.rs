//! The record of concern: one thing per page, the big box first.

mod about;
mod child;
mod danger;
mod kept;
mod sign;
mod told;
mod write;

use companion_parts::view::{Choice, Notice, ShortText, Tone};
use leptos::prelude::*;
use uuid::Uuid;

use crate::{
    route::{Page, Step},
    state::{Opening, companion},
};
use companion_model::concern::{Content, field};

/// A new record: the box is there at once; the first keystroke makes it a draft with an address of its own.
#[component]
pub fn NewRecord() -> impl IntoView {
    let companion = companion();
    companion.editor.open_new();
    view! { <Body step=Step::Write /> }
}

/// An unfinished record at one of its steps.
#[component]
pub fn Record(id: Uuid, step: Step) -> impl IntoView {
    companion().editor.open(id);
    view! { <Body step /> }
}

#[component]
fn Body(step: Step) -> impl IntoView {
    let editor = companion().editor;
    move || {
        match editor.opening() {
        Opening::Waiting => view! { <p>"Opening your record…"</p> }.into_any(),
        Opening::Elsewhere => view! {
            <h1>"This record is open in another tab"</h1>
            <Notice tone=Tone::Waiting>
                <p>"One tab writes at a time, so that no words overwrite others. Go on there. When that tab is closed,
                    this one takes over by itself, with every word that was kept."</p>
            </Notice>
        }
        .into_any(),
        Opening::Not(sentence) => view! {
            <h1>"This record is not open"</h1>
            <Notice tone=Tone::Waiting><p>{sentence}</p></Notice>
            <p><a class="button main" href="/records">"My records"</a></p>
        }
        .into_any(),
        Opening::Here => match step {
            Step::Write => view! { <write::Write /> }.into_any(),
            Step::Danger => view! { <danger::DangerNow /> }.into_any(),
            Step::Child => view! { <child::WhichChild /> }.into_any(),
            Step::About => view! { <about::About /> }.into_any(),
            Step::Told => view! { <told::Told /> }.into_any(),
            Step::Sign => view! { <sign::Sign /> }.into_any(),
        },
    }
    }
}

/// The way to the next question, and back.
#[component]
fn Onward(step: Step) -> impl IntoView {
    let companion = companion();
    let onward = move |_| {
        if let (Some(id), Some(next)) = (companion.editor.id_untracked(), step.next()) {
            companion.place.go(Page::Record(id, next));
        }
    };
    view! { <button type="button" class="main" on:click=onward>"Go on"</button> }
}

/// A one-line answer from the model's table of fields.
#[component]
fn FieldText(key: &'static str) -> impl IntoView {
    let editor = companion().editor;
    let (label, help) = words(key);
    let change = move |text: String| {
        editor.edit(|content| {
            if let Some(answer) = content.text_mut(key) {
                *answer = text;
            }
        });
    };
    view! { <ShortText key label help value=Signal::derive(move || editor.text_for_box(key)) on_input=change /> }
}

/// A choice from the model's table of fields.
#[component]
fn FieldChoice(
    key: &'static str,
    options: &'static [(&'static str, &'static str)],
    chosen: fn(&Content) -> String,
    choose: fn(&mut Content, &str),
    /// In the place of the table's own words, where they follow the route.
    #[prop(optional)]
    label: Option<String>,
) -> impl IntoView {
    let editor = companion().editor;
    let (own_label, help) = words(key);
    let options = options.iter().map(|(option, words)| (*option, (*words).to_owned())).collect();
    view! {
        <Choice key label=label.unwrap_or(own_label) help options
            chosen=Signal::derive(move || editor.content(chosen).unwrap_or_default())
            on_choose=move |option| editor.edit(|content| choose(content, option)) />
    }
}

fn words(key: &str) -> (String, String) {
    field(key).map(|field| (field.label.to_owned(), field.help.to_owned())).unwrap_or_default()
}
