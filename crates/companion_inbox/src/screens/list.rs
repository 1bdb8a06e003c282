//! The list: to be scanned in five seconds, and walked with up, down and Enter. Only the lines near the window are drawn.

use std::sync::Arc;

use companion_inbox::{inbox_route::InboxRoute, keyring::Keyring, list::next_to, row::Row, words};
use companion_parts::view::Notice;
use leptos::{ev, prelude::*, task::spawn_local};
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};

use super::{Go, focus, focused};
use crate::state::{Inbox, LIST, ROWS, inbox, zone};

/// The id of the box in which one types what is looked for.
const FIND: &str = "find";

/// Every record of the member's routes.
#[component]
pub fn List(keyring: Arc<Keyring>) -> impl IntoView {
    let inbox = inbox();
    let list = inbox.virtual_list();
    let count = Memo::new(move |_| inbox.arrived());
    follow(inbox);
    view! {
        <section id=LIST aria-label="Records" on:scroll=move |_| list.look_soon()>
            <div class="list-top">
                <h1>"Records"</h1>
                <div class="list-status">
                    <p role="status">{move || count.get().sentence()}</p>
                    <p class="looked">{move || inbox.looked_at().map(|at| format!("Checked {}", words::moment(at, zone)))}</p>
                </div>
                <div class="list-actions">
                    <Go to=InboxRoute::Import>"Import a sealed file"</Go>
                    <button type="button" class="quiet" on:click=move |_| spawn_local(inbox.look_now())>"Refresh"</button>
                </div>
            </div>
            <Show when=move || inbox.endpoint_is_older()><p class="older">{words::OLDER_ENDPOINT}</p></Show>
            <Show when=move || count.get().here != 0 fallback=Empty><Find /><Lines keyring=Arc::clone(&keyring) /></Show>
        </section>
    }
}

/// The browser's own search sees only the lines that are drawn.
#[component]
fn Find() -> impl IntoView {
    let (inbox, find) = (inbox(), inbox().virtual_list().find());
    let found = move || {
        let words = find.with(|words| !words.trim().is_empty());
        words.then(|| words::search_result(inbox.virtual_list().shown().with(Vec::len), inbox.arrived().here))
    };
    view! {
        <div class="find">
            <label for=FIND>"Find by child, first words, author or reference"</label>
            <input id=FIND type="search" autocomplete="off" spellcheck="false" bind:value=find />
            <span role="status">{found}</span>
        </div>
    }
}

#[component]
fn Lines(keyring: Arc<Keyring>) -> impl IntoView {
    let inbox = inbox();
    let (records, list) = (inbox.records(), inbox.virtual_list());
    let numbers = Memo::new(move |_| {
        let positions = list.drawn().with(|drawn| drawn.rows.clone());
        let drawn = |numbers: &Vec<usize>| {
            numbers.iter().copied().skip(positions.start).take(positions.len()).collect::<Vec<_>>()
        };
        list.shown().with(drawn)
    });
    let room = |of: fn(&companion_inbox::window::Drawn) -> f64| {
        let height = move || list.drawn().with(|drawn| format!("{}px", of(drawn)));
        view! {
            <tbody class="room" role="presentation" aria-hidden="true">
                <tr role="presentation"><td role="presentation" colspan="8" style:height=height></td></tr>
            </tbody>
        }
    };
    view! {
        <table class="records" role="table" aria-rowcount=move || (list.shown().with(Vec::len) + 1).to_string()>
            <thead role="rowgroup"><tr role="row" aria-rowindex="1">
                <th role="columnheader" scope="col">"Danger"</th>
                <th role="columnheader" scope="col">"Child"</th>
                <th role="columnheader" scope="col">"About"</th>
                <th role="columnheader" scope="col">"Author"</th>
                <th role="columnheader" scope="col">"Written"</th>
                <th role="columnheader" scope="col">"Received"</th>
                <th role="columnheader" scope="col">"Delay"</th>
                <th role="columnheader" scope="col">"Read"</th>
            </tr></thead>
            {room(|drawn| drawn.above)}
            <tbody id=ROWS role="rowgroup">
                <ForEnumerate each=move || numbers.get() key=|number| *number children=move |index, number| {
                    let row_index = Signal::derive(move || list.drawn().with(|drawn| drawn.rows.start) + index.get() + 2);
                    let inbox_route = records.with_untracked(|records| records.inbox_route_of(number))?;
                    Some(view! { <Line keyring=Arc::clone(&keyring) number inbox_route row_index /> })
                } />
            </tbody>
            {room(|drawn| drawn.below)}
        </table>
    }
}

