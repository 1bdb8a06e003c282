//! One signed record: where it is, whom to tell, and what can be done.

use companion_browser::clock;
use companion_model::{
    Route,
    delivery::{Delivery, Lost, Refusal, Standing},
    static_page::MY_RECORDS,
};
use companion_parts::view::{Notice, Tone, dispatch_once, error_of};
use companion_seal::receipt;
use leptos::prelude::*;
use uuid::Uuid;

use super::{
    ErrorText,
    call::Person,
    own_copy::OwnCopy,
    records::{State, since},
};
use crate::{route::Page, state::companion};

/// One signed record: where it is, and the question whether someone has been told.
#[component]
pub fn OneRecord(
    /// The record.
    id: Uuid,
) -> impl IntoView {
    let companion = companion();
    let delivery = Memo::new(move |_| companion.outbox.delivery(id));
    let is_practice = move || delivery.with(|found| found.as_ref().is_some_and(|found| found.practice));
    view! {
        <h1>{move || if is_practice() { "Your practice record" } else { "Your record" }}</h1>
        {move || match delivery.get() {
            None => view! { <p>"This record is not on this phone. Look at My records."</p> }.into_any(),
            Some(delivery) if delivery.practice => view! { <WherePracticeIs delivery /> }.into_any(),
            Some(delivery) => view! { <WhereItIs delivery /> }.into_any(),
        }}
        <OwnCopy id />
        <AsAFile id />
        <p><a class="button" href="/records">{MY_RECORDS}</a></p>
    }
}

/// For a record that does not go through: by any way on which somebody can carry a file. Offered once, it stays until the
/// school has the record, whatever is tried meanwhile.
#[component]
fn AsAFile(id: Uuid) -> impl IntoView {
    let companion = companion();
    let to_whom = Memo::new(move |before: Option<&Option<Route>>| {
        let was_offered = matches!(before, Some(Some(_)));
        let delivery = companion.outbox.delivery(id).filter(|delivery| {
            delivery.is_unsent() && (was_offered || delivery.can_be_carried(companion.clock.now_ms()))
        });
        delivery.map(|delivery| delivery.route)
    });
    let save = Action::new_unsync(move |(): &()| companion.save_sealed_file(id));
    let saved = save.value();
    view! {
        {move || {
            to_whom.get().map(|route| {
                view! {
                    <section>
                        <h2>"If it can't be sent"</h2>
                        <p>{format!(
                            "Save it as a sealed file and get it to {} by cable, memory stick or email. Only \
                                they can open it.",
                            route.people(),
                        )}</p>
                        <p>"The school does NOT have it until they have imported that file. The record also \
                            stays here, and the app keeps trying to send it."</p>
                        <p><button type="button" on:click=move |_| dispatch_once(save, ())>"Save as a sealed file"</button></p>
                        <ErrorText tone=Tone::Danger error=error_of(save) />
                        {move || saved.get().and_then(Result::ok).map(|name| view! {
                            <Notice tone=Tone::Waiting role="alert">
                                <p>{format!("Saved as {name}. Look in your downloads. Nobody else has it yet.")}</p>
                            </Notice>
                        })}
                    </section>
                }
            })
        }}
    }
}

#[component]
fn WhereItIs(delivery: Delivery) -> impl IntoView {
    let (route, since) = (delivery.route, since(&delivery));
    let is_received = matches!(delivery.standing(), Standing::Received(_));
    let thanks = if is_received {
        " Thank you. This may have been hard to hear. If you'd like to talk about it, speak to someone you trust."
    } else {
        ""
    };
    view! {
        <p class="where" role="status"><State delivery=delivery.clone() /></p>
        <WhatIsTrue delivery=delivery.clone() />
        <Pause delivery=delivery.clone() />
        <p>{format!("{since}.{thanks}")}</p>
        {(!is_received).then(|| view! { <HasSomeoneBeenTold route /> })}
        <More delivery />
    }
}

/// What is true of it now, and what to do.
#[component]
fn WhatIsTrue(delivery: Delivery) -> impl IntoView {
    let route = delivery.route;
    match delivery.standing() {
        Standing::Received(received) => {
            let reference = receipt::reference(&received.receipt.sha256.0);
            let has_it = if delivery.hands_over.is_some() {
                "The school has this draft. If My records still shows it as a draft, you can finish and sign it. The \
                    finished record will then be sent too."
            } else {
                "The school has it. You can no longer read it on this phone."
            };
            view! {
                <Notice tone=Tone::Received>
                    <p>{has_it}</p>
                    <p>"Receipt "<strong class="reference">{reference}</strong>" – quote this if someone asks."</p>
                </Notice>
            }
            .into_any()
        }
        Standing::Refused(refusal) => {
            view! { <Notice tone=Tone::Danger role="alert"><p>{refusal.sentence(route)}</p></Notice> }
                .into_any()
        }
        Standing::Lost(lost) => {
            view! { <Notice tone=Tone::Danger role="alert"><p>{lost_sentence(&delivery, lost)}</p></Notice> }
                .into_any()
        }
        Standing::Waiting | Standing::Sending => view! {
            <Notice tone=Tone::Waiting>
                <p>{format!(
                    "Your record is sealed on this phone. The school hasn't confirmed it yet. Phone {} now.",
                    route.people(),
                )}</p>
                <p>"It will be sent when you have signal and this app is open. Some phones also send \
                    it while the app is closed."</p>
            </Notice>
        }
        .into_any(),
    }
}

