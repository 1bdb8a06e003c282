//! Text, kept exactly as the box holds it.

use companion_model::concern::Field;
use companion_parts::view::{Line, LongText, ShortText};
use leptos::prelude::*;

use super::words_of;
use crate::state::{Editor, companion};

/// A box that grows.
#[component]
pub fn Long(
    /// The field.
    field: &'static Field,
) -> impl IntoView {
    let (editor, key) = (companion().editor, field.key);
    let (label, help) = words_of(field);
    let value = move || editor.text_for_box(key);
    let change = move |text: String| write(editor, key, text);
    view! { <LongText id=key label help verbatim=field.verbatim value then=change /> }
}

/// One line.
#[component]
pub fn Short(
    /// The field.
    field: &'static Field,
    /// What the line is for.
    #[prop(optional)]
    line: Line,
) -> impl IntoView {
    let (editor, key) = (companion().editor, field.key);
    let (label, help) = words_of(field);
    let value = move || editor.text_for_box(key);
    let change = move |text: String| write(editor, key, text);
    view! { <ShortText line id=key label help value then=change /> }
}

fn write(editor: Editor, key: &str, text: String) {
    editor.edit(|content| {
        if let Some(answer) = content.text_mut(key) {
            *answer = text;
        }
    });
}