#[component]
fn Empty() -> impl IntoView {
    let inbox = inbox();
    view! {
        {move || {
            inbox.looked_at().map(|_| {
                view! {
                    <Notice>
                        <p>"You have no records. This page checks every 20 seconds while it is on screen. A \
                            record written without signal arrives when the app on its phone is open with signal. Until \
                            then, staff phone you."</p>
                    </Notice>
                }
            })
        }}
    }
}

/// Whoever is on a line stays on it when its words change, and when another line comes before it.
#[component]
fn Line(
    keyring: Arc<Keyring>,
    /// The record's number.
    number: usize,
    /// The record's address.
    inbox_route: InboxRoute,
    /// Which row of the whole table it is, the one with the columns' names being the first.
    row_index: Signal<usize>,
) -> impl IntoView {
    let inbox = inbox();
    let records = inbox.records();
    let row = Memo::new(move |_| records.with(|records| records.row(&keyring, number, zone)));
    let words =
        move |of: fn(&Row) -> &str| move || row.with(|row| row.as_ref().map(|row| of(row).to_owned()));
    let is = move |of: fn(&Row) -> bool| move || row.with(|row| row.as_ref().is_some_and(of));
    let state = move |of: fn(&Row) -> bool, yes, no| move || if is(of)() { yes } else { no };
    let (to, id) = (inbox_route.clone(), inbox_route.path());
    let chosen = move || inbox.route() == inbox_route;
    let walked_to = move |_| inbox.virtual_list().walked_to().set_value(Some(number));
    view! {
        <tr role="row" class:danger=is(|row| row.is_danger) class:new=is(|row| row.is_new) class:chosen=chosen
            data-number=number.to_string() aria-rowindex=move || row_index.get().to_string() on:focusin=walked_to>
            <td role="cell" class="danger">
                <span class=state(|row| row.is_danger, "state danger", "calm")>{words(|row| row.danger)}</span></td>
            <td role="cell" class="child"><Go to id=id>{words(|row| &row.child)}</Go></td>
            <td role="cell" class="about">{words(|row| &row.about)}<div class="marks">{move || row.get().map(marks)}</div></td>
            <td role="cell" class="author">{words(|row| &row.author)}" "
                <span class=state(|row| row.is_proved, "state received", "state waiting")>{words(|row| row.proof)}</span></td>
            <td role="cell" class="written-at"><span class="label">"Written "</span><time>{words(|row| &row.written)}</time></td>
            <td role="cell" class="received-at"><span class="label">"Received "</span><time>{words(|row| &row.received)}</time></td>
            <td role="cell" class="gap"><span class="label">"Delay "</span>{words(|row| &row.gap)}</td>
            <td role="cell" class="read-by"><span class="label">{words(|row| row.read_label)}</span>{words(|row| &row.read)}</td>
        </tr>
    }
}

/// What kind of record it is, where that is not the usual, and what is odd about it.
fn marks(row: Row) -> impl IntoView {
    let marks = row.marks.into_iter().map(|mark| view! { <span class="mark">{mark}</span> });
    let doubts = row.doubts.into_iter().map(|doubt| view! { <span class="state waiting">{doubt}</span> });
    (marks.collect_view(), doubts.collect_view())
}

/// Follows the keys, the window's movements and the paper for as long as the list is on the page.
fn follow(inbox: Inbox) {
    let list = inbox.virtual_list();
    let touched = |event: &web_sys::Event| event.target().and_then(|it| it.dyn_into::<Element>().ok());
    let listeners = [
        window_event_listener(ev::focusin, move |event| list.note_focus(touched(&event).as_ref())),
        window_event_listener(ev::pointerdown, move |event| {
            // Also on a scroll bar.
            list.release_line();
            list.note_focus(touched(&event).as_ref());
        }),
        window_event_listener(ev::wheel, move |_| list.release_line()),
        window_event_listener(ev::touchmove, move |_| list.release_line()),
        window_event_listener(ev::keydown, move |event| walk(inbox, &event)),
        window_event_listener(ev::scroll, move |_| list.look_soon()),
        window_event_listener(ev::resize, move |_| list.look_soon()),
        // Beside a record the list is not printed.
        window_event_listener(ev::beforeprint, move |_| {
            if inbox.route_untracked() == InboxRoute::List {
                list.show_all();
            }
        }),
        window_event_listener(ev::afterprint, move |_| list.show_what_is_in_sight()),
    ];
    on_cleanup(move || listeners.into_iter().for_each(|listener| listener.remove()));
    // It may arrive later than its address is opened.
    let opened = Memo::new(move |_| {
        let inbox_route = inbox.route();
        inbox.records().with(|records| records.number_at(&inbox_route))
    });
    // Whoever opens a record sees its line beside it, and whoever closes it comes back to that line.
    Effect::new(move |was_open: Option<bool>| {
        let (opened, is_list) = (opened.get(), inbox.route() == InboxRoute::List);
        list.look_soon();
        match opened {
            Some(number) => {
                list.walked_to().set_value(Some(number));
                if let Some(position) = position(inbox, number) {
                    list.show(position, || ());
                }
            }
            None if is_list && was_open == Some(true) => go_to_last(inbox),
            None => {}
        }
        opened.is_some()
    });
}

