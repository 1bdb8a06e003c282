//! What draws each field of the form, by its kind. What is typed or chosen is kept at once; nothing blocks.

mod choices;
mod entries;
mod entry;
mod injuries;
mod lists;
mod text;
mod when;

pub use choices::Asked;

use companion_model::concern::{Control, Field};
use companion_parts::view::{Group, Line, Tick};
use leptos::prelude::*;

use super::people;
use crate::state::companion;

/// What draws a field, with its label, its help and its "none".
#[component]
pub fn FieldControl(
    /// The field.
    field: &'static Field,
) -> impl IntoView {
    let control = match field.kind {
        Control::LongText => view! { <text::Long field /> }.into_any(),
        Control::ShortText | Control::PartialDate => view! { <text::Short field /> }.into_any(),
        Control::Phone => view! { <text::Short field line=Line::Phone /> }.into_any(),
        Control::Choice(options) => view! { <choices::OneOf field options /> }.into_any(),
        Control::Choices(options) => view! { <choices::AnyOf field options /> }.into_any(),
        Control::WhenTold => view! { <when::When field /> }.into_any(),
        Control::People => view! { <lists::PeopleThere field /> }.into_any(),
        Control::OtherChildren => view! { <lists::OtherChildren field /> }.into_any(),
        Control::Injuries => view! { <injuries::Injuries field /> }.into_any(),
        Control::ToldOthers => view! { <lists::ToldOthers field /> }.into_any(),
        // Their pages draw these themselves.
        Control::AboutStaff | Control::ToldDsl | Control::Sign | Control::Indicators => ().into_any(),
    };
    view! {
        {control}
        {field.none_words.map(|words| view! { <NothingToWrite key=field.key words /> })}
    }
}

/// The tick that says so.
#[component]
fn NothingToWrite(key: &'static str, words: &'static str) -> impl IntoView {
    let editor = companion().editor;
    let ticked = move || editor.content(|content| content.none_ticked(key)).flatten().unwrap_or_default();
    let tick = move |ticked| {
        editor.edit(|content| {
            if let Some(none) = content.none_ticked_mut(key) {
                *none = ticked;
            }
        });
    };
    view! { <Tick label=words ticked then=tick /> }
}

/// Several controls under the label and the help of a field.
#[component]
fn FieldGroup(field: &'static Field, children: Children) -> impl IntoView {
    let (label, help) = words_of(field);
    view! { <Group label help>{children()}</Group> }
}

/// The label and the help of a field, in the words for whoever would receive the record.
fn words_of(field: &Field) -> (String, String) {
    let people = people();
    (field.label_in(people), field.help_in(people))
}
