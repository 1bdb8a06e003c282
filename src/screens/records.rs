//! My records: what is not finished, what waits, what was received, what was read.

use std::future::Future;

use companion_model::{
    Route,
    delivery::{Delivery, Lost, Standing},
};
use companion_parts::{
    browser::clock,
    view::{El, Tone, alert, button, el, h1, h2, link, nothing, notice, p},
};
use companion_seal::receipt;
use leptos::prelude::*;
use uuid::Uuid;

use super::{call::person, own_copy::own_copy, trouble};
use crate::{
    route::Page,
    state::{Companion, Outbox, Unfinished, Work, companion, left, where_a_draft_is},
};

/// The list.
pub fn records() -> El {
    let companion = companion();
    let drafts = RwSignal::new(Vec::<Unfinished>::new());
    let work = Work::new();
    let list = Drafts { companion, shown: drafts, work };
    list.look();
    let all = move || {
        let (deleted, open) = drafts.get().into_iter().partition::<Vec<_>, _>(|one| one.deleted_at.is_some());
        (open, companion.outbox.deliveries(), deleted)
    };
    el("div")
        .child(h1("My records"))
        .child(trouble(Tone::Danger, work.trouble))
        .live(all, move |(open, deliveries, deleted)| {
            el("ul")
                .class("plain records")
                .children(open.iter().map(|one| unfinished(one, list)))
                .children(deliveries.iter().map(signed))
                .children(deleted.iter().map(|one| in_the_bin(one, list)))
        })
        .when(
            move || {
                let (open, deliveries, deleted) = all();
                open.is_empty() && deliveries.is_empty() && deleted.is_empty() && work.trouble.get().is_none()
            },
            || p("No records of yours on this phone."),
        )
        .child(el("p").child(link("button main", "/record", "Record a concern")))
}

/// The author's drafts on the screen.
#[derive(Clone, Copy)]
struct Drafts {
    companion: Companion,
    shown: RwSignal<Vec<Unfinished>>,
    work: Work,
}

impl Drafts {
    /// Reads them anew.
    fn look(self) {
        self.does(async { Ok(()) });
    }

    /// Does something with one of them, and reads them anew.
    fn does(self, what: impl Future<Output = Result<(), String>> + 'static) {
        self.work.begin(async move {
            what.await?;
            self.shown.set(self.companion.session.unfinished().await?);
            Ok(())
        });
    }
}

fn unfinished(one: &Unfinished, list: Drafts) -> El {
    let (companion, id) = (list.companion, one.id);
    let delete = move || list.does(companion.delete(id));
    let name = format!("Delete the record last kept {}", one.kept_at.date_and_time());
    let words = el("span").class("state waiting").text(where_a_draft_is(id, &companion.outbox.deliveries()));
    line(
        &Page::Record(one.id, left::left_at(one.id)),
        words,
        &format!("Last kept {}", one.kept_at.date_and_time()),
    )
    .child(button("quiet", "Delete", delete).attr("aria-label", &name))
}

/// Deleted, and for a day as good as there.
fn in_the_bin(one: &Unfinished, list: Drafts) -> El {
    let (companion, id) = (list.companion, one.id);
    let until = one.brought_back_until().map_or_else(String::new, |until| until.date_and_time());
    let name = format!("Bring back the record last kept {}", one.kept_at.date_and_time());
    el("li")
        .child(el("span").class("state").text("Deleted"))
        .child(p(&format!(
            "Last kept {}. It can be brought back until {until}.",
            one.kept_at.date_and_time()
        )))
        .child(
            button("", "Bring back", move || list.does(companion.bring_back(id))).attr("aria-label", &name),
        )
}

fn signed(one: &Delivery) -> El {
    line(&Page::Delivery(one.id), state_words(one), &since(one))
}

fn line(page: &Page, words: El, when: &str) -> El {
    let both = el("span").child(words).child(el("br")).text(when);
    el("li").child(el("a").attr("href", &page.path()).child(both))
}

/// When it was signed; or handed over, which is no signature.
fn since(one: &Delivery) -> String {
    let what = if one.hands_over.is_some() { "Handed over unfinished" } else { "Signed" };
    format!("{what} {}", one.signed_at.date_and_time())
}

/// The state's own words, with their shape and colour.
fn state_words(delivery: &Delivery) -> El {
    let class = match delivery.standing() {
        Standing::Received(_) => "state received",
        Standing::Refused(_) | Standing::Lost(_) => "state danger",
        Standing::Waiting | Standing::Sending => "state waiting",
    };
    let practice = if delivery.practice { "Practice: " } else { "" };
    el("span").class(class).text(&format!("{practice}{}", delivery.status(clock::now().offset_min)))
}

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
        .child(el("p").child(link("button", "/records", "My records")))
}

/// For a record that does not go through: by any way on which somebody can carry a file. Offered once, it stays until the
/// school has the record, whatever is tried meanwhile.
fn as_a_file(companion: Companion, id: Uuid) -> El {
    let (work, saved, offered) = (Work::new(), RwSignal::new(None::<String>), StoredValue::new(false));
    let to_whom = move || {
        let delivery = companion.outbox.delivery(id).filter(|delivery| {
            delivery.is_unsent() && (offered.get_value() || delivery.can_be_carried(clock::now_ms()))
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
            .child(trouble(Tone::Danger, work.trouble))
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
                    "The school has it. Its words are no longer open on this phone."
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
            " Thank you. This may have been hard to hear. You can talk to the DSL, or to somebody you trust, about \
             how you are.",
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
                .child(p("The record is sent by itself when there is signal and this app is open.")),
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
        Some(refusal) => format!(
            "{had} It has lost it since, and does not take it back. {}",
            refusal.sentence(delivery.route)
        ),
        None if !delivery.bytes_kept && lost.is_certain => format!(
            "{had} It has lost it since, and it is no longer on this phone either. Tell {who} by phone, and write it again."
        ),
        None if !delivery.bytes_kept => format!(
            "{had} Its server was put back to an earlier day since: whether it still has the record is asked when there is \
             signal. Tell {who} by phone."
        ),
        None if lost.is_certain => format!(
            "{had} It has lost it since. It is still on this phone, sealed, and is being sent again by itself. Tell {who} by phone."
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
    let Some(until) = Outbox::asked_to_wait_until(delivery) else { return nothing() };
    let companion = companion();
    el("div")
        .child(p(&format!(
            "The school's server is busy and asked for a pause. The next try is on {}, or when you press the button.",
            clock::day_and_time(until)
        )))
        .child(button("", "Try now", move || companion.outbox.tries_now()))
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
            format!("A real record would not be accepted either. {}", refusal.sentence(delivery.route)),
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
