//! One signed record: where it is, whom to tell, and what can be done.

use companion_browser::clock;
use companion_model::{
    Route,
    delivery::{Delivery, Lost, Refusal, Standing},
    static_page::MY_RECORDS,
};
use companion_parts::view::{El, Tone, alert, button, el, h2, link, nothing, notice, p};
use companion_seal::receipt;
use leptos::prelude::*;
use uuid::Uuid;

use super::{
    call::person,
    error_alert,
    own_copy::own_copy,
    records::{since, state_words},
};
use crate::{
    route::Page,
    state::{Companion, Work, companion},
};

/// One signed record: where it is, and the question whether someone has been told.
pub fn one_record(id: Uuid) -> El {
    let companion = companion();
    el("div")
        .child(el("h1").live_text(move || {
            let is_practice = companion.outbox.delivery(id).is_some_and(|delivery| delivery.practice);
            (if is_practice { "Your practice record" } else { "Your record" }).to_owned()
        }))
        .live(
            move || companion.outbox.delivery(id),
            |delivery| {
                delivery
                    .as_ref()
                    .map_or_else(|| p("This record is not on this phone. Look at My records."), where_it_is)
            },
        )
        .child(own_copy(companion, id))
        .child(as_a_file(companion, id))
        .child(el("p").child(link("button", "/records", MY_RECORDS)))
}

/// For a record that does not go through: by any way on which somebody can carry a file. Offered once, it stays until the
/// school has the record, whatever is tried meanwhile.
fn as_a_file(companion: Companion, id: Uuid) -> El {
    let (work, saved, offered) = (Work::new(), RwSignal::new(None::<String>), StoredValue::new(false));
    let to_whom = move || {
        let delivery = companion.outbox.delivery(id).filter(|delivery| {
            delivery.is_unsent() && (offered.get_value() || delivery.can_be_carried(companion.clock.now_ms()))
        });
        offered.set_value(delivery.is_some());
        delivery.map(|delivery| delivery.route)
    };
    let save = move || {
        work.begin(async move {
            saved.set(Some(companion.save_sealed_file(id).await?));
            Ok(())
        });
    };
    el("div").live(to_whom, move |to_whom| {
        let Some(route) = to_whom else { return nothing() };
        el("section")
            .child(h2("If it can't be sent"))
            .child(p(&format!(
                "Save it as a sealed file and get it to {} by any way: a cable, a memory stick, e-mail. It opens at their \
                 desk and nowhere else.",
                route.people()
            )))
            .child(p(
                "The school does NOT have it until they have imported that file. The record stays here too, and is sent as \
                 soon as it can be.",
            ))
            .child(el("p").child(button("", "Save as a sealed file", save)))
            .child(error_alert(Tone::Danger, work.error))
            .live(move || saved.get(), |name| name.as_ref().map_or_else(nothing, |name| file_is_given(name)))
    })
}

fn file_is_given(name: &str) -> El {
    alert(Tone::Waiting).child(p(&format!(
        "This browser was given the file {name}: look in its downloads. Nobody else has it yet."
    )))
}

fn where_it_is(delivery: &Delivery) -> El {
    if delivery.practice {
        return where_practice_is(delivery);
    }
    let state = el("p").class("where").attr("role", "status").child(state_words(delivery));
    let signed = format!("{}.", since(delivery));
    let route = delivery.route;
    let (what, after, people) = match delivery.standing() {
        Standing::Received(received) => (
            notice(Tone::Received)
                .child(p(if delivery.hands_over.is_some() {
                    "The school has it as it stood then, not finished. As long as it is also listed under My records as not \
                     finished, you can go on writing and sign it: the finished record is then sent too."
                } else {
                    "The school has it. You can no longer read it on this phone."
                }))
                .child(
                    p("Receipt ")
                        .child(
                            el("strong")
                                .class("reference")
                                .text(&receipt::reference(&received.receipt.sha256.0)),
                        )
                        .text(" – say this by phone if somebody asks."),
                ),
            " Thank you. This may have been hard to hear. If you'd like to talk about it, speak to the DSL or \
                someone you trust.",
            nothing(),
        ),
        Standing::Refused(refusal) => (
            notice(Tone::Danger).attr("role", "alert").child(p(&refusal.sentence(route))),
            "",
            people_of(route),
        ),
        Standing::Lost(lost) => (
            notice(Tone::Danger).attr("role", "alert").child(p(&lost_sentence(delivery, lost))),
            "",
            people_of(route),
        ),
        Standing::Waiting | Standing::Sending => (
            notice(Tone::Waiting)
                .child(p(&format!(
                    "Your words are sealed on this phone. The school can't see them yet. Phone {} now.",
                    route.people()
                )))
                .child(p("It will send automatically when you have signal and this app is open. Some phones send it while the app \
                          is closed, too.")),
            "",
            people_of(route),
        ),
    };
    el("div")
        .child(state)
        .child(what)
        .child(pause(delivery))
        .child(p(&(signed + after)))
        .child(people)
        .child(more(delivery))
}

