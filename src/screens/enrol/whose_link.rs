//! A link is opened on a phone that is set up. Whom it is for is asked first, and nothing is used up before somebody says
//! who they are: what is signed here must never be sent as somebody else's.

use companion_app::{
    AppError,
    sync::enrol::{Attempt, check_same_school, invitation, used_by, whom_for},
};
use companion_model::wire::v1::AuthorName;
use companion_parts::view::{El, Tone, alert, button, el, h1, link, nothing, notice, p};
use leptos::prelude::*;
use uuid::Uuid;

use super::choose_pin::{Earlier, choose_pin, hand_over};
use crate::{
    route::Page,
    screens::{
        error_alert, own_pin, send_button,
        unlock::{HANDED_OVER, OPEN_WITHOUT_PIN, passkey},
    },
    state::{Companion, OpenWith, Work, companion},
    words,
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

/// The school's word whom the link is for.
#[derive(Clone, PartialEq)]
struct Offer {
    to: AuthorName,
    /// It was given although the link has set up this phone: the school has lost that, and takes the link once more.
    is_anew: bool,
}

/// Asks whom the link is for, and who has opened it; or says that it has set up this phone.
pub(super) fn whose_link(link: &str) -> El {
    let companion = companion();
    let Some(enrolment) = companion.session.enrolment_untracked() else { return nothing() };
    let readable = invitation(link).and_then(|invitation| check_same_school(&enrolment, &invitation));
    if let Err(error) = readable {
        let sentence = words::link(&error);
        return el("div").child(h1("This phone is set up")).child(alert(Tone::Waiting).child(p(&sentence)));
    }
    let (offer, chosen) = (RwSignal::new(None::<Offer>), RwSignal::new(None::<Chosen>));
    let not_handed_over = RwSignal::new(None);
    let (work, asked, opened) = (Work::new(), link.to_owned(), link.to_owned());
    let ask = move || {
        let link = asked.clone();
        work.begin(async move {
            let storage = companion.session.open_storage()?;
            let is_anew = untrack(|| has_set_up_this_phone(companion, &link));
            offer.set(Some(Offer { to: whom_for(&storage, &invitation(&link)?).await?, is_anew }));
            Ok(())
        });
    };
    ask();
    let link = link.to_owned();
    // Followed: what was begun here goes on while somebody is on another page.
    let known = move || {
        let is_used_up = has_set_up_this_phone(companion, &opened);
        offer.get().filter(|offer| offer.is_anew || !is_used_up).map(|offer| offer.to).ok_or(is_used_up)
    };
    el("div").live(
        move || (known(), chosen.get()),
        move |(known, whose)| match (known, whose) {
            (Err(true), _) => used_up(companion, not_handed_over),
            (Err(false), _) => not_known_yet(work, ask.clone()),
            (Ok(offer), None) => who_opened_it(companion, offer, chosen),
            (Ok(offer), Some(Chosen::New)) => {
                let form = choose_pin(link.clone(), Some(offer.clone()), None);
                el("div").children(ends_passkeys(companion)).child(form).child(another_answer(chosen))
            }
            (Ok(offer), Some(Chosen::Again(person))) => again(link.clone(), offer, person.clone(), chosen),
            (Ok(offer), Some(Chosen::Forgetful(person))) => {
                let earlier = Earlier { who: person.id, not_handed_over };
                el("div")
                    .child(choose_pin(link.clone(), Some(offer.clone()), Some(earlier)))
                    .child(notice(Tone::Plain).child(p(HANDED_OVER)))
                    .child(another_answer(chosen))
            }
        },
    )
}

/// Whether the link has become the place of somebody who is still here.
fn has_set_up_this_phone(companion: Companion, link: &str) -> bool {
    let people = companion.session.people();
    let by = invitation(link).ok().and_then(|invitation| used_by(&invitation));
    by.is_some_and(|by| people.iter().any(|person| person.id == by))
}

/// The link was opened once more on the phone that it has set up.
fn used_up(companion: Companion, not_handed_over: RwSignal<Option<(Uuid, AppError)>>) -> El {
    el("div")
        .child(h1("This phone is set up"))
        .child(p("This link has set up this phone already."))
        .live(
            move || not_handed_over.get(),
            move |why| {
                why.as_ref()
                    .map_or_else(nothing, |(who, why)| still_here(companion, *who, why, not_handed_over))
            },
        )
        .child(el("p").child(link("button main", "/records", "Open my records")))
}

/// Somebody has a new place, and what they had not finished in the earlier one could not be handed over.
fn still_here(
    companion: Companion,
    who: Uuid,
    why: &AppError,
    not_handed_over: RwSignal<Option<(Uuid, AppError)>>,
) -> El {
    let work = Work::new();
    let again = move || {
        work.begin(async move {
            hand_over(companion, who).await?;
            not_handed_over.set(None);
            Ok(())
        });
    };
    notice(Tone::Waiting)
        .child(p("Your new PIN opens your new place. What you had not finished under the earlier PIN is still on this phone, and \
                  was not handed over yet."))
        .child(p(&words::error(why)))
        .child(error_alert(Tone::Waiting, work.error))
        .child(button("", "Hand over what is unfinished", again))
}

fn not_known_yet(work: Work, ask: impl Fn() + Clone + 'static) -> El {
    let again = move || {
        el("div").child(error_alert(Tone::Waiting, work.error)).child(button(
            "main",
            "Ask again",
            ask.clone(),
        ))
    };
    el("div")
        .child(h1("This phone is set up"))
        .when(move || work.is_under_way(), || p("Asking the school whom this link is for…"))
        .when(move || !work.is_under_way(), again)
}

fn another_answer(chosen: RwSignal<Option<Chosen>>) -> El {
    button("quiet", "Go back", move || chosen.set(None))
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
            let with = if with_passkey { OpenWith::Passkey } else { OpenWith::Pin(&typed) };
            let (profile, opened) = companion.session.open_vault(person.id, with).await?;
            let locks = companion.close_for_enrolment(locks).await?;
            let storage = companion.session.open_storage()?;
            let made = Attempt::again(&storage, &invitation, &offer, profile, opened).await?;
            let answer = made.redeem(&invitation).await?;
            companion.session.finish_enrolment(made, locks, &invitation, answer).await?;
            companion.outbox.notify_people_change();
            companion.place.instead_of(|page| *page == Page::Enrol, Page::Records);
            companion.outbox.wake();
            Ok(())
        });
    };
    let by_passkey = send.clone();
    let form = el("form")
        .on_submit(move || send(false))
        .child(own_pin("pin", "PIN", pin))
        .child(error_alert(Tone::Waiting, work.error))
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
        .child(another_answer(chosen))
}
