//! The record of concern: one thing per page, the big box first.

mod about;
mod check;
mod controls;
mod danger;
mod kept;
mod questions;
mod sign;
mod signs;
mod told;
mod write;

use crate::words;
use companion_app::AppError;
use companion_browser::page;
use companion_model::{concern::Kind, static_page::MY_RECORDS};
use companion_parts::view::{El, Tone, button, el, h1, link, notice, p};
use leptos::prelude::*;
use uuid::Uuid;

use crate::{
    route::{Page, Step},
    state::{Opening, companion, left},
};

/// A new record: the box is there at once; the first keystroke makes it a draft with an address of its own.
pub fn new_record(kind: Kind) -> El {
    let companion = companion();
    let is_of_its_own = kind == Kind::Concern;
    companion.editor.open_new(kind);
    if is_of_its_own {
        companion.quote_signs_if_wanted();
    }
    body(None, Step::Write)
}

/// An unfinished record at one of its steps.
pub fn record(id: Uuid, step: Step) -> El {
    companion().editor.open(id);
    body(Some(id), step)
}

/// A record that has an address is noted as the place where its author is, once it is known to be here and theirs.
fn body(address: Option<Uuid>, step: Step) -> El {
    let editor = companion().editor;
    continue_beside_signed(step);
    el("div").live(
        // The page on which it is signed says so itself, and says why if it does not come about.
        move || (editor.opening(), step != Step::Sign && editor.is_being_signed()),
        move |(opening, being_signed)| match opening {
            Opening::Here if *being_signed => being_signed_elsewhere(),
            Opening::Waiting => p("Opening your record…"),
            Opening::Elsewhere => elsewhere(),
            Opening::Not(why) => not_open(why),
            Opening::Here => {
                if let Some(id) = address {
                    left::remember_step(id, step);
                }
                question(step)
            }
        },
    )
}

/// What was written in a record that another tab has signed goes on as an addition, at an address of its own. Whoever is writing
/// goes on in the same box; what shows the whole record is drawn anew.
fn continue_beside_signed(step: Step) {
    let companion = companion();
    Effect::new(move |_| {
        let Some((signed, addition)) = companion.editor.continued() else { return };
        let was_there =
            move |page: &Page| page.is_new() || matches!(page, Page::Record(id, _) if *id == signed);
        let continued = Page::Record(addition, step);
        if matches!(step, Step::Check | Step::Sign) {
            companion.place.instead_of(was_there, continued);
        } else if was_there(&Page::of(&page::path())) {
            left::remember_step(addition, step);
            page::replace(&continued.path());
        }
    });
}

fn elsewhere() -> El {
    el("div").child(h1("This record is open in another tab")).child(notice(Tone::Waiting).child(p(
        "One tab writes at a time, so that no words overwrite others. Go on there. When that tab is closed, this one \
         takes over by itself, with every word that was kept.",
    )))
}

/// Nothing can be typed here that would not be in it.
fn being_signed_elsewhere() -> El {
    el("div").child(h1("This record is being signed")).child(notice(Tone::Waiting).attr("role", "status").child(p(
        "It is signed and sealed as it stands. That takes a moment; if it does not come about, you can go on writing here.",
    )))
}

fn not_open(why: &AppError) -> El {
    el("div")
        .child(h1("This record is not open"))
        .child(notice(Tone::Waiting).child(p(&words::error(why))))
        .child(el("p").child(link("button main", "/records", MY_RECORDS)))
}

fn question(step: Step) -> El {
    match step {
        Step::Write => write::write(),
        Step::Danger => danger::danger_now(),
        Step::About => about::about(),
        Step::Told => told::told(),
        Step::Signs => signs::signs(),
        Step::Check => check::check(),
        Step::Sign => sign::sign(),
        step => questions::questions(step),
    }
}

/// A question's form. It is kept as it is typed: there is nothing to send.
fn form() -> El {
    el("form").on_submit(|| {})
}

/// A form with the way to the next question.
fn onward(form: El, step: Step) -> El {
    let companion = companion();
    let go = move |next: Option<Step>| {
        if let (Some(id), Some(next)) = (companion.editor.id_untracked(), next) {
            companion.place.go(Page::Record(id, next));
        }
    };
    // Whoever came from the check goes back to it.
    if companion.editor.checks.get_untracked() {
        return form.child(button("main", "Back to the check", move || go(Some(Step::Check))));
    }
    let form = if step.is_beyond_the_short_record() {
        form.child(button("quiet", "Check and sign", move || go(Some(Step::Check))))
    } else {
        form
    };
    form.child(button("main", "Continue", move || go(step.next())))
}
