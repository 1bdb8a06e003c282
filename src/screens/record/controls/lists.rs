//! Answers of which there can be several: each entry with its own lines, added and removed by a tap.

use companion_model::concern::Part as PartInIt;
use companion_model::concern::{Content, Field, OtherChild, PersonThere, Told, ToldWhom};
use companion_parts::view::{El, button, el, h2};

use super::{Part, chosen, fieldset, part, words_of};
use crate::state::{Editor, companion};

/// A list of the record.
#[derive(Clone, Copy)]
pub(super) struct List {
    /// What one entry is called: "Person".
    pub one: &'static str,
    pub count: fn(&Content) -> usize,
    pub add: fn(&mut Content),
    pub remove: fn(&mut Content, usize),
    pub entry: fn(Editor, usize) -> El,
}

/// A field whose whole answer is a list.
fn list(field: &Field, list: List) -> El {
    let (label, help) = words_of(field);
    fieldset(&label, &help).child(entries(companion().editor, list))
}

/// The entries of a list, and the way to one more.
pub(super) fn entries(editor: Editor, list: List) -> El {
    let add = format!("Add: {}", list.one.to_ascii_lowercase());
    el("div")
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
    ($list:ident: $kind:ident, $one:literal, $entry:expr) => {
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
        }
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
    list(
        field,
        list_of!(present: PersonThere, "Person", |editor, at| el("div")
        .child(line!(editor, at, present.name, "Name", ""))
        .child(line!(editor, at, present.role, "Who they are", "For example: pupil, teacher, driver"))),
    )
}

/// Other children.
pub fn other_children(field: &Field) -> El {
    list(
        field,
        list_of!(others: OtherChild, "Child", |editor, at| el("div")
        .child(line!(editor, at, others.who, "Name or description", ""))
        .child(choice_of!(at, others.part: PartInIt, "What part have they in it?"))),
    )
}

/// Others who were told.
pub fn told(field: &Field) -> El {
    list(
        field,
        list_of!(told: Told, "Person told", |editor, at| el("div")
        .child(choice_of!(at, told.whom: ToldWhom, "Who was told?"))
        .child(line!(editor, at, told.name, "Their name", ""))
        .child(line!(editor, at, told.when.words, "When", "For example: 22:25, by phone"))
        .child(line!(editor, at, told.reference, "Reference number, if they gave one", ""))),
    )
}

pub(super) use {choice_of, line, list_of};
