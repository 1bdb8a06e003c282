//! Answers of which there can be several: each entry with its own lines, added and removed by a tap.

use companion_model::concern::Part as PartInIt;
use companion_model::concern::{
    Content, Face, Field, Injury, OtherChild, PersonThere, Side, Told, ToldWhom, YesNo,
};
use companion_parts::view::{El, button, el, h2};

use super::{Part, chosen, fieldset, part, words_of};
use crate::state::{Editor, companion};

/// A list of the record.
#[derive(Clone, Copy)]
struct List {
    /// What one entry is called: "Person".
    one: &'static str,
    count: fn(&Content) -> usize,
    add: fn(&mut Content),
    remove: fn(&mut Content, usize),
    entry: fn(Editor, usize) -> El,
}

fn list(field: &Field, list: List) -> El {
    let editor = companion().editor;
    let (label, help) = words_of(field);
    let add = format!("Add: {}", list.one.to_ascii_lowercase());
    fieldset(&label, &help)
        .live(
            move || editor.content(list.count).unwrap_or_default(),
            move |count| el("div").children((0..*count).map(|at| entry(editor, &list, at))),
        )
        .child(button("", &add, move || editor.edit(list.add)))
}

fn entry(editor: Editor, list: &List, at: usize) -> El {
    let remove = list.remove;
    el("section")
        .class("entry")
        .child(h2(&format!("{} {}", list.one, at + 1)))
        .child((list.entry)(editor, at))
        .child(button("quiet", "Remove", move || editor.edit(|content| remove(content, at))))
}

macro_rules! list_of {
    ($field:ident, $list:ident: $kind:ident, $one:literal, $entry:expr) => {
        list(
            $field,
            List {
                one: $one,
                count: |content| content.$list.len(),
                add: |content| content.$list.push($kind::default()),
                remove: |content, at| {
                    if at < content.$list.len() {
                        content.$list.remove(at);
                    }
                },
                entry: $entry,
            },
        )
    };
}

/// A line of an entry.
macro_rules! line {
    ($editor:ident, $at:ident, $list:ident.$($part:ident).+, $label:literal, $help:literal) => {
        part(
            $editor,
            $at,
            concat!(stringify!($list) $(, "-", stringify!($part))+),
            $label,
            $help,
            Part {
                of: |content, at| Some(&content.$list.get(at)?.$($part).+),
                place: |content, at| Some(&mut content.$list.get_mut(at)?.$($part).+),
            },
        )
    };
}

/// A choice of an entry.
macro_rules! choice_of {
    ($at:ident, $list:ident.$part:ident: $kind:ident, $label:literal) => {
        chosen(
            &format!(concat!(stringify!($list), "-", stringify!($part), "-{}"), $at),
            $label,
            "",
            $kind::OPTIONS,
            move |content| content.$list.get($at)?.$part.as_ref().map(|answer| answer.key().to_owned()),
            move |content, option| {
                if let Some(entry) = content.$list.get_mut($at) {
                    entry.$part = Some($kind::from_key(option));
                }
            },
        )
    };
}

/// Who else was there.
pub fn people(field: &Field) -> El {
    list_of!(field, present: PersonThere, "Person", |editor, at| el("div")
        .child(line!(editor, at, present.name, "Name", ""))
        .child(line!(editor, at, present.role, "Who they are", "For example: pupil, teacher, driver")))
}

/// Other children.
pub fn other_children(field: &Field) -> El {
    list_of!(field, others: OtherChild, "Child", |editor, at| el("div")
        .child(line!(editor, at, others.who, "Name or description", ""))
        .child(choice_of!(at, others.part: PartInIt, "What part have they in it?")))
}

/// Injuries and marks, in words: there is no photograph.
pub fn injuries(field: &Field) -> El {
    list_of!(field, injuries: Injury, "Injury or mark", |editor, at| el("div")
        .child(line!(editor, at, injuries.part, "Part of the body", "For example: upper arm"))
        .child(choice_of!(at, injuries.side: Side, "The child's own left or right"))
        .child(choice_of!(at, injuries.face: Face, "Front or back"))
        .child(line!(editor, at, injuries.size, "Size", "For example: like a 10p coin"))
        .child(line!(editor, at, injuries.shape, "Shape", ""))
        .child(line!(editor, at, injuries.colour, "Colour", ""))
        .child(choice_of!(at, injuries.skin_broken: YesNo, "Is the skin broken?"))
        .child(choice_of!(at, injuries.swelling: YesNo, "Is it swollen?"))
        .child(line!(editor, at, injuries.words, "Anything else about it", "")))
}

/// Others who were told.
pub fn told(field: &Field) -> El {
    list_of!(field, told: Told, "Told", |editor, at| el("div")
        .child(choice_of!(at, told.whom: ToldWhom, "Who was told?"))
        .child(line!(editor, at, told.name, "Their name", ""))
        .child(line!(editor, at, told.when.words, "When", "For example: 22:25, by phone"))
        .child(line!(editor, at, told.reference, "Reference number, if they gave one", "")))
}
