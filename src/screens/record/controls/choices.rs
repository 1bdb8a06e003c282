//! Answers to choose from.

use companion_model::concern::{Content, Field, field};
use companion_parts::view::{Choice, Tick};
use leptos::prelude::*;

use super::{FieldGroup, words_of};
use crate::state::companion;

/// Keys and words.
pub type Options = &'static [(&'static str, &'static str)];

/// One of a few answers.
#[component]
pub fn OneOf(
    /// The field.
    field: &'static Field,
    /// The answers.
    options: Options,
) -> impl IntoView {
    let editor = companion().editor;
    let (label, help) = words_of(field);
    let chosen = move || {
        let chosen = |content: &Content| content.choice(field.key).map(str::to_owned);
        editor.content(chosen).flatten().unwrap_or_default()
    };
    let choose = move |option: &'static str| editor.edit(|content| content.choose(field.key, option));
    view! { <Choice name=field.key label help options=listed(options) chosen then=choose /> }
}

/// Any of a few answers.
#[component]
pub fn AnyOf(
    /// The field.
    field: &'static Field,
    /// The answers.
    options: Options,
) -> impl IntoView {
    let editor = companion().editor;
    let key = field.key;
    let ticks = options.iter().map(|(option, words)| {
        let ticked = move || editor.content(|content| content.is_ticked(key, option)).unwrap_or_default();
        let tick = move |ticked| editor.edit(|content| content.tick(key, option, ticked));
        view! { <Tick label=*words ticked then=tick /> }
    });
    let ticks = ticks.collect_view();
    view! { <FieldGroup field>{ticks}</FieldGroup> }
}

/// A question whose answers mean more than themselves: its words are the table's.
#[component]
pub fn Asked(
    /// The key of its field.
    key: &'static str,
    /// The answers.
    options: Options,
    /// The key of the answer that was given.
    of: fn(&Content) -> Option<String>,
    /// Gives the answer of a key.
    choose: fn(&mut Content, &str),
) -> impl IntoView {
    let editor = companion().editor;
    let (label, help) = field(key).map(words_of).unwrap_or_default();
    let chosen = move || editor.content(of).flatten().unwrap_or_default();
    let choose = move |option: &'static str| editor.edit(|content| choose(content, option));
    view! { <Choice name=key label help options=listed(options) chosen then=choose /> }
}

/// Answers as a control takes them.
pub fn listed(options: Options) -> Vec<(&'static str, String)> {
    options.iter().map(|(key, words)| (*key, (*words).to_owned())).collect()
}
