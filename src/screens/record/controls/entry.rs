//! The controls of an entry.

use companion_model::concern::Content;
use companion_parts::view::{Choice, ShortText};
use leptos::prelude::*;

use super::{
    choices::{Options, listed},
    entries::Entry,
};
use crate::state::companion;

/// Where a text of an entry is, which stands at a place in its list.
#[derive(Clone, Copy)]
pub struct Text {
    pub key: &'static str,
    pub of: fn(&Content, usize) -> Option<&String>,
    pub of_mut: fn(&mut Content, usize) -> Option<&mut String>,
}

macro_rules! text_of {
    ($list:ident.$($part:ident).+) => {
        Text {
            key: concat!(stringify!($list) $(, "-", stringify!($part))+),
            of: |content, at| Some(&content.$list.get(at)?.$($part).+),
            of_mut: |content, at| Some(&mut content.$list.get_mut(at)?.$($part).+),
        }
    };
}

/// Where an answer of an entry is that is chosen, likewise.
#[derive(Clone, Copy)]
pub struct Chosen {
    pub key: &'static str,
    pub options: Options,
    pub of: fn(&Content, usize) -> Option<String>,
    pub choose: fn(&mut Content, usize, &str),
}

macro_rules! chosen_of {
    ($list:ident.$part:ident: $answer:ident) => {
        Chosen {
            key: concat!(stringify!($list), "-", stringify!($part)),
            options: $answer::OPTIONS,
            of: |content, at| Some(content.$list.get(at)?.$part.as_ref()?.key().to_owned()),
            choose: |content, at, option| {
                if let Some(entry) = content.$list.get_mut(at) {
                    entry.$part = Some($answer::from_key(option));
                }
            },
        }
    };
}

pub(super) use {chosen_of, text_of};

/// A line of an entry.
#[component]
pub fn EntryLine(
    /// The entry.
    entry: Entry,
    /// What the line holds.
    text: Text,
    /// What is asked.
    label: &'static str,
    /// The help between label and box.
    #[prop(optional)]
    help: &'static str,
) -> impl IntoView {
    let editor = companion().editor;
    let value = move || {
        let text = |content: &Content| (text.of)(content, entry.at.get()?).cloned();
        editor.content(text).flatten().unwrap_or_default()
    };
    let change = move |typed: String| {
        let Some(at) = entry.at.get_untracked() else { return };
        editor.edit(|content| {
            if let Some(place) = (text.of_mut)(content, at) {
                *place = typed;
            }
        });
    };
    view! { <ShortText id=entry.id(text.key) label help value then=change /> }
}

/// A choice of an entry.
#[component]
pub fn EntryChoice(
    /// The entry.
    entry: Entry,
    /// What is chosen.
    answer: Chosen,
    /// What is asked.
    label: &'static str,
) -> impl IntoView {
    let editor = companion().editor;
    let chosen = move || {
        let chosen = |content: &Content| (answer.of)(content, entry.at.get()?);
        editor.content(chosen).flatten().unwrap_or_default()
    };
    let choose = move |option: &'static str| {
        let Some(at) = entry.at.get_untracked() else { return };
        editor.edit(|content| (answer.choose)(content, at, option));
    };
    view! { <Choice name=entry.id(answer.key) label options=listed(answer.options) chosen then=choose /> }
}
