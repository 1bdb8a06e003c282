//! The app's screens: views only. What they know is in [`crate::state`]; who may be told what is in the model.

mod another_pin;
mod briefing;
mod call;
mod compare;
mod enrol;
mod hide;
mod home;
mod leave;
mod new_pin;
mod one_record;
mod own_copy;
mod pin;
mod practice;
mod record;
mod records;
mod status;
mod technical;
mod unlock;
mod version;

pub use briefing::LoadedBriefing;
pub use status::Status;

use crate::words;
use companion_app::AppError;
use companion_model::{
    concern::Kind,
    static_page::{PAPER_FORM, WHO_TO_CALL, WRITE_ON_PAPER},
};
use companion_parts::view::{Alert, Notice, Tone};
use leptos::prelude::*;

use crate::{
    route::Page,
    state::{Phase, companion},
};

/// The screen of the page one is on; behind the PIN where the page asks for it.
#[component]
pub fn Screen() -> impl IntoView {
    let companion = companion();
    let shown = Memo::new(move |_| {
        let page = companion.router.page();
        let phase = page.is_behind_the_pin().then(|| companion.session.phase());
        (page, phase)
    });
    view! {
        {move || {
            let (page, phase) = shown.get();
            match phase {
                None => view! { <OpenToAll page /> }.into_any(),
                Some(Phase::Starting) => view! { <p>"Opening…"</p> }.into_any(),
                Some(Phase::NotYet(error)) => view! { <NotYet error /> }.into_any(),
                Some(Phase::CannotKeep(error)) => view! { <CannotKeep error /> }.into_any(),
                Some(Phase::NotEnrolled) => view! { <enrol::NotSetUp /> }.into_any(),
                Some(Phase::Locked) => view! { <unlock::Unlock /> }.into_any(),
                Some(Phase::Open) => view! { <BehindThePin page /> }.into_any(),
            }
        }}
    }
}

#[component]
fn OpenToAll(page: Page) -> impl IntoView {
    match page {
        Page::Briefings => view! { <briefing::Briefings /> }.into_any(),
        Page::Briefing(id) => view! { <briefing::OneBriefing id /> }.into_any(),
        Page::Call => view! { <call::Call /> }.into_any(),
        Page::Hide => view! { <hide::Hide /> }.into_any(),
        Page::Enrol => view! { <enrol::Enrol /> }.into_any(),
        Page::Left => view! { <leave::HasLeft /> }.into_any(),
        Page::Unknown => view! { <NoSuchPage /> }.into_any(),
        _ => view! { <home::Home /> }.into_any(),
    }
}

#[component]
fn BehindThePin(page: Page) -> impl IntoView {
    match page {
        Page::NewRecord => view! { <record::NewRecord kind=Kind::Concern /> }.into_any(),
        Page::Addition(about) => view! { <record::NewRecord kind=Kind::Addition { about } /> }.into_any(),
        Page::Correction(about) => view! { <record::NewRecord kind=Kind::Correction { about } /> }.into_any(),
        Page::Record(id, step) => view! { <record::Record id step /> }.into_any(),
        Page::Delivery(id) => view! { <one_record::OneRecord id /> }.into_any(),
        Page::Practice => view! { <practice::Practice /> }.into_any(),
        Page::Phone => view! { <leave::ThisPhone /> }.into_any(),
        _ => view! { <records::Records /> }.into_any(),
    }
}

#[component]
fn CannotKeep(error: AppError) -> impl IntoView {
    view! { <WithoutRecords heading="This phone can't save a record"><p>{words::error(&error)}</p></WithoutRecords> }
}

/// The database is tried again: whatever was kept is still in it.
#[component]
fn NotYet(error: AppError) -> impl IntoView {
    view! {
        <WithoutRecords heading="This phone can't save a record just now">
            <p>{words::error(&error)}</p>
            <p>"This page tries again every few seconds. Signed records will then be sent."</p>
        </WithoutRecords>
    }
}

/// Why no record can be kept, and what is to be done meanwhile.
#[component]
fn WithoutRecords(
    /// What is the matter.
    heading: &'static str,
    /// Why.
    children: Children,
) -> impl IntoView {
    view! {
        <h1>{heading}</h1>
        <Notice tone=Tone::Danger>{children()}<p>{WRITE_ON_PAPER}</p></Notice>
        <p><a class="button" href="/call">{WHO_TO_CALL}</a></p>
        <p><PaperForm /></p>
    }
}

/// The form on paper, in a page of its own: this one stays as it is.
#[component]
fn PaperForm() -> impl IntoView {
    view! { <a href="/paper" target="_blank">{PAPER_FORM}</a> }
}

#[component]
fn NoSuchPage() -> impl IntoView {
    view! {
        <h1>"This page isn't here"</h1>
        <p>"Nothing is lost. Your records are under My records."</p>
        <p><a class="button main" href="/">"Home"</a></p>
    }
}

/// What went wrong with the thing just tried, read out at once.
#[component]
fn ErrorText(
    /// What it is about.
    #[prop(default = Tone::Waiting)]
    tone: Tone,
    /// The error, if there was one.
    #[prop(into)]
    error: Signal<Option<AppError>>,
) -> impl IntoView {
    let sentence = Signal::derive(move || error.with(|error| error.as_ref().map(words::error)));
    view! { <Alert tone sentence /> }
}
