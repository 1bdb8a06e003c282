//! A link is opened on a phone that is set up. Whom it is for is asked first, and nothing is used up before somebody says
//! who they are: what is signed here must never be sent as somebody else's.

use companion_model::wire::v1::AuthorName;
use companion_parts::view::{El, Tone, alert, button, el, h1, nothing, notice, p};
use leptos::prelude::*;

use super::choose_pin;
use crate::{
    route::Page,
    screens::{
        own_pin, send_button, trouble,
        unlock::{HANDED_OVER, OPEN_WITHOUT_PIN, passkey},
    },
    state::{Companion, Work, companion},
    sync::enrol::{Attempt, invitation, is_of, whom_for},
};

/// Who opened the link.
#[derive(Clone, PartialEq)]
enum Chosen {
    /// Somebody new to this phone.
    New,
    /// Somebody who has a place on it.
    Again(AuthorName),
    /// Somebody who has a place on it, and not its PIN.
    Forgetful(AuthorName),
}

/// Asks whom the link is for, and who has opened it.
pub(super) fn whose_link(link: &str) -> El {
    let companion = companion();
    let Some(enrolment) = companion.session.enrolment_untracked() else { return nothing() };
    let readable = invitation(link).and_then(|invitation| is_of(&enrolment, &invitation));
    if let Err(sentence) = readable {
        return el("div").child(h1("This phone is set up")).child(alert(Tone::Waiting).child(p(&sentence)));
    }
    let (offer, chosen) = (RwSignal::new(None::<AuthorName>), RwSignal::new(None::<Chosen>));
    let (work, asked) = (Work::new(), link.to_owned());
    let ask = move || {
        let link = asked.clone();
        work.begin(async move {
            let storage = companion.session.storage().ok_or("This browser keeps nothing.")?;
            offer.set(Some(whom_for(&storage, &invitation(&link)?).await?));
            Ok(())
        });
    };
    ask();
    let link = link.to_owned();
    el("div").live(
        move || (offer.get(), chosen.get()),
        move |(offer, whose)| match (offer, whose) {
            (None, _) => not_known_yet(work, ask.clone()),
            (Some(offer), None) => who_opened_it(companion, offer, chosen),
            (Some(offer), Some(Chosen::New)) => {
                let form = choose_pin(link.clone(), Some(offer.clone()), None);
                el("div").children(ends_passkeys(companion)).child(form)
            }
            (Some(offer), Some(Chosen::Again(person))) => again(link.clone(), offer, person.clone(), chosen),
            (Some(offer), Some(Chosen::Forgetful(person))) => el("div")
                .child(choose_pin(link.clone(), Some(offer.clone()), Some(person.id)))
                .child(notice(Tone::Plain).child(p(HANDED_OVER))),
        },
    )
}

fn not_known_yet(work: Work, ask: impl Fn() + 'static) -> El {
    el("div")
        .child(h1("This phone is set up"))
        .child(p("Asking the school whom this link is for…"))
        .child(trouble(Tone::Waiting, work.trouble))
        .child(button("main", "Ask again", ask))
}

fn who_opened_it(companion: Companion, offer: &AuthorName, chosen: RwSignal<Option<Chosen>>) -> El {
    let people = companion.session.people();
    let again = people.into_iter().map(|person| {
        let words = format!("I am {}: set my place up again", person.name);
        el("li").child(button("choice", &words, move || chosen.set(Some(Chosen::Again(person.clone())))))
    });
    let new = button("choice", "I share this phone: set up a place of my own", move || {
        chosen.set(Some(Chosen::New));
    });
    el("div")
        .child(h1("Who are you?"))
        .child(notice(Tone::Plain).child(p(&format!(
            "This link is for {}, {}. Opening it uses nothing up, and everything on this phone stays as it is.",
            offer.name, offer.role
        ))))
        .child(el("ul").class("plain choices").children(again).child(el("li").child(new)))
}

/// Said before somebody joins: nobody else's way in ends by that unawares.
fn ends_passkeys(companion: Companion) -> Option<El> {
    let people = companion.session.people_with_passkey_untracked();
    let names = people.iter().map(|person| person.name.as_str()).collect::<Vec<_>>().join(", ");
    (!people.is_empty()).then(|| {
        notice(Tone::Waiting).child(p(&format!(
            "Fingerprint, face or code opens this phone's records of: {names}. With you on this phone that ends as soon as the \
             PIN has been typed there once: then the PIN alone opens them. Say so before you go on. Whoever has forgotten \
             the PIN can still open the app that way, and choose another under “This phone”."
        )))
    })
}

/// Same PIN, same records; the school knows them again.
fn again(link: String, offer: &AuthorName, person: AuthorName, chosen: RwSignal<Option<Chosen>>) -> El {
    let companion = companion();
    let pin = RwSignal::new(String::new());
    let work = Work::new();
    let named_otherwise = (person.name != offer.name).then(|| {
        notice(Tone::Waiting).child(p(&format!(
            "The link names {}. If that is not you, give it back to whoever sent it: what you signed here would be sent \
             under that name.",
            offer.name
        )))
    });
    let (forgetful, person_id, named) = (person.clone(), person.id, offer.clone());
    let send = move |with_passkey| {
        let (link, typed, locks) = (link.clone(), pin.get_untracked(), companion.session.locks());
        let offer = named.clone();
        work.begin(async move {
            let invitation = invitation(&link)?;
            pin.set(String::new());
            let (profile, opened) = if with_passkey {
                companion.session.open_with_passkey(person.id).await?
            } else {
                companion.session.open_vault(person.id, &typed).await?
            };
            let locks = companion.makes_way(locks).await?;
            let storage = companion.session.storage().ok_or("This browser keeps nothing.")?;
            let made = Attempt::again(&storage, &invitation, &offer, profile, opened).await?;
            let answer = made.redeem(&invitation).await?;
            made.keep(companion.session, locks, &invitation, answer).await?;
            companion.outbox.people_change();
            companion.place.instead_of(|page| *page == Page::Enrol, Page::Records);
            companion.outbox.wake();
            Ok(())
        });
    };
    let by_passkey = send.clone();
    let form = el("form")
        .on_submit(move || send(false))
        .child(own_pin("pin", "PIN", pin))
        .child(trouble(Tone::Waiting, work.trouble))
        .child(send_button(work, "Set up again".into(), "Setting up…"));
    el("div")
        .child(h1("Your PIN"))
        .child(p(
            "It stays your PIN, and your records stay where they are. What is signed and waits is then sent.",
        ))
        .children(named_otherwise)
        .child(passkey(person_id, OPEN_WITHOUT_PIN, move || by_passkey(true)))
        .child(form)
        .child(button("quiet", "I have forgotten my PIN", move || {
            chosen.set(Some(Chosen::Forgetful(forgetful.clone())));
        }))
}
