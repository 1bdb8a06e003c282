//! Answers of which there can be several, each with its own lines.

use companion_model::concern::{Field, Part, ToldWhom};
use leptos::prelude::*;

use super::{
    FieldGroup,
    entries::{Entries, List, list_of},
    entry::{Chosen, EntryChoice, EntryLine, Text, chosen_of, text_of},
};

/// Who else was there.
#[component]
pub fn PeopleThere(
    /// The field.
    field: &'static Field,
) -> impl IntoView {
    view! {
        <FieldGroup field>
            <Entries list=list_of!(present, "Person", "Add a person") let(entry)>
                <EntryLine entry text=text_of!(present.name) label="Name" />
                <EntryLine entry text=text_of!(present.role) label="Who they are"
                    help="For example: pupil, teacher, driver" />
            </Entries>
        </FieldGroup>
    }
}

/// Other children.
#[component]
pub fn OtherChildren(
    /// The field.
    field: &'static Field,
) -> impl IntoView {
    view! {
        <FieldGroup field>
            <Entries list=list_of!(others, "Child", "Add a child") let(entry)>
                <EntryLine entry text=text_of!(others.who) label="Name or description" />
                <EntryChoice entry answer=chosen_of!(others.part: Part) label="How are they involved?" />
            </Entries>
        </FieldGroup>
    }
}

/// Others who were told.
#[component]
pub fn ToldOthers(
    /// The field.
    field: &'static Field,
) -> impl IntoView {
    view! {
        <FieldGroup field>
            <Entries list=list_of!(told, "Person you told", "Add someone you told") let(entry)>
                <EntryChoice entry answer=chosen_of!(told.whom: ToldWhom) label="Who did you tell?" />
                <EntryLine entry text=text_of!(told.name) label="Their name" />
                <EntryLine entry text=text_of!(told.when.words) label="When" help="For example: 22:25, by phone" />
                <EntryLine entry text=text_of!(told.reference) label="Reference number, if they gave one" />
            </Entries>
        </FieldGroup>
    }
}
