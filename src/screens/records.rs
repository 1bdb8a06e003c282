//! My records: what is not finished, what waits, what was received, what was read.

use companion_model::{
    Route,
    delivery::{Delivery, NOT_FINISHED, State},
};
use companion_parts::{
    browser::clock,
    view::{Notice, Tone},
};
use companion_seal::receipt;
use leptos::{prelude::*, task::spawn_local};
use uuid::Uuid;

use super::call::Person;
use crate::{
    route::{Page, Step},
    state::{Unfinished, companion},
};

/// The list.
#[component]
pub fn Records() -> impl IntoView {
    let companion = companion();
    let drafts = RwSignal::new(Vec::<Unfinished>::new());
    let trouble = RwSignal::new(None::<String>);
    spawn_local(async move {
        match companion.session.unfinished().await {
            Ok(found) => drafts.set(found),
            Err(sentence) => trouble.set(Some(sentence)),
        }
    });
    let nothing = move || {
        drafts.get().is_empty() && companion.outbox.deliveries().is_empty() && trouble.get().is_none()
    };
    view! {
        <h1>"My records"</h1>
        {move || trouble.get().map(|sentence| view! { <Notice tone=Tone::Danger><p>{sentence}</p></Notice> })}
        <Show when=nothing><p>"No records on this phone."</p></Show>
        <ul class="plain records">
            <For each=move || drafts.get() key=|one| one.id let(one)>
                <li>
                    <a href=Page::Record(one.id, Step::Write).path()>
                        <span><span class="state waiting">{NOT_FINISHED}</span><br />{format!("Last kept {}", one.kept_at.date_and_time())}</span>
                    </a>
                </li>
            </For>
            <For each=move || companion.outbox.deliveries() key=|one| format!("{}{:?}", one.id, one.state) let(one)>
                <li>
                    <a href=Page::Delivery(one.id).path()>
                        <span><StateWords delivery=one.clone() /><br />{format!("Signed {}", one.signed_at.date_and_time())}</span>
                    </a>
                </li>
            </For>
        </ul>
        <p><a class="button main" href="/record">"Record a concern"</a></p>
    }
}

/// The state's own words, with their shape and colour.
#[component]
fn StateWords(delivery: Delivery) -> impl IntoView {
    let class = match delivery.state {
        State::Received(_) => "state received",
        State::NeedsAttention(_) => "state danger",
        State::Queued | State::Sending | State::Unconfirmed => "state waiting",
    };
    view! { <span class=class>{delivery.status(clock::now().offset_min)}</span> }
}

/// One signed record: where it is, and the question whether someone has been told.
#[component]
pub fn OneRecord(id: Uuid) -> impl IntoView {
    let companion = companion();
    view! {
        <h1>"Your record"</h1>
        {move || match companion.outbox.delivery(id) {
            Some(delivery) => view! { <p class="where" role="status"><StateWords delivery=delivery.clone() /></p><Where delivery /> }.into_any(),
            None => view! { <p>"This record is not on this phone. Look at My records."</p> }.into_any(),
        }}
        <p><a class="button" href="/records">"My records"</a></p>
    }
}

#[component]
fn Where(delivery: Delivery) -> impl IntoView {
    let route = delivery.route;
    let signed = format!("Signed {}.", delivery.signed_at.date_and_time());
    match delivery.state {
        State::Received(received) => view! {
            <Notice tone=Tone::Received>
                <p>"The school has it. Its words are no longer open on this phone."</p>
                <p>"Receipt "<strong class="reference">{receipt::reference(&received.receipt.sha256.0)}</strong>
                    " – say this by phone if somebody asks."</p>
            </Notice>
            <p>{signed}" Thank you. This may have been hard to hear. You can talk to the DSL, or to somebody you trust,
                about how you are."</p>
        }
        .into_any(),
        State::NeedsAttention(refusal) => view! {
            <Notice tone=Tone::Danger urgent=true><p>{refusal.sentence(route)}</p></Notice>
            <p>{signed}</p>
            <People route />
        }
        .into_any(),
        State::Queued | State::Sending | State::Unconfirmed => view! {
            <Notice tone=Tone::Waiting>
                <p>{format!("Your words are sealed on this phone. The school can't see them yet. Phone {} now.", route.people())}</p>
                <p>"The record is sent by itself when there is signal and this app is open."</p>
            </Notice>
            <p>{signed}</p>
            <People route />
        }
        .into_any(),
    }
}

/// The people of the record's own route.
#[component]
fn People(route: Route) -> impl IntoView {
    let routes = companion().session.routes_untracked();
    let members = routes.into_iter().filter(|entry| entry.route == route).flat_map(|entry| entry.members);
    view! { <ul class="plain">{members.map(|member| view! { <Person member /> }).collect_view()}</ul> }
}
