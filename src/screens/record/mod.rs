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

use companion_app::AppError;
use companion_browser::page;
use companion_model::{concern::Kind, static_page::MY_RECORDS};
use companion_parts::view::{Notice, Tone};
use leptos::prelude::*;
use uuid::Uuid;

use crate::{
    route::{Page, Step},
    state::{Opening, companion, left},
    words,
};

/// A new record: the box is there at once; the first keystroke makes it a draft with an address of its own.
#[component]
pub fn NewRecord(
    /// Of its own, or what it stands beside.
    kind: Kind,
) -> impl IntoView {
    companion().begin_record(kind);
    view! { <OnceOpen address=None step=Step::Write /> }
}

/// An unfinished record at one of its steps.
#[component]
pub fn Record(
    /// Which one.
    id: Uuid,
    /// Where in it.
    step: Step,
) -> impl IntoView {
    companion().editor.open(id);
    view! { <OnceOpen address=Some(id) step /> }
}

/// The page of a step, once the record is here to be written; until then, why it is not.
#[component]
fn OnceOpen(address: Option<Uuid>, step: Step) -> impl IntoView {
    let editor = companion().editor;
    continue_beside_signed(step);
    // The page on which it is signed says so itself, and says why if it does not come about.
    let shown = Memo::new(move |_| (editor.opening(), step != Step::Sign && editor.is_being_signed()));
    Effect::new(move |_| {
        if shown.get() == (Opening::Here, false) {
            // Where its author is, is noted of a record that is known to be here and theirs.
            if let Some(id) = address {
                left::remember_step(id, step);
            }
            editor.enter(step);
        }
    });
    view! {
        {move || match shown.get() {
            (Opening::Here, false) => view! { <PageOf step /> }.into_any(),
            (Opening::Here, true) => view! { <BeingSigned /> }.into_any(),
            (Opening::Waiting, _) => view! { <p>"Opening your record…"</p> }.into_any(),
            (Opening::Elsewhere, _) => view! { <OpenElsewhere /> }.into_any(),
            (Opening::Not(error), _) => view! { <NotOpen error /> }.into_any(),
        }}
    }
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
            companion.router.replace_if(was_there, continued);
        } else if was_there(&Page::of(&page::path())) {
            left::remember_step(addition, step);
            page::replace(&continued.path());
        }
    });
}

#[component]
fn PageOf(step: Step) -> impl IntoView {
    match step {
        Step::Write => view! { <write::Write /> }.into_any(),
        Step::Danger => view! { <danger::DangerNow /> }.into_any(),
        Step::About => view! { <about::About /> }.into_any(),
        Step::Told => view! { <told::Told /> }.into_any(),
        Step::Signs => view! { <signs::Signs /> }.into_any(),
        Step::Check => view! { <check::Check /> }.into_any(),
        Step::Sign => view! { <sign::Sign /> }.into_any(),
        step => view! { <questions::Questions step /> }.into_any(),
    }
}

#[component]
fn OpenElsewhere() -> impl IntoView {
    view! {
        <h1>"This record is open in another tab"</h1>
        <Notice tone=Tone::Waiting>
            <p>"You can write in one tab at a time. Continue in the other one. When you close it, this tab \
                takes over with everything that was saved."</p>
        </Notice>
    }
}

/// Nothing can be typed here that would not be in it.
#[component]
fn BeingSigned() -> impl IntoView {
    view! {
        <h1>"This record is being signed"</h1>
        <Notice tone=Tone::Waiting role="status">
            <p>"The record is being signed and sealed as it is. This takes a moment. If it doesn't work, you \
                can go on writing here."</p>
        </Notice>
    }
}

#[component]
fn NotOpen(error: AppError) -> impl IntoView {
    view! {
        <h1>"This record didn't open"</h1>
        <Notice tone=Tone::Waiting><p>{words::error(&error)}</p></Notice>
        <p><a class="button main" href="/records">{MY_RECORDS}</a></p>
    }
}

/// What whoever would receive the record is called, as it stands when a page is opened.
fn people() -> &'static str {
    let companion = companion();
    untrack(move || words::people(companion.recipient().as_ref()))
}
