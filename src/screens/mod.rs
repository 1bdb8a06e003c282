//! The app's screens: views only. What they know is in [`crate::state`]; who may be told what is in the model.

mod briefing;
mod call;
mod enrol;
mod hide;
mod home;
mod record;
mod records;
mod status;
mod unlock;

pub use briefing::LoadedBriefing;
pub use status::StatusLine;

use companion_parts::view::{Notice, Tone};
use leptos::prelude::*;

use crate::{
    route::Page,
    state::{Phase, companion},
};

/// The screen of the page one is on; behind the PIN where the page asks for it.
#[component]
pub fn Screen() -> impl IntoView {
    let companion = companion();
    move || {
        let page = companion.place.page();
        if !page.is_behind_the_pin() {
            return open_to_all(page);
        }
        match companion.session.phase() {
            Phase::Starting => view! { <p>"Opening…"</p> }.into_any(),
            Phase::CannotKeep(sentence) => view! { <CannotKeep sentence /> }.into_any(),
            Phase::NotEnrolled => view! { <enrol::NotSetUp /> }.into_any(),
            Phase::Locked => view! { <unlock::Unlock /> }.into_any(),
            Phase::Open => behind_the_pin(page),
        }
    }
}

fn open_to_all(page: Page) -> AnyView {
    match page {
        Page::Briefings => view! { <briefing::Briefings /> }.into_any(),
        Page::Briefing(id) => view! { <briefing::Read id /> }.into_any(),
        Page::Call => view! { <call::Call /> }.into_any(),
        Page::Hide => view! { <hide::Hide /> }.into_any(),
        Page::Enrol => view! { <enrol::Enrol /> }.into_any(),
        Page::Unknown => view! { <NoSuchPage /> }.into_any(),
        _ => view! { <home::Home /> }.into_any(),
    }
}

fn behind_the_pin(page: Page) -> AnyView {
    match page {
        Page::NewRecord => view! { <record::NewRecord /> }.into_any(),
        Page::Record(id, step) => view! { <record::Record id step /> }.into_any(),
        Page::Delivery(id) => view! { <records::OneRecord id /> }.into_any(),
        _ => view! { <records::Records /> }.into_any(),
    }
}

#[component]
fn CannotKeep(sentence: String) -> impl IntoView {
    view! {
        <h1>"This phone can't keep a record"</h1>
        <Notice tone=Tone::Danger>
            <p>{sentence}</p>
            <p>"The briefings and the numbers still open. Write on paper what you saw and heard, in the child's own
                words, with the time and your name, and phone the DSL now."</p>
        </Notice>
        <p><a class="button" href="/call">"Who to call"</a></p>
    }
}

#[component]
fn NoSuchPage() -> impl IntoView {
    view! {
        <h1>"There is no such page"</h1>
        <p>"Nothing you wrote is lost. Your records are under My records."</p>
        <p><a class="button main" href="/">"To the start"</a></p>
    }
}
