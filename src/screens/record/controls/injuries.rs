//! Injuries and marks: on the body map by a tap, or from a list as its equal; then in words. There is no photograph, and
//! no field for one.

use companion_model::concern::{
    Face, Field, Side, YesNo,
    body::{self, Region},
};
use companion_parts::view::{Choice, Drawing, ListBox};
use leptos::prelude::*;

use super::{
    FieldGroup,
    choices::listed,
    entries::{Entries, List, Numbers, list_of},
    entry::{Chosen, EntryChoice, EntryLine, Text, chosen_of, text_of},
};
use crate::state::companion;

/// The map, the list of its regions, and what is said of each mark.
#[component]
pub fn Injuries(
    /// The field.
    field: &'static Field,
) -> impl IntoView {
    let numbers = Numbers::default();
    view! {
        <FieldGroup field>
            <Map numbers />
            <Places />
            <Marks />
            <Entries list=list_of!(injuries, "Injury or mark", "Add an injury or mark") numbers let(entry)>
                <EntryLine entry text=text_of!(injuries.part) label="Part of the body" help="For example: upper arm" />
                <EntryChoice entry answer=chosen_of!(injuries.side: Side) label="The child's own left or right" />
                <EntryChoice entry answer=chosen_of!(injuries.face: Face) label="Front or back" />
                <EntryLine entry text=text_of!(injuries.size) label="Size" help="For example: like a 10p coin" />
                <EntryLine entry text=text_of!(injuries.shape) label="Shape" />
                <EntryLine entry text=text_of!(injuries.colour) label="Colour" />
                <EntryChoice entry answer=chosen_of!(injuries.skin_broken: YesNo) label="Is the skin broken?" />
                <EntryChoice entry answer=chosen_of!(injuries.swelling: YesNo) label="Is it swollen?" />
                <EntryLine entry text=text_of!(injuries.words) label="Anything else about it" />
            </Entries>
        </FieldGroup>
    }
}

#[component]
fn Map(numbers: Numbers) -> impl IntoView {
    let editor = companion().editor;
    let shown = RwSignal::new(Face::Front);
    let svg = move || {
        let face = shown.get();
        editor.content(|content| body::svg(&face, &content.injuries, body::Use::ToMark)).unwrap_or_default()
    };
    let mark = move |part: usize| {
        let regions = body::regions(&shown.get_untracked());
        if let Some(region) = regions.get(part) {
            let mut taken = Vec::new();
            editor.edit(|content| taken = region.tap(&mut content.injuries));
            numbers.remove(&taken);
        }
    };
    view! {
        <Choice name="map-face" class="side-by-side" label="Tap where it is"
            help="L and R are the child’s own left and right. To remove a mark you haven't described, tap it again."
            options=listed(Face::OPTIONS) chosen=move || shown.get().key().to_owned()
            then=move |key: &'static str| shown.set(Face::from_key(key)) />
        <Drawing svg then=mark />
    }
}

/// Everything that can be done on the map can be done here.
#[component]
fn Places() -> impl IntoView {
    let editor = companion().editor;
    let all: Vec<Region> = [Face::Front, Face::Back].iter().flat_map(body::regions).collect();
    let named = |face: Face| all.iter().filter(|region| region.face == face).map(Region::label).collect();
    let groups = vec![("Front", named(Face::Front)), ("Back", named(Face::Back))];
    let mark = move |number: usize| {
        if let Some(region) = all.get(number) {
            editor.edit(|content| content.injuries.push(region.injury()));
        }
    };
    view! { <ListBox id="map-list" label="Or choose from the list" groups verb="Mark this place" then=mark /> }
}

/// Read out when a place is marked: the words for it come further down the page.
#[component]
fn Marks() -> impl IntoView {
    let editor = companion().editor;
    let words = move || match editor.content(|content| content.injuries.len()).unwrap_or_default() {
        0 => String::new(),
        1 => "1 mark. Describe it below.".to_owned(),
        n => format!("{n} marks. Describe each below."),
    };
    view! { <p role="status">{words}</p> }
}
