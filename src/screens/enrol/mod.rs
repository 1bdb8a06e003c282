//! Setting up this phone: for the first person, for one more, or again for one whom the school has lost.

mod choose_pin;
mod chosen;
mod home_screen;
mod place_again;
mod whose_link;

use choose_pin::NewPlace;
use home_screen::{FirstTheHomeScreen, PastedLink};
use whose_link::WhoseLink;

use companion_app::sync::enrol::invitation;
use companion_browser::{
    capabilities, clock,
    page::{self, Event},
};
use companion_model::static_page::WHO_TO_CALL;
use companion_parts::view::{Notice, Tone};
use leptos::prelude::*;

use super::{CannotKeep, NotYet};
use crate::{
    state::{Gone, Phase, companion},
    words,
};

/// Said where a record is wanted and no school is set up.
#[component]
pub fn NotSetUp() -> impl IntoView {
    let session = companion().session;
    let heading = move || match session.gone.get() {
        None => "This phone isn't set up yet",
        Some(_) => "What was saved here is gone",
    };
    view! {
        <h1>{heading}</h1>
        <InPlaceOfRecords>
            <Notice tone=Tone::Waiting>
                <p>"You can't write a record until this phone is linked to your school. Ask your DSL for a link, and \
                    open it on this phone while you have signal."</p>
                <p>"Until then, write on paper what you saw, and what the child said in their own words. Add the time \
                    and your name. Phone the DSL."</p>
            </Notice>
        </InPlaceOfRecords>
        <p><a class="button main" href="/call">{WHO_TO_CALL}</a></p>
        <PastedLink />
    }
}

/// What is missed on this phone, else what the screen would say. An empty list is never shown for one that was lost.
#[component]
pub fn InPlaceOfRecords(
    /// What the screen would say else.
    #[prop(optional)]
    children: Option<ChildrenFn>,
) -> impl IntoView {
    let session = companion().session;
    let gone = Memo::new(move |_| session.gone.get());
    view! {
        {move || match gone.get() {
            None => children.as_ref().map(|children| children()).into_any(),
            Some(gone) => view! { <WhatIsGone gone /> }.into_any(),
        }}
    }
}

#[component]
fn WhatIsGone(gone: Gone) -> impl IntoView {
    let sentences = words::gone(gone, clock::day_and_time).into_iter();
    view! {
        <Notice tone=Tone::Danger role="alert">
            {sentences.map(|sentence| view! { <p>{sentence}</p> }).collect_view()}
        </Notice>
    }
}

/// The page an enrolment link opens.
#[component]
pub fn Enrol() -> impl IntoView {
    let companion = companion();
    let fragment = fragment();
    let shown = Memo::new(move |_| {
        // A vault that is locked meanwhile must not take the form away under somebody's hands.
        let phase = match companion.session.phase() {
            Phase::Open => Phase::Locked,
            phase => phase,
        };
        (phase, fragment.get())
    });
    view! {
        {move || {
            let (phase, link) = shown.get();
            match (phase, invitation(&link).err()) {
                (Phase::Starting, _) => view! { <p>"Opening…"</p> }.into_any(),
                (Phase::NotYet(error), _) => view! { <NotYet error /> }.into_any(),
                (Phase::CannotKeep(error), _) => view! { <CannotKeep error /> }.into_any(),
                (_, Some(error)) => view! {
                    <h1>"Set up this phone"</h1>
                    <Notice tone=Tone::Waiting role="alert"><p>{words::link(&error)}</p></Notice>
                }
                .into_any(),
                (Phase::NotEnrolled, None) if capabilities::is_beside_the_home_screen() => {
                    view! { <FirstTheHomeScreen fragment=link /> }.into_any()
                }
                (Phase::NotEnrolled, None) => view! { <NewPlace link /> }.into_any(),
                (Phase::Locked | Phase::Open, None) => view! { <WhoseLink link /> }.into_any(),
            }
        }}
    }
}

/// The fragment of the link that was opened last.
fn fragment() -> RwSignal<String> {
    // Kept here: it is taken out of the address as soon as the phone is set up.
    let fragment = RwSignal::new(page::fragment());
    // Another link opened in the same tab changes the fragment alone: nothing loads the page anew.
    let another = page::on(Event::HashChange, move || {
        if !page::fragment().is_empty() {
            fragment.set(page::fragment());
        }
    });
    let kept = StoredValue::new_local(Some(another));
    on_cleanup(move || kept.set_value(None));
    fragment
}
