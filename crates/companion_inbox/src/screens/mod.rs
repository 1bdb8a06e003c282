//! The desk's screens: views only.

mod asked_twice;
mod at_work;
mod attempt;
mod import;
mod join;
mod keys;
mod kit;
mod list;
mod members;
mod notice;
mod passphrase;
mod practice;
mod receipt_keys;
mod record;
mod set_up;
mod sign_in;
mod staff;

use companion_browser::events::NoteError;
use companion_browser::page::{self, Event};
use companion_inbox::inbox_route::InboxRoute;
use companion_parts::view::{Line, short_text};
use leptos::{ev, mount::mount_to, prelude::*, task::spawn_local};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, MouseEvent};

use crate::state::{Inbox, inbox};
use attempt::{Attempt, ErrorText, Submit};

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
    let without_desk = Memo::new(move |_| match inbox.route() {
        inbox_route @ (InboxRoute::SetUp | InboxRoute::Join) => Some(inbox_route),
        _ => None,
    });
    move || match inbox.keyring() {
        Some(keyring) => view! { <at_work::AtWork keyring /> }.into_any(),
        None => match without_desk.get() {
            Some(InboxRoute::SetUp) => view! { <set_up::SetUp /> }.into_any(),
            Some(_) => view! { <join::Join /> }.into_any(),
            None => view! { <sign_in::SignIn /> }.into_any(),
        },
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

/// One of the answers of a form that holds them as a whole.
type Part<F> = fn(&mut F) -> &mut String;

/// Makes the lines of such a form: each shows and changes one part.
fn lines_of<F: Clone + Send + Sync + 'static>(
    answers: RwSignal<F>,
) -> impl Fn(Line, &str, &str, &str, Part<F>) -> AnyView {
    move |kind, key, label, help, part| {
        let value = move || answers.with(|answers| part(&mut answers.clone()).clone());
        short_text(kind, key, label, help, value, move |text| answers.update(|answers| *part(answers) = text))
            .into_render()
            .into_any()
    }
}

fn focus(id: &str) {
    if let Some(element) = region(id) {
        // It fails only for an element that can't have the focus, and the focus then stays where it was.
        element.focus().note_error("the focus");
    }
}

fn print_page(_: MouseEvent) {
    // If the browser refuses, no sheet comes out, and the person sees that: nothing counts as printed before they say so.
    window().print().note_error("printing");
}

/// The element a key press would go to.
fn focused() -> Option<web_sys::Element> {
    web_sys::window()?.document()?.active_element()
}

fn region(id: &str) -> Option<HtmlElement> {
    web_sys::window()?.document()?.get_element_by_id(id)?.dyn_into().ok()
}
