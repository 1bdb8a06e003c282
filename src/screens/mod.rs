//! The app's screens: views only. What they know is in [`crate::state`]; who may be told what is in the model.

mod another_pin;
mod briefing;
mod call;
mod compare;
mod enrol;
mod hide;
mod home;
mod leave;
mod new_pin;
mod one_record;
mod own_copy;
mod practice;
mod record;
mod records;
mod status;
mod technical;
mod unlock;

pub use briefing::LoadedBriefing;
pub use status::status_line;

use crate::words;
use companion_app::AppError;
use companion_model::{
    concern::Kind,
    static_page::{PAPER_FORM, WHO_TO_CALL, WRITE_ON_PAPER},
};
use companion_parts::view::{
    El, Line, Tone, alert, button, el, h1, link, nothing, notice, p, short_text, submit,
};
use leptos::prelude::*;

use crate::{
    route::Page,
    state::{Companion, Phase, Readiness, Update, WithoutSignal, Work, companion},
};

/// Draws the screen of the page one is on; behind the PIN where the page asks for it.
pub fn draw_into(app: El, companion: Companion) {
    let shown = move || {
        let page = companion.place.page();
        let phase = page.is_behind_the_pin().then(|| companion.session.phase());
        (page, phase)
    };
    app.live(shown, |(page, phase)| match phase {
        None => open_to_all(page),
        Some(Phase::Starting) => p("Opening…"),
        Some(Phase::NotYet(error)) => not_yet(error),
        Some(Phase::CannotKeep(error)) => cannot_keep(error),
        Some(Phase::NotEnrolled) => enrol::not_set_up(),
        Some(Phase::Locked) => unlock::unlock(),
        Some(Phase::Open) => behind_the_pin(page),
    });
}

fn open_to_all(page: &Page) -> El {
    match page {
        Page::Briefings => briefing::briefings(),
        Page::Briefing(id) => briefing::read(id.clone()),
        Page::Call => call::call(),
        Page::Hide => hide::hide(),
        Page::Enrol => enrol::enrol(),
        Page::Left => leave::left(),
        Page::Unknown => no_such_page(),
        _ => home::home(),
    }
}

fn behind_the_pin(page: &Page) -> El {
    match page {
        Page::NewRecord => record::new_record(Kind::Concern),
        Page::Addition(about) => record::new_record(Kind::Addition { about: *about }),
        Page::Correction(about) => record::new_record(Kind::Correction { about: *about }),
        Page::Record(id, step) => record::record(*id, *step),
        Page::Delivery(id) => one_record::one_record(*id),
        Page::Practice => practice::practice(),
        Page::Phone => leave::this_phone(),
        _ => records::records(),
    }
}

fn cannot_keep(error: &AppError) -> El {
    without_records("This phone can't keep a record", &words::error(error), None)
}

/// Why no record can be kept, and what is to be done meanwhile.
fn without_records(heading: &str, sentence: &str, again: Option<El>) -> El {
    el("div")
        .child(h1(heading))
        .child(notice(Tone::Danger).child(p(sentence)).children(again).child(p(WRITE_ON_PAPER)))
        .child(el("p").child(link("button", "/call", WHO_TO_CALL)))
        .child(el("p").child(paper_form()))
}

/// The database is tried again: whatever was kept is still in it.
fn not_yet(error: &AppError) -> El {
    let again = p(
        "This page tries again by itself every few seconds, and goes on as soon as it can: what is signed is then sent.",
    );
    without_records("This phone can't keep a record just now", &words::error(error), Some(again))
}

/// The form on paper, in a page of its own: this one stays as it is.
fn paper_form() -> El {
    link("", "/paper", PAPER_FORM).attr("target", "_blank")
}

fn no_such_page() -> El {
    el("div")
        .child(h1("There is no such page"))
        .child(p("Nothing you wrote is lost. Your records are under My records."))
        .child(el("p").child(link("button main", "/", "To the start")))
}

/// Whether the app opens without signal, as it is this moment. Where a new version is whole and this one is not, the server
/// has this one's files no more: then only the new one opens without signal.
fn without_signal() -> El {
    let (without_signal, update) = (expect_context::<WithoutSignal>(), expect_context::<Update>());
    el("div").class("without-signal").live(
        move || (without_signal.readiness(), update.is_ready()),
        |known| match known {
            (Readiness::Unknown, _) => nothing(),
            (Readiness::Impossible, _) => {
                notice(Tone::Waiting).child(p("This browser can't open the app without signal."))
            }
            (Readiness::NotYet, true) => new_version(
                Tone::Waiting,
                "A new version is ready. Use it, and the app opens without signal. Your records stay as they are.",
            ),
            (Readiness::NotYet, false) => notice(Tone::Waiting).child(p(
                "Not ready to open without signal yet. Leave the app open while you have signal: it tries again by itself.",
            )),
            (Readiness::Ready, _) => p("Opens without signal."),
        },
    )
}

/// Offers the new version. It is taken when every word is committed and nothing is being sent.
fn new_version(tone: Tone, words: &str) -> El {
    let companion = companion();
    let update = expect_context::<Update>();
    let busy = RwSignal::new(false);
    let take = move || {
        let settled = companion.editor.is_settled() && !companion.outbox.is_sending_untracked();
        busy.set(!settled);
        if settled {
            update.take();
        }
    };
    notice(tone)
        .child(p(words))
        .when(move || busy.get(), || p("Something is still being saved or sent. Try again in a moment."))
        .child(button("", "Use the new version", take))
}

/// A box for a PIN; `letters` is shared with another box for the same.
fn pin_box(key: &str, label: &str, help: &str, value: RwSignal<String>, letters: RwSignal<bool>) -> El {
    let line = Line::Pin { letters };
    short_text(line, key, label, help, move || value.get(), move |text| value.set(text))
}

/// A box for one's own PIN: digits for a thumb, letters for whoever has chosen a passphrase.
fn own_pin(key: &str, label: &str, value: RwSignal<String>) -> El {
    let letters = RwSignal::new(false);
    el("div")
        .child(pin_box(key, label, "", value, letters))
        .child(with_letters("My PIN has letters", letters))
}

/// Asks for all keys, where a phone would show the digits alone.
fn with_letters(words: &'static str, letters: RwSignal<bool>) -> El {
    el("div").when(move || !letters.get(), move || button("quiet", words, move || letters.set(true)))
}

/// The button that asks for a form's work, and says so while it is being done.
fn send_button(work: Work, words: String, under_way: &'static str) -> El {
    submit(
        move || if work.is_under_way() { under_way.to_owned() } else { words.clone() },
        move || work.is_under_way(),
    )
}

/// What went wrong with the thing just tried, read out at once.
fn error_alert(tone: Tone, error: RwSignal<Option<AppError>>) -> El {
    el("div").live(
        move || error.get(),
        move |error| error.as_ref().map_or_else(nothing, |error| alert(tone).child(p(&words::error(error)))),
    )
}
