//! Setting up this phone: for the first person, for one more, or again for one whom the school has lost.

mod choose_pin;
mod home_screen;
mod whose_link;

use choose_pin::choose_pin;
use home_screen::{add_to_home_screen, paste_a_link};
use whose_link::whose_link;

use companion_app::sync::enrol::invitation;
use companion_browser::{
    capabilities, clock,
    page::{self, Event},
};
use companion_model::static_page::WHO_TO_CALL;
use companion_parts::view::{El, Tone, alert, el, h1, link, notice, p};
use leptos::prelude::*;

use crate::{
    state::{Phase, companion},
    words,
};

/// Said where a record is wanted and no school is set up.
pub fn not_set_up() -> El {
    let waiting = || {
        notice(Tone::Waiting)
            .child(p("You can't write a record until this phone is linked to your school. Ask your DSL for a link, \
                and open it on this phone while you have signal."))
            .child(p("Until then, write on paper what you saw and heard, in the child's own words, with the time and \
                      your name, and phone the DSL."))
    };
    let session = companion().session;
    let heading = move || match session.gone.get() {
        None => "This phone isn't set up yet".to_owned(),
        Some(_) => "What was kept here is gone".to_owned(),
    };
    el("div")
        .child(el("h1").live_text(heading))
        .child(in_place_of_records(waiting))
        .child(el("p").child(link("button main", "/call", WHO_TO_CALL)))
        .child(paste_a_link())
}

/// What is missed on this phone, else what the screen would say. An empty list is never shown for one that was lost.
pub fn in_place_of_records(else_say: impl Fn() -> El + 'static) -> El {
    let session = companion().session;
    el("div").live(
        move || session.gone.get(),
        move |gone| match gone {
            None => else_say(),
            Some(gone) => {
                let sentences = words::gone(*gone, clock::day_and_time);
                alert(Tone::Danger).children(sentences.iter().map(|sentence| p(sentence)))
            }
        },
    )
}

/// The page an enrolment link opens.
pub fn enrol() -> El {
    let companion = companion();
    // Kept here: it is taken out of the address as soon as the phone is set up.
    let fragment = RwSignal::new(page::fragment());
    // Another link opened in the same tab changes the fragment alone: nothing loads the page anew.
    let another = page::on(Event::HashChange, move || {
        if !page::fragment().is_empty() {
            fragment.set(page::fragment());
        }
    });
    let kept = StoredValue::new_local(Some(another));
    on_cleanup(move || kept.set_value(None));
    el("div").live(
        // A vault that is locked meanwhile must not take the form away under somebody's hands.
        move || match companion.session.phase() {
            Phase::Open => (Phase::Locked, fragment.get()),
            phase => (phase, fragment.get()),
        },
        move |(phase, link)| match (phase, invitation(link).err()) {
            (Phase::Starting, _) => p("Opening…"),
            (Phase::NotYet(error), _) => super::not_yet(error),
            (Phase::CannotKeep(error), _) => super::cannot_keep(error),
            (_, Some(error)) => {
                let sentence = words::link(&error);
                el("div").child(h1("Set up this phone")).child(alert(Tone::Waiting).child(p(&sentence)))
            }
            (Phase::NotEnrolled, None) if capabilities::is_beside_the_home_screen() => {
                add_to_home_screen(link)
            }
            (Phase::NotEnrolled, None) => choose_pin(link.clone(), None, None),
            (Phase::Locked | Phase::Open, None) => whose_link(link),
        },
    )
}
