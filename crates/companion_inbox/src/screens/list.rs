//! The list: to be scanned in five seconds, and walked with up, down and Enter.

use std::sync::Arc;

use companion_inbox::{desk::Desk, list::Row, place::Place, words};
use leptos::{ev, prelude::*, task::spawn_local};
use web_sys::KeyboardEvent;

use super::{Go, focus, focused, notice::Notice};
use crate::state::{Office, office, zone};

/// Every record of the member's routes.
#[component]
pub fn List(desk: Arc<Desk>) -> impl IntoView {
    let office = office();
    let records = office.records();
    let rows = Memo::new(move |_| records.with(|records| records.rows(&desk, zone)));
    let unread = Memo::new(move |_| records.with(|records| records.unread()));
    let keys = window_event_listener(ev::keydown, move |event| walk(office, &event));
    on_cleanup(move || keys.remove());
    view! {
        <div class="list-top">
            <h1>"Records"</h1>
            <p role="status">{move || told(rows.with(Vec::len), unread.get(), office.looked_at().is_some())}</p>
            <p class="looked">{move || office.looked_at().map(|at| format!("Looked {}", words::moment(at, zone)))}</p>
            <p class="import"><Go to=Place::Import>"Import a sealed file"</Go></p>
            <button type="button" class="quiet" on:click=move |_| spawn_local(office.look())>"Look now"</button>
        </div>
        <Show when=move || !rows.with(Vec::is_empty) fallback=Empty>
            <table class="records" role="table">
                <thead role="rowgroup"><tr role="row">
                    <th role="columnheader" scope="col">"Danger"</th>
                    <th role="columnheader" scope="col">"Child"</th>
                    <th role="columnheader" scope="col">"About"</th>
                    <th role="columnheader" scope="col">"Author"</th>
                    <th role="columnheader" scope="col">"Written"</th>
                    <th role="columnheader" scope="col">"Received"</th>
                    <th role="columnheader" scope="col">"Gap"</th>
                    <th role="columnheader" scope="col">"Read"</th>
                </tr></thead>
                <tbody role="rowgroup">
                    <For each=move || rows.get() key=|row| row.clone() let:row><Line row /></For>
                </tbody>
            </table>
        </Show>
    }
}

fn told(all: usize, unread: usize, looked: bool) -> String {
    match (all, unread) {
        (0, _) if !looked => "Opening records…".to_owned(),
        (0, _) => "No records".to_owned(),
        (_, 0) => "Nothing new".to_owned(),
        (_, unread) => format!("{unread} new"),
    }
}

#[component]
fn Empty() -> impl IntoView {
    let office = office();
    move || {
        office.looked_at().map(|_| {
            view! {
                <Notice>
                    <p>"No records have come in for you. This page looks every 20 seconds while you can see it. A record
                        written without signal comes when its phone has signal again; until then staff phone you."</p>
                </Notice>
            }
        })
    }
}

#[component]
fn Line(row: Row) -> impl IntoView {
    let office = office();
    let (place, id) = (row.place.clone(), row.place.path());
    let chosen = move || office.place() == place;
    let doubts =
        row.doubts.iter().map(|doubt| view! { <span class="state waiting">{*doubt}</span> }).collect_view();
    let marks = row.marks.into_iter().map(|mark| view! { <span class="mark">{mark}</span> }).collect_view();
    view! {
        <tr role="row" class:danger=row.is_danger class:new=row.is_new class:chosen=chosen>
            <td role="cell" class="danger"><span class=if row.is_danger { "state danger" } else { "calm" }>{row.danger}</span></td>
            <td role="cell" class="child"><Go to=row.place id=id>{row.child}</Go></td>
            <td role="cell" class="about">{row.about}<div class="marks">{marks}{doubts}</div></td>
            <td role="cell" class="author">{row.author}" "
                <span class=if row.is_proved { "state received" } else { "state waiting" }>{row.proof}</span></td>
            <td role="cell" class="written-at"><span class="label">"Written "</span><time>{row.written}</time></td>
            <td role="cell" class="received-at"><span class="label">"Received "</span><time>{row.received}</time></td>
            <td role="cell" class="gap"><span class="label">"Gap "</span>{row.gap}</td>
            <td role="cell" class="read-by"><span class="label">{row.read_label}</span>{row.read}</td>
        </tr>
    }
}

/// Up and down walk the list, Enter follows the link as everywhere, Escape closes the record.
fn walk(office: Office, event: &KeyboardEvent) {
    let step = match event.key().as_str() {
        "ArrowDown" => 1,
        "ArrowUp" => -1,
        "Escape" => return close(office),
        _ => return,
    };
    let Some(from) = in_the_list(office) else { return };
    let next = office.records().with_untracked(|records| records.next_to(&from, step));
    if let Some(next) = next {
        event.prevent_default();
        focus(&next.path());
    }
}

/// Where the walk goes on: at the line in focus, or at the open record when nothing is in focus. `None` where the
/// keys belong to something else, for example to a record that is being scrolled.
fn in_the_list(office: Office) -> Option<Place> {
    let focused = focused()?;
    match focused.tag_name().as_str() {
        "BODY" => Some(office.place_untracked()),
        "A" => Some(Place::of(&focused.id())).filter(|place| matches!(place, Place::Record { .. })),
        _ => None,
    }
}

fn close(office: Office) {
    let place = office.place_untracked();
    if matches!(place, Place::Record { .. }) {
        office.go(Place::List);
        focus(&place.path());
    }
}