/// What an endpoint that was put back to an earlier day means for a record that it had.
fn lost_sentence(delivery: &Delivery, lost: Lost) -> String {
    let who = delivery.route.people();
    let had = format!("The school had this record from {}.", had_since(delivery));
    match lost.refusal {
        Some(refusal) if lost.is_certain => format!(
            "{had} It has lost it since, and does not take it back. {}",
            refusal.sentence(delivery.route)
        ),
        Some(refusal) => format!("{had} It may have lost it since. {}", refusal.sentence(delivery.route)),
        None if !delivery.bytes_kept && lost.is_certain => format!(
            "{had} It has lost it since, and it is no longer on this phone either. Tell {who} by phone, and write it again."
        ),
        None if !delivery.bytes_kept => format!(
            "{had} Its server was put back to an earlier day since: whether it still has the record is asked when there is \
             signal. Tell {who} by phone."
        ),
        None if lost.is_certain => format!(
            "{had} It has lost it since. It is still on this phone, sealed, and is being sent again by itself. Tell \
                {who} by phone."
        ),
        None => format!(
            "{had} Its server was put back to an earlier day since, and may have lost it. It is still on this phone, sealed, \
             and is being sent again by itself. Tell {who} by phone."
        ),
    }
}

fn had_since(delivery: &Delivery) -> String {
    delivery.received().map_or_else(String::new, |received| clock::day_and_time(received.receipt.received_at))
}

/// A pause that the school's endpoint has asked for, and the way past it.
fn pause(delivery: &Delivery) -> El {
    let (companion, delivery) = (companion(), delivery.clone());
    let until = move || delivery.asked_to_wait_until(companion.clock.now_ms());
    el("div").live(until, move |until| {
        let Some(until) = until else { return nothing() };
        el("div")
            .child(p(&format!(
                "The school's server is busy and asked for a pause. The next try is on {}, or when you press the button.",
                clock::day_and_time(*until)
            )))
            .child(button("", "Try now", move || companion.outbox.try_now()))
    })
}

/// Nobody need be told of practice, and nothing is added to it.
fn where_practice_is(delivery: &Delivery) -> El {
    let (tone, sentence) = match delivery.standing() {
        Standing::Received(_) | Standing::Lost(_) => (
            Tone::Received,
            "A real record looks like this when your school has it. This one is listed apart from all real records."
                .to_owned(),
        ),
        Standing::Refused(refusal) => (
            Tone::Danger,
            match refusal {
                // Whether it is about practice alone, a newer endpoint knows.
                Refusal::Unknown => refusal.sentence(delivery.route),
                _ => format!("A real record would not be accepted either. {}", refusal.sentence(delivery.route)),
            },
        ),
        Standing::Waiting | Standing::Sending => (
            Tone::Plain,
            "A real record waits like this until there is signal. You would phone the DSL meanwhile. Nobody need be told \
             of practice."
                .to_owned(),
        ),
    };
    el("div")
        .child(el("p").class("where").attr("role", "status").child(state_words(delivery)))
        .child(notice(tone).child(p(&sentence)))
        .child(pause(delivery))
}

/// Nothing that was signed is ever changed: more is a record of its own, beside the first.
fn more(delivery: &Delivery) -> El {
    if delivery.hands_over.is_some() {
        return nothing();
    }
    let to = |page: Page, words: &str| el("p").child(link("button", &page.path(), words));
    el("div")
        .child(to(Page::Addition(delivery.id), "Add to this record, or say whom you phoned"))
        .child(to(Page::Correction(delivery.id), "I put the wrong name, or something else wrong"))
}

/// A record never replaces telling someone (invariant 9): the people of the record's own route, in their order.
fn people_of(route: Route) -> El {
    let routes = companion().session.routes_untracked();
    let members = routes.iter().filter(|entry| entry.route == route).flat_map(|entry| &entry.members);
    el("section")
        .child(h2("Has someone been told?"))
        .child(el("ul").class("plain").children(members.map(person)))
}
