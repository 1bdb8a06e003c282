//! My records: what is not finished, what waits, what was received, what was read.

use companion_app::{AppError, draft::Unfinished};
use companion_model::{
    delivery::{Delivery, Standing},
    static_page::MY_RECORDS,
};
use companion_parts::view::{Tone, dispatch_once, error_of};
use leptos::prelude::*;
use uuid::Uuid;

use super::ErrorText;
use crate::{
    route::Page,
    state::{companion, left, load},
    words::where_a_draft_is,
};

/// What can be done with a draft in the list.
#[derive(Clone, Copy)]
enum Change {
    Delete(Uuid),
    BringBack(Uuid),
}

/// Carries out one of them, and reads the list anew.
type Changing = Action<Change, Result<(), AppError>>;

/// The list.
#[component]
pub fn Records() -> impl IntoView {
    let companion = companion();
    let drafts = load(move || companion.session.unfinished());
    let change: Changing = Action::new_unsync(move |change: &Change| {
        let change = *change;
        async move {
            match change {
                Change::Delete(id) => companion.delete(id).await?,
                Change::BringBack(id) => companion.bring_back(id).await?,
            }
            drafts.refetch();
            Ok(())
        }
    });
    let not_changed = error_of(change);
    let error = Memo::new(move |_| drafts.get().and_then(Result::err).or_else(|| not_changed.get()));
    // What was read stays also where it can't be read anew.
    let all = Memo::new(move |before: Option<&Vec<Unfinished>>| {
        drafts.get().and_then(Result::ok).or_else(|| before.cloned()).unwrap_or_default()
    });
    let open = move || all.get().into_iter().filter(|one| one.deleted_at.is_none());
    let deleted = move || all.get().into_iter().filter(|one| one.deleted_at.is_some());
    let deliveries = Memo::new(move |_| companion.outbox.deliveries());
    let version = |draft: &Unfinished| (draft.id, draft.kept_at.utc_ms);
    let is_read = move || drafts.with(|drafts| matches!(drafts, Some(Ok(_))));
    let is_empty = move || is_read() && all.with(Vec::is_empty) && deliveries.with(Vec::is_empty);
    view! {
        <h1>{MY_RECORDS}</h1>
        <ErrorText tone=Tone::Danger error />
        <ul class="plain records">
            <For each=open key=version let(draft)><NotFinished draft change /></For>
            {move || deliveries.get().into_iter().map(|delivery| view! { <Signed delivery /> }).collect_view()}
            <For each=deleted key=version let(draft)><Deleted draft change /></For>
        </ul>
        <Show when=is_empty><p>"You have no records on this phone."</p></Show>
        <p><a class="button main" href="/record">"Record a concern"</a></p>
    }
}

#[component]
fn NotFinished(draft: Unfinished, change: Changing) -> impl IntoView {
    let companion = companion();
    let (id, kept) = (draft.id, draft.kept_at.date_and_time());
    let state = move || where_a_draft_is(id, &companion.outbox.deliveries());
    view! {
        <li>
            <a href=Page::Record(id, left::left_at(id)).path()>
                <span><span class="state waiting">{state}</span><br />{format!("Last saved {kept}")}</span>
            </a>
            <button type="button" class="quiet" aria-label=format!("Delete the draft last saved {kept}")
                on:click=move |_| dispatch_once(change, Change::Delete(id))>
                "Delete"
            </button>
        </li>
    }
}

/// Deleted, and for a day as good as there.
#[component]
fn Deleted(draft: Unfinished, change: Changing) -> impl IntoView {
    let (id, kept) = (draft.id, draft.kept_at.date_and_time());
    let until = draft.brought_back_until().map_or_else(String::new, |until| until.date_and_time());
    view! {
        <li>
            <span class="state">"Deleted"</span>
            <p>{format!("Last saved {kept}. You can restore it until {until}.")}</p>
            <button type="button" aria-label=format!("Restore the draft last saved {kept}")
                on:click=move |_| dispatch_once(change, Change::BringBack(id))>
                "Restore"
            </button>
        </li>
    }
}

#[component]
fn Signed(delivery: Delivery) -> impl IntoView {
    let (path, since) = (Page::Delivery(delivery.id).path(), since(&delivery));
    view! { <li><a href=path><span><State delivery /><br />{since}</span></a></li> }
}

/// When it was signed; or handed over, which is no signature.
pub(super) fn since(one: &Delivery) -> String {
    let what = if one.hands_over.is_some() { "Draft passed on" } else { "Signed" };
    format!("{what} {}", one.signed_at.date_and_time())
}

/// The state's own words, with their shape and colour.
#[component]
pub(super) fn State(delivery: Delivery) -> impl IntoView {
    let class = match delivery.standing() {
        Standing::Received(_) => "state received",
        Standing::Refused(_) | Standing::Lost(_) => "state danger",
        Standing::Waiting | Standing::Sending => "state waiting",
    };
    let practice = if delivery.practice { "Practice: " } else { "" };
    let clock = companion().clock;
    view! { <span class=class>{move || format!("{practice}{}", delivery.status(&clock.now()))}</span> }
}
