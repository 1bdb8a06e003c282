//! The record of concern: one thing per page, the big box first.

mod about;
mod child;
mod danger;
mod kept;
mod sign;
mod told;
mod write;

use companion_parts::view::{El, Line, Tone, button, choice, el, h1, link, notice, p, short_text};
use uuid::Uuid;

use crate::{
    route::{Page, Step},
    state::{Opening, companion},
};
use companion_model::concern::{Content, field};

/// A new record: the box is there at once; the first keystroke makes it a draft with an address of its own.
pub fn new_record() -> El {
    let companion = companion();
    companion.editor.open_new();
    body(Step::Write)
}

/// An unfinished record at one of its steps.
pub fn record(id: Uuid, step: Step) -> El {
    companion().editor.open(id);
    body(step)
}

fn body(step: Step) -> El {
    let editor = companion().editor;
    el("div").live(
        move || editor.opening(),
        move |opening| match opening {
            Opening::Waiting => p("Opening your record…"),
            Opening::Elsewhere => elsewhere(),
            Opening::Not(sentence) => not_open(sentence),
            Opening::Here => question(step),
        },
    )
}

fn elsewhere() -> El {
    el("div").child(h1("This record is open in another tab")).child(notice(Tone::Waiting).child(p(
        "One tab writes at a time, so that no words overwrite others. Go on there. When that tab is closed, this one \
         takes over by itself, with every word that was kept.",
    )))
}

fn not_open(sentence: &str) -> El {
    el("div")
        .child(h1("This record is not open"))
        .child(notice(Tone::Waiting).child(p(sentence)))
        .child(el("p").child(link("button main", "/records", "My records")))
}

fn question(step: Step) -> El {
    match step {
        Step::Write => write::write(),
        Step::Danger => danger::danger_now(),
        Step::Child => child::which_child(),
        Step::About => about::about(),
        Step::Told => told::told(),
        Step::Sign => sign::sign(),
    }
}

/// A question's form. It is kept as it is typed: there is nothing to send.
fn form() -> El {
    el("form").on_submit(|| {})
}

/// A form with the way to the next question.
fn onward(form: El, step: Step) -> El {
    let companion = companion();
    let onward = move || {
        if let (Some(id), Some(next)) = (companion.editor.id_untracked(), step.next()) {
            companion.place.go(Page::Record(id, next));
        }
    };
    form.child(button("main", "Go on", onward))
}

/// A one-line answer from the model's table of fields.
fn field_text(key: &'static str) -> El {
    let editor = companion().editor;
    let (label, help) = words(key);
    let change = move |text: String| {
        editor.edit(|content| {
            if let Some(answer) = content.text_mut(key) {
                *answer = text;
            }
        });
    };
    short_text(Line::Words, key, label, help, move || editor.text_for_box(key), change)
}

/// A choice from the model's table of fields; `label` in the place of the table's own words, where they follow the
/// route.
fn field_choice(
    key: &'static str,
    label: Option<String>,
    options: &'static [(&'static str, &'static str)],
    chosen: fn(&Content) -> Option<&str>,
    choose: fn(&mut Content, &str),
) -> El {
    let editor = companion().editor;
    let (own_label, help) = words(key);
    choice(
        key,
        label.as_deref().unwrap_or(own_label),
        help,
        options,
        move || editor.content(|content| chosen(content).unwrap_or_default().to_owned()).unwrap_or_default(),
        move |option| editor.edit(|content| choose(content, option)),
    )
}

fn words(key: &str) -> (&'static str, &'static str) {
    field(key).map(|field| (field.label, field.help)).unwrap_or_default()
}
