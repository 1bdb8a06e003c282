//! Injuries and marks: on the body map by a tap, or from a list as its equal; then in words. There is no photograph, and
//! no field for one.

use companion_model::concern::{
    Face, Field, Injury, Side, YesNo,
    body::{self, Region},
};
use companion_parts::view::{El, choice, drawing, el, list_box};
use leptos::prelude::*;

use super::{
    Part, chosen, fieldset,
    lists::{List, choice_of, entries, line, list_of},
    part, words_of,
};
use crate::state::{Editor, companion};

/// The map, the list of its regions, and what is said of each mark.
pub fn injuries(field: &Field) -> El {
    let editor = companion().editor;
    let (label, help) = words_of(field);
    fieldset(&label, &help)
        .child(map(editor))
        .child(list(editor))
        .child(said(editor))
        .child(entries(editor, list_of!(injuries: Injury, "Injury or mark", entry)))
}

fn map(editor: Editor) -> El {
    let shown = RwSignal::new(Face::Front);
    let turn = move |key| shown.set(Face::from_key(key));
    let svg = move || {
        let face = shown.get();
        editor.content(|content| body::svg(&face, &content.injuries, body::Use::ToMark)).unwrap_or_default()
    };
    let mark = move |part: usize| {
        let regions: Vec<Region> = body::regions(&shown.get_untracked());
        if let Some(region) = regions.get(part) {
            editor.edit(|content| region.tap(&mut content.injuries));
        }
    };
    el("div")
        .child(
            choice(
                "map-face",
                "Tap where it is",
                "L and R are the child’s own left and right. Tap an empty mark again to remove it.",
                Face::OPTIONS,
                move || shown.get().key().to_owned(),
                turn,
            )
            .class("side-by-side"),
        )
        .child(drawing(svg, mark))
}

/// Everything that can be done on the map can be done here.
fn list(editor: Editor) -> El {
    let all: Vec<Region> = [Face::Front, Face::Back].iter().flat_map(body::regions).collect();
    let named = |face: Face| all.iter().filter(|region| region.face == face).map(Region::label).collect();
    let groups = [("Front", named(Face::Front)), ("Back", named(Face::Back))];
    list_box("map-list", "Or choose from the list", &groups, "Mark this place", move |number| {
        if let Some(region) = all.get(number) {
            editor.edit(|content| content.injuries.push(region.injury()));
        }
    })
}

/// Read out when a place is marked: the words for it come further down the page.
fn said(editor: Editor) -> El {
    let words = move || {
        let count = editor.content(|content| content.injuries.len()).unwrap_or_default();
        match count {
            0 => String::new(),
            1 => "1 mark. Describe it below.".to_owned(),
            n => format!("{n} marks. Describe each below."),
        }
    };
    el("p").attr("role", "status").live_text(words)
}

fn entry(editor: Editor, at: usize) -> El {
    el("div")
        .child(line!(editor, at, injuries.part, "Part of the body", "For example: upper arm"))
        .child(choice_of!(at, injuries.side: Side, "The child's own left or right"))
        .child(choice_of!(at, injuries.face: Face, "Front or back"))
        .child(line!(editor, at, injuries.size, "Size", "For example: like a 10p coin"))
        .child(line!(editor, at, injuries.shape, "Shape", ""))
        .child(line!(editor, at, injuries.colour, "Colour", ""))
        .child(choice_of!(at, injuries.skin_broken: YesNo, "Is the skin broken?"))
        .child(choice_of!(at, injuries.swelling: YesNo, "Is it swollen?"))
        .child(line!(editor, at, injuries.words, "Anything else about it", ""))
}
