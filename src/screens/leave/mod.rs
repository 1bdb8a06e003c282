//! This phone: who uses it, and how to leave it.

mod departure;
mod loss;
mod without_the_pin;

use departure::Departure;
use without_the_pin::WithoutThePin;

use companion_model::static_page::WHO_TO_CALL;
use leptos::prelude::*;

use super::{
    another_pin::AnotherPin, compare::Compare, home::Home, technical::TechnicalDetails,
    version::OpensWithoutSignal,
};
use crate::state::{Left, companion};

/// What can be done with the phone as a whole.
#[component]
pub fn ThisPhone() -> impl IntoView {
    let companion = companion();
    let session = companion.session;
    let school = session.enrolment_untracked().map(|enrolment| enrolment.school_name).unwrap_or_default();
    let me = session.who_untracked().map(|who| who.name).unwrap_or_default();
    // A newer build's may be one that this one can't read.
    let school = if school.is_empty() { "your school" } else { &school };
    let uses = format!("You are {me}. Your records go to {school}.");
    view! {
        <h1>"This phone"</h1>
        <p>{uses}</p>
        <Durability />
        <OpensWithoutSignal />
        <button type="button" on:click=move |_| companion.lock_every_tab()>"Lock now"</button>
        <Compare />
        <h2>"Unlocking"</h2>
        <WithoutThePin />
        <AnotherPin />
        <TechnicalDetails />
        <h2>"Remove"</h2>
        <Departure />
    }
}

/// What the browser answered when it was asked to keep what is written.
#[component]
fn Durability() -> impl IntoView {
    let session = companion().session;
    let promised = Memo::new(move |_| session.promised.get());
    view! {
        {move || promised.get().map(|is_promised| view! { <p>{promise(is_promised)}</p> })}
    }
}

fn promise(is_promised: bool) -> &'static str {
    if is_promised {
        "Your browser has agreed to keep your records until you remove them."
    } else {
        "Your browser may delete what you write if you don't open the app for some weeks, or if the phone is \
            full. Sign and send on the day. If this app isn't on your home screen yet, add it."
    }
}

/// Said when it is done, and was looked at again; of an address alone it proves nothing.
#[component]
pub fn HasLeft() -> impl IntoView {
    match companion().session.has_just_left() {
        None => view! { <Home /> }.into_any(),
        Some(why) => view! { <NothingIsLeft why /> }.into_any(),
    }
}

#[component]
fn NothingIsLeft(why: Left) -> impl IntoView {
    view! {
        <h1>"Your records have been removed"</h1>
        {(why == Left::ByOrder).then(|| view! {
            <p>"Your school has removed you from this phone. It has received everything you signed, and your \
                drafts as you left them. Drafts you had deleted are gone. To write here again, ask your DSL for a new \
                link."</p>
        })}
        <p>"The app checked, and nothing of yours is left in it. The school keeps what it has received."</p>
        {companion().session.files_stay().then(|| view! {
            <p>"Your browser hasn't deleted all of the app's own files. Nothing you wrote is in them. Close the \
                app's other tabs, then delete this site's data in the browser's settings."</p>
        })}
        <p>"The app can't delete what the phone itself stores. If you made them, delete the passkey “Trip \
            Companion” in the phone's passwords, and any sealed files in its downloads."</p>
        <p><a class="button" href="/call">{WHO_TO_CALL}</a></p>
    }
}
