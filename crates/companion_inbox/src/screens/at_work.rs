//! The open desk: the list beside one record, or practice, or the staff.

use std::sync::Arc;

use companion_inbox::{desk::Desk, place::Place, words};
use companion_parts::view::Tone;
use leptos::prelude::*;

use super::{
    Go,
    import::Import,
    keys::Keys,
    list::List,
    members::Members,
    notice::Notice,
    practice::{OtherWords, Practice},
    record::OneRecord,
    staff::Staff,
};
use crate::state::{Ended, office};

/// What a signed-in member sees.
#[component]
pub fn AtWork(desk: Arc<Desk>) -> impl IntoView {
    let office = office();
    let beside = Memo::new(move |_| match office.place() {
        place @ (Place::Staff | Place::Keys | Place::Members | Place::Practice | Place::Import) => {
            Some(place)
        }
        _ => None,
    });
    let opened = Arc::clone(&desk);
    view! {
        <Top desk=Arc::clone(&desk) />
        <Closed desk=Arc::clone(&desk) />
        <OtherWords />
        {move || office.renewal().map(|sentence| view! { <Notice><p>{sentence}</p></Notice> })}
        {move || office.trouble().map(|sentence| view! {
            <Notice tone=Tone::Waiting urgent=true><p>{sentence}</p></Notice>
        })}
        {move || {
            let desk = Arc::clone(&opened);
            match beside.get() {
                Some(Place::Practice) => view! { <Practice /> }.into_any(),
                Some(Place::Members) => view! { <Members desk /> }.into_any(),
                Some(Place::Import) => view! { <Import /> }.into_any(),
                Some(Place::Keys) => view! { <Keys desk /> }.into_any(),
                Some(_) => view! { <Staff desk /> }.into_any(),
                None => view! { <Panes desk /> }.into_any(),
            }
        }}
    }
}

#[component]
fn Top(desk: Arc<Desk>) -> impl IntoView {
    let office = office();
    let offices = desk.routes().into_iter().map(words::route).collect::<Vec<_>>().join(", ");
    view! {
        <div id="desk-top">
            <p class="school"><strong>{desk.directory.school_name.clone()}</strong></p>
            <nav aria-label="Inbox">
                <Go to=Place::List>"Records"</Go>
                <Go to=Place::Practice>"Practice"</Go>
                <Go to=Place::Staff>"Staff and phones"</Go>
                <Go to=Place::Members>"Members"</Go>
                <Go to=Place::Keys>"Keys"</Go>
            </nav>
            <div class="who">
                <p>{desk.name.clone()}</p>
                <p class="office">{format!("Opens records for: {offices}")}</p>
            </div>
            <button type="button" on:click=move |_| office.sign_out(Ended::SignedOut)>"Sign out"</button>
        </div>
    }
}

/// Keys that were handed over and did not open: without a word records would seem to be missing.
#[component]
fn Closed(desk: Arc<Desk>) -> impl IntoView {
    let closed = desk.closed.iter().map(|route| words::route(*route)).collect::<Vec<_>>().join(", ");
    (!closed.is_empty()).then(|| {
        view! {
            <Notice tone=Tone::Danger urgent=true>
                <p>{format!("The keys for these records do not open with your passphrase: {closed}. ")}
                    "The records are safe on the endpoint, and that office's kit holds the key to them. "{words::NO_PAGE_FOR_KITS}</p>
            </Notice>
        }
    })
}

/// Two panes when the window is wide; else the one that is asked for.
#[component]
fn Panes(desk: Arc<Desk>) -> impl IntoView {
    let office = office();
    let reading = Memo::new(move |_| matches!(office.place(), Place::Record { .. }));
    let whole = Arc::clone(&desk);
    view! {
        <div id="panes" class:reading=move || reading.get()>
            <List desk />
            {move || reading.get().then(|| view! {
                <section id="record" aria-label="One record"><OneRecord desk=Arc::clone(&whole) /></section>
            })}
        </div>
    }
}
