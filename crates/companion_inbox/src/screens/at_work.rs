//! The open desk: the list beside one record, or practice, or the staff.

use std::sync::Arc;

use companion_inbox::{inbox_route::InboxRoute, keyring::Keyring, sign_out::SignOutReason, words};
use companion_parts::view::{Notice, Tone};
use leptos::prelude::*;

use super::{
    ErrorText, Go,
    import::Import,
    keys::Keys,
    list::List,
    members::Members,
    practice::{OtherWords, Practice},
    record::OneRecord,
    staff::Staff,
};
use crate::state::{inbox, zone};

/// What a signed-in member sees.
#[component]
pub fn AtWork(keyring: Arc<Keyring>) -> impl IntoView {
    let inbox = inbox();
    // While one goes from the list to a record, and from record to record, the list stays as it is.
    let screen = Memo::new(move |_| match inbox.route() {
        InboxRoute::Record { .. } => InboxRoute::List,
        inbox_route => inbox_route,
    });
    let opened = Arc::clone(&keyring);
    view! {
        <Top keyring=Arc::clone(&keyring) />
        <Closed keyring=Arc::clone(&keyring) />
        <OtherWords />
        {move || inbox.renewal().map(|outcome| view! { <Notice><p>{words::session::renewal(outcome, zone)}</p></Notice> })}
        <ErrorText error=inbox.look_error() />
        {move || {
            let keyring = Arc::clone(&opened);
            match screen.get() {
                // Keys are made without any: whoever has theirs is shown the records.
                InboxRoute::Join | InboxRoute::SetUp | InboxRoute::Unknown
                | InboxRoute::List | InboxRoute::Record { .. } => view! { <Panes keyring /> }.into_any(),
                InboxRoute::Practice => view! { <Practice /> }.into_any(),
                InboxRoute::Import => view! { <Import /> }.into_any(),
                InboxRoute::Staff => view! { <Staff keyring /> }.into_any(),
                InboxRoute::Members => view! { <Members keyring /> }.into_any(),
                InboxRoute::Keys => view! { <Keys keyring /> }.into_any(),
            }
        }}
    }
}

#[component]
fn Top(keyring: Arc<Keyring>) -> impl IntoView {
    let inbox = inbox();
    let offices = keyring.routes().into_iter().map(words::route).collect::<Vec<_>>().join(", ");
    view! {
        <div id="desk-top">
            <p class="school"><strong>{keyring.directory.school_name.clone()}</strong></p>
            <nav aria-label="Inbox">
                <Go to=InboxRoute::List>"Records"</Go>
                <Go to=InboxRoute::Practice>"Practice"</Go>
                <Go to=InboxRoute::Staff>"Staff and phones"</Go>
                <Go to=InboxRoute::Members>"Roles"</Go>
                <Go to=InboxRoute::Keys>"Keys"</Go>
            </nav>
            <div class="who">
                <p>{keyring.name.clone()}</p>
                <p class="office">{format!("Opens records for: {offices}")}</p>
            </div>
            <button type="button" on:click=move |_| inbox.sign_out(SignOutReason::SignedOut)>"Sign out"</button>
        </div>
    }
}

/// Keys that were handed over and did not open: without a word records would seem to be missing.
#[component]
fn Closed(keyring: Arc<Keyring>) -> impl IntoView {
    let closed = keyring.closed.iter().map(|route| words::route(*route)).collect::<Vec<_>>().join(", ");
    (!closed.is_empty()).then(|| {
        view! {
            <Notice tone=Tone::Danger role="alert">
                <p>{format!("Some records for {closed} don't open with your keys. ")}
                    "The records are safe on the server. The recovery sheet made with that key holds it. "{words::keys::NO_PAGE_FOR_KITS}</p>
            </Notice>
        }
    })
}

/// Two panes when the window is wide; else the one that is asked for.
#[component]
fn Panes(keyring: Arc<Keyring>) -> impl IntoView {
    let inbox = inbox();
    let reading = Memo::new(move |_| matches!(inbox.route(), InboxRoute::Record { .. }));
    let whole = Arc::clone(&keyring);
    view! {
        <div id="panes" class:reading=move || reading.get()>
            <List keyring />
            {move || reading.get().then(|| view! {
                <section id="record" aria-label="One record"><OneRecord keyring=Arc::clone(&whole) /></section>
            })}
        </div>
    }
}