fn position(inbox: Inbox, number: usize) -> Option<usize> {
    inbox.virtual_list().shown().with_untracked(|numbers| numbers.iter().position(|one| *one == number))
}

fn go_to_last(inbox: Inbox) {
    let last = inbox.virtual_list().walked_to().get_value();
    if let Some(position) = last.and_then(|number| position(inbox, number)) {
        go_to(inbox, position);
    }
}

/// Brings the line at a position into sight, and the focus to it.
fn go_to(inbox: Inbox, position: usize) {
    let number = inbox.virtual_list().shown().with_untracked(|numbers| numbers.get(position).copied());
    let inbox_route =
        number.and_then(|number| inbox.records().with_untracked(|records| records.inbox_route_of(number)));
    if let Some(inbox_route) = inbox_route {
        // At once: the next key may be down before the line has the focus.
        inbox.virtual_list().walked_to().set_value(number);
        inbox.virtual_list().request_line();
        inbox.virtual_list().show(position, move || focus(&inbox_route.path()));
    }
}

/// Up and down walk the list, Home and End go to its ends, Enter follows the link as everywhere, Escape closes the record.
fn walk(inbox: Inbox, event: &KeyboardEvent) {
    // With another key they are the browser's own.
    if event.ctrl_key() || event.alt_key() || event.meta_key() || event.shift_key() {
        return;
    }
    let numbers = inbox.virtual_list().shown();
    let key = event.key();
    let next = match (key.as_str(), in_the_list(inbox)) {
        ("Escape", _) => return close(inbox),
        (_, Walk::Elsewhere) => None,
        ("ArrowDown", Walk::From(number)) => numbers.with_untracked(|all| next_to(all, number, 1)),
        ("ArrowUp", Walk::From(number)) => numbers.with_untracked(|all| next_to(all, number, -1)),
        ("Home", Walk::From(Some(_))) => Some(0),
        ("End", Walk::From(Some(_))) => numbers.with_untracked(Vec::len).checked_sub(1),
        _ => None,
    };
    if let Some(position) = next {
        event.prevent_default();
        go_to(inbox, position);
    }
}

/// Where the keys walk on from.
enum Walk {
    /// From this line; from before the first.
    From(Option<usize>),
    /// The keys belong to something else, for example to a record that is being scrolled.
    Elsewhere,
}

/// At the line in focus; when nothing is in focus, at the open record or at the line that had it, drawn or not.
fn in_the_list(inbox: Inbox) -> Walk {
    if inbox.virtual_list().is_bringing_line() {
        return Walk::From(inbox.virtual_list().walked_to().get_value());
    }
    // Behind a record in a narrow window there is no list to walk: the keys scroll the record.
    if !inbox.virtual_list().is_laid_out() {
        return Walk::Elsewhere;
    }
    let Some(focused) = focused() else { return Walk::Elsewhere };
    match focused.tag_name().as_str() {
        "BODY" => Walk::From(inbox.virtual_list().walked_to().get_value()),
        "INPUT" if focused.id() == FIND => Walk::From(None),
        "A" => match InboxRoute::of(&focused.id()) {
            inbox_route @ InboxRoute::Record { .. } => {
                Walk::From(inbox.records().with_untracked(|records| records.number_at(&inbox_route)))
            }
            _ => Walk::Elsewhere,
        },
        _ => Walk::Elsewhere,
    }
}

/// Back to the list; that brings the focus to the line.
fn close(inbox: Inbox) {
    if matches!(inbox.route_untracked(), InboxRoute::Record { .. }) {
        inbox.go(InboxRoute::List);
    }
}
