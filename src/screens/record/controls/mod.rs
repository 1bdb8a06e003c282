//! A dozen controls draw every field of the form. What is typed or chosen is kept at once; nothing blocks.

mod injuries;
mod lists;
mod text;
mod when;

use crate::words;
use companion_model::concern::{Content, Control, Field, field};
use companion_parts::view::{El, choice, el, nothing, p, tick};

use crate::state::{Editor, companion};

/// What draws a field, with its label, its help and its "none".
pub fn control(field: &'static Field) -> El {
    let drawn = match field.kind {
        Control::LongText => text::long(field),
        Control::ShortText | Control::Phone | Control::PartialDate => text::short(field),
        Control::Choice(options) => one_of(field, options),
        Control::Choices(options) => any_of(field, options),
        Control::WhenTold => when::moment(field),
        Control::People => lists::people(field),
        Control::OtherChildren => lists::other_children(field),
        Control::Injuries => injuries::injuries(field),
        Control::ToldOthers => lists::told(field),
        // These have pages of their own.
        Control::AboutStaff | Control::ToldDsl | Control::Sign | Control::Indicators => nothing(),
    };
    match field.none_words {
        Some(words) => el("div").child(drawn).child(none(field.key, words)),
        None => drawn,
    }
}

/// The label and the help of a field, in the words for whoever would receive the record.
fn words_of(field: &Field) -> (String, String) {
    let people = words::people(companion().recipient().as_ref());
    (field.label_in(people), field.help_in(people))
}

fn none(key: &'static str, words: &str) -> El {
    let editor = companion().editor;
    tick(
        words,
        move || editor.content(|content| content.none_ticked(key)).flatten().unwrap_or_default(),
        move |ticked| {
            editor.edit(|content| {
                if let Some(none) = content.none_ticked_mut(key) {
                    *none = ticked;
                }
            });
        },
    )
}

/// Keys and words.
pub type Options = &'static [(&'static str, &'static str)];

fn one_of(field: &'static Field, options: Options) -> El {
    let (label, help) = words_of(field);
    chosen(
        field.key,
        &label,
        &help,
        options,
        move |content| content.choice(field.key).map(str::to_owned),
        move |content, option| content.choose(field.key, option),
    )
}

/// A question whose answers mean more than themselves: its words are the table's.
pub fn asked(
    key: &'static str,
    options: Options,
    of: fn(&Content) -> Option<String>,
    choose: fn(&mut Content, &str),
) -> El {
    let (label, help) = field(key).map(words_of).unwrap_or_default();
    chosen(key, &label, &help, options, of, choose)
}

/// One of a few answers of the record.
fn chosen(
    id: &str,
    label: &str,
    help: &str,
    options: Options,
    of: impl Fn(&Content) -> Option<String> + 'static,
    choose: impl Fn(&mut Content, &str) + 'static,
) -> El {
    let editor = companion().editor;
    choice(
        id,
        label,
        help,
        options,
        move || editor.content(&of).flatten().unwrap_or_default(),
        move |option| editor.edit(|content| choose(content, option)),
    )
}

fn any_of(field: &'static Field, options: Options) -> El {
    let editor = companion().editor;
    let (label, help) = words_of(field);
    let group = fieldset(&label, &help);
    group.children(options.iter().map(|(option, words)| {
        tick(
            words,
            move || editor.content(|content| content.is_ticked(field.key, option)).unwrap_or_default(),
            move |ticked| editor.edit(|content| content.tick(field.key, option, ticked)),
        )
    }))
}

/// A group of controls under one label.
fn fieldset(label: &str, help: &str) -> El {
    let group = el("fieldset").child(el("legend").text(label));
    if help.is_empty() { group } else { group.child(p(help).class("help")) }
}

/// Where in the record a text is, of the entry at a place in a list.
#[derive(Clone, Copy)]
struct Part {
    of: fn(&Content, usize) -> Option<&String>,
    place: fn(&mut Content, usize) -> Option<&mut String>,
}

/// A line of text of the entry at a place.
fn part(editor: Editor, at: usize, id: &str, label: &str, help: &str, part: Part) -> El {
    companion_parts::view::short_text(
        companion_parts::view::Line::Words,
        &format!("{id}-{at}"),
        label,
        help,
        move || editor.content(|content| (part.of)(content, at).cloned()).flatten().unwrap_or_default(),
        move |text| {
            editor.edit(|content| {
                if let Some(place) = (part.place)(content, at) {
                    *place = text;
                }
            });
        },
    )
}