/// What an endpoint that was put back to an earlier day means for a record that it had.
fn lost_sentence(delivery: &Delivery, lost: Lost) -> String {
    let who = delivery.route.people();
    let had = format!("The school got this record on {}.", had_since(delivery));
    match lost.refusal {
        // It was asked about, and the school does not know who asks.
        Some(_) if !delivery.bytes_kept => {
            let lost_it = if lost.is_certain { "has since lost it" } else { "may since have lost it" };
            format!(
                "{had} The school {lost_it}, and it is no longer on this phone. Tell {who} by phone what you wrote. \
                    Ask them for a new link, and set yourself up again."
            )
        }
        Some(refusal) if lost.is_certain => format!(
            "{had} The school has since lost it, and won't accept it. {}",
            refusal.sentence(delivery.route)
        ),
        Some(refusal) => {
            format!("{had} The school may since have lost it. {}", refusal.sentence(delivery.route))
        }
        None if !delivery.bytes_kept && lost.is_certain => format!(
            "{had} The school has since lost it, and it is no longer on this phone. Tell {who} by phone, and \
                write it again."
        ),
        None if !delivery.bytes_kept => format!(
            "{had} The school's server has since been restored from a backup. When you have signal, the app \
                will ask whether the record is still there. Tell {who} by phone."
        ),
        None if lost.is_certain => format!(
            "{had} The school has since lost it. It is still sealed on this phone, and will be sent again \
                automatically. Tell {who} by phone."
        ),
        None => format!(
            "{had} The school's server has since been restored from a backup, and may have lost it. It is still \
                sealed on this phone, and will be sent again automatically. Tell {who} by phone."
        ),
    }
}

fn had_since(delivery: &Delivery) -> String {
    delivery.received().map_or_else(String::new, |received| clock::day_and_time(received.receipt.received_at))
}

/// A pause that the school's endpoint has asked for, and the way past it.
#[component]
fn Pause(delivery: Delivery) -> impl IntoView {
    let companion = companion();
    let until = Memo::new(move |_| delivery.asked_to_wait_until(companion.clock.now_ms()));
    view! {
        {move || {
            until.get().map(|until| {
                view! {
                    <p>{format!(
                        "The school's server is busy. The app will try again on {}, or when you press the button.",
                        clock::day_and_time(until),
                    )}</p>
                    <button type="button" on:click=move |_| companion.outbox.try_now()>"Try now"</button>
                }
            })
        }}
    }
}

/// Nobody need be told of practice, and nothing is added to it.
#[component]
fn WherePracticeIs(delivery: Delivery) -> impl IntoView {
    let (tone, sentence) = match delivery.standing() {
        Standing::Received(_) | Standing::Lost(_) => (
            Tone::Received,
            "A real record looks like this when your school has it. The school lists this one separately."
                .to_owned(),
        ),
        Standing::Refused(Refusal::NotHere) => (
            Tone::Danger,
            "This phone can't send the practice record. It is missing or can't be read. Tell your DSL that practice \
                failed."
                .to_owned(),
        ),
        // Of the others some are about this record alone, and a newer endpoint knows more of them.
        Standing::Refused(refusal)
            if !matches!(refusal, Refusal::UnknownDevice | Refusal::RemovedDevice | Refusal::TooLarge) =>
        (
            Tone::Danger,
            "The school did not accept this practice record. Tell your DSL that practice failed.".to_owned(),
        ),
        Standing::Refused(_) => (
            Tone::Danger,
            "A real record would not be accepted either. Tell your DSL that practice failed.".to_owned(),
        ),
        Standing::Waiting | Standing::Sending => (
            Tone::Plain,
            "A real record waits like this until you have signal. You would phone the DSL in the meantime. You \
                don't need to tell anyone about practice."
                .to_owned(),
        ),
    };
    view! {
        <p class="where" role="status"><State delivery=delivery.clone() /></p>
        <Notice tone><p>{sentence}</p></Notice>
        <Pause delivery />
    }
}

/// Nothing that was signed is ever changed: more is a record of its own, beside the first.
#[component]
fn More(delivery: Delivery) -> impl IntoView {
    let id = delivery.id;
    delivery.hands_over.is_none().then(|| {
        view! {
            <p><a class="button" href=Page::Addition(id).path()>"Add more"</a></p>
            <p><a class="button" href=Page::Correction(id).path()>"Correct a mistake"</a></p>
        }
    })
}

/// A record never replaces telling someone (invariant 9): the people of the record's own route, in their order.
#[component]
fn HasSomeoneBeenTold(route: Route) -> impl IntoView {
    let session = companion().session;
    let people = Memo::new(move |_| {
        let routes = session.routes().into_iter().filter(|entry| entry.route == route);
        routes.flat_map(|entry| entry.members).collect::<Vec<_>>()
    });
    view! {
        <section>
            <h2>"Has someone been told?"</h2>
            <ul class="plain">
                {move || people.get().into_iter().map(|member| view! { <Person member /> }).collect_view()}
            </ul>
        </section>
    }
}
