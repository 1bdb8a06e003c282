//! The desk's screens: views only.

mod asked_twice;
mod at_work;
mod import;
mod join;
mod keys;
mod kit;
mod lifetime;
mod list;
mod members;
mod passphrase;
mod practice;
mod receipt_keys;
mod record;
mod set_up;
mod sign_in;
mod staff;

use companion_browser::events::NoteError;
use companion_browser::page::{self, Event};
use companion_inbox::{inbox_route::InboxRoute, words::errors::Sentence};
use companion_parts::view::{Alert, Line, ShortText};
use leptos::{ev, mount::mount_to, prelude::*, task::spawn_local};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, MouseEvent};

use crate::state::{Inbox, inbox};

/// Mounts the app into the page's `#app`; in a worker there is none.
pub fn mount() {
    let Some(region) = region("app") else { return };
    region.set_inner_html("");
    mount_to(region, || {
        follow(Inbox::provide());
        view! { <Screen /> }
    })
    .forget();
}

/// Hears what happens to the page for as long as it lives.
fn follow(inbox: Inbox) {
    let back = page::on(Event::PopState, move || inbox.follow_the_address());
    let look = move || {
        inbox.lock_if_idle();
        if page::visible() {
            spawn_local(inbox.look());
        }
    };
    let looks = [Event::VisibilityChange, Event::Focus, Event::Online].map(|event| page::on(event, look));
    StoredValue::new_local((back, looks));
    window_event_listener(ev::keydown, move |_| inbox.note_activity());
    window_event_listener(ev::pointerdown, move |_| inbox.note_activity());
    window_event_listener(ev::wheel, move |_| inbox.note_activity());
}

#[component]
fn Screen() -> impl IntoView {
    let inbox = inbox();
    view! {
        {move || match inbox.keyring() {
            Some(keyring) => view! { <at_work::AtWork keyring /> }.into_any(),
            None => view! { <WithoutKeys /> }.into_any(),
        }}
    }
}

/// Keys are made on two screens; every other one is for a member, who signs in first.
#[component]
fn WithoutKeys() -> impl IntoView {
    let inbox = inbox();
    let sets_up = Memo::new(move |_| inbox.route() == InboxRoute::SetUp);
    let joins = Memo::new(move |_| inbox.route() == InboxRoute::Join);
    view! {
        {move || if sets_up.get() {
            view! { <set_up::SetUp /> }.into_any()
        } else if joins.get() {
            view! { <join::Join /> }.into_any()
        } else {
            view! { <sign_in::SignIn /> }.into_any()
        }}
    }
}

/// A link to a screen of the desk.
#[component]
fn Go(
    /// The screen.
    to: InboxRoute,
    /// An id of its own, to be focused by.
    #[prop(optional)]
    id: Option<String>,
    /// Its words.
    children: Children,
) -> impl IntoView {
    let inbox = inbox();
    let (href, here) = (inbox.address(&to), to.clone());
    let current = move || (inbox.route() == here).then_some("page");
    let go = move |event: MouseEvent| {
        if is_plain(&event) {
            event.prevent_default();
            inbox.go(to.clone());
        }
    };
    view! { <a id=id href=href aria-current=current on:click=go>{children()}</a> }
}

/// Not a click that asks the browser for a new tab or a file.
fn is_plain(event: &MouseEvent) -> bool {
    event.button() == 0 && !(event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key())
}

/// A line of a form that holds its answers as a whole: it shows and changes one of them.
#[component]
fn FormLine(
    /// That one, as `slice!` makes it.
    part: (Signal<String>, SignalSetter<String>),
    /// What it is for.
    #[prop(optional)]
    line: Line,
    /// Its id on the page.
    #[prop(into)]
    id: String,
    /// What is asked.
    #[prop(into)]
    label: String,
    /// The help between label and box; empty for none.
    #[prop(optional, into)]
    help: String,
) -> impl IntoView {
    let (value, set_value) = part;
    view! { <ShortText line id label help value then=move |text| set_value.set(text) /> }
}

/// Why something was not done, in words, read out at once.
#[component]
fn ErrorText<E: Sentence + 'static>(
    /// The error, if there was one.
    error: impl With<Value = Option<E>> + Send + Sync + 'static,
) -> impl IntoView {
    view! { <Alert sentence=move || error.with(|error| error.as_ref().map(Sentence::sentence)) /> }
}

fn focus(id: &str) {
    if let Some(element) = region(id) {
        focus_on(&element);
    }
}

fn focus_on(element: &HtmlElement) {
    // It fails only for an element that can't have the focus, and the focus then stays where it was.
    element.focus().note_error("the focus");
}

fn print_page(_: MouseEvent) {
    // If the browser refuses, no sheet comes out, and the person sees that: nothing counts as printed before they say so.
    window().print().note_error("printing");
}

/// The element a key press would go to.
fn focused() -> Option<web_sys::Element> {
    web_sys::window()?.document()?.active_element()
}

/// Whether no element of the page has the focus.
fn is_focus_nowhere() -> bool {
    focused().is_none_or(|element| element.tag_name() == "BODY")
}

fn region(id: &str) -> Option<HtmlElement> {
    web_sys::window()?.document()?.get_element_by_id(id)?.dyn_into().ok()
}
