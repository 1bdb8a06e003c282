//! The status line: what has not reached the school, and whom to phone. On every screen, in the same place.

use companion_app::AppError;
use companion_browser::clock;
use companion_model::{
    Millis,
    delivery::{Delivery, Lost, Standing},
    wire::v1::Tally,
};
use companion_parts::view::{El, Tone, alert, link, nothing, p};
use leptos::prelude::*;

use super::call::digits;
use crate::{
    route::Page,
    state::{Companion, Unknown},
    words,
};

/// One line, or nothing when there is nothing to say.
pub fn status_line(status: El, companion: Companion) {
    let fault = |sentence: &Option<String>| {
        sentence.as_ref().map_or_else(nothing, |sentence| p(sentence).class("state danger"))
    };
    status
        .live(move || companion.session.directory_fault.get().map(words::directory), fault)
        .live(move || lacks(companion), fault)
        .live(move || run_out(companion), |at| at.map_or_else(nothing, run_out_line))
        .live(move || companion.editor.overtaken.get().as_ref().map(words::last_words), fault)
        .live(
            move || unknown(companion),
            |unknown| match unknown {
                Unknown::Nobody => nothing(),
                Unknown::Somebody => p(SOMEBODY_UNKNOWN).class("state danger"),
                Unknown::Everybody => p(UNKNOWN).class("state danger"),
            },
        )
        .live(move || unreadable(companion), unreadable_line)
        .live(move || companion.session.emptied.get(), emptied)
        .live(move || companion.outbox.fault.get().as_ref().map(words::error), fault)
        .live(move || companion.editor.last_words_not_kept.get(), last_words_not_kept)
        .live(move || unsent(companion), |unsent| unsent.as_ref().map_or_else(nothing, Unsent::line));
}

/// Not on the dull page.
fn lacks(companion: Companion) -> Option<String> {
    let missing = companion.session.lacks.get().filter(|_| companion.place.page() != Page::Hide)?;
    words::lacks(missing).map(str::to_owned)
}

/// Until when the school's directory was signed, if that is over by this phone's clock.
fn run_out(companion: Companion) -> Option<Millis> {
    let directory = companion.session.directory().filter(|_| companion.place.page() != Page::Hide)?;
    directory.has_run_out(companion.clock.now_ms()).then_some(directory.valid_until)
}

fn run_out_line(at: Millis) -> El {
    p(&format!(
        "By this phone's clock, your school's list of names, numbers and keys ran out on {}. Write and send as always. If a \
         number does not answer, ring the school. Ask your DSL to sign in to their inbox, which makes the list new.",
        clock::day_and_time(at)
    ))
    .class("state waiting")
}

/// Said on every screen but the one that hides, until the school's endpoint knows the phone again.
const UNKNOWN: &str = "The school does not know this phone any more, so nothing is sent from it. What you signed and what you \
     write stays here. Tell somebody by phone what is urgent, ask for a new link, and set this phone up again.";

/// Said before whoever shares the phone has opened it: who it is, is not said.
const SOMEBODY_UNKNOWN: &str = "The school does not know somebody on this phone any more, so nothing of theirs is sent. What they wrote \
     stays here. Open your records to see whether it is you.";

fn unknown(companion: Companion) -> Unknown {
    if companion.place.page() == Page::Hide {
        Unknown::Nobody
    } else {
        companion.session.unknown_to_the_school()
    }
}

fn unreadable(companion: Companion) -> usize {
    if companion.place.page() == Page::Hide { 0 } else { companion.outbox.unreadable.get() }
}

/// Said on every screen: rows of a newer build, or damaged ones.
fn unreadable_line(unreadable: &usize) -> El {
    let what = match unreadable {
        0 => return nothing(),
        1 => "1 thing that is kept on this phone can't be read by this version of the app: it is left as it is.".to_owned(),
        n => {
            format!("{n} things that are kept on this phone can't be read by this version of the app: they are left as they are.")
        }
    };
    p(&format!(
        "{what} Everything else works. Install the app's newest version; if it goes on, tell your school."
    ))
    .class("state danger")
}

/// Said on every screen until the app is opened anew.
fn emptied(counted: &Option<Tally>) -> El {
    let sentence = counted.map(|counted| words::emptied_while_open(counted, clock::day_and_time));
    sentence.map_or_else(nothing, |sentence| alert(Tone::Danger).child(p(&sentence)))
}

/// Said on every screen: the words are in this page and nowhere else.
fn last_words_not_kept(error: &Option<AppError>) -> El {
    let Some(error) = error else { return nothing() };
    alert(Tone::Danger).child(p(&words::error(error))).child(p(
        "The last words of a record are in this page, sealed, and nowhere else. Leave it open: it tries again by itself.",
    ))
}

/// What has not reached the school, or is not there any more.
#[derive(Clone, PartialEq)]
struct Unsent {
    /// How many records of whoever reads this have not arrived.
    own: usize,
    /// What is said of those that the school had and has or may have lost.
    lost: String,
    /// Somebody else's, who shares the phone: no more is said of them, not even how many.
    others: bool,
    /// One should have been there by now.
    late: bool,
    /// Whom to phone about the reader's oldest: of its own route.
    phone: Option<(String, String)>,
}

/// What becomes of records that the school had and may have lost.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Becomes {
    /// They are put again.
    Sent,
    /// Some are no longer here to be put: the school is asked about those.
    AskedAbout,
    /// One needs its author.
    Theirs,
}

impl Becomes {
    fn of(delivery: &Delivery) -> Self {
        match (delivery.needs_its_author(), delivery.bytes_kept) {
            (true, _) => Self::Theirs,
            (false, false) => Self::AskedAbout,
            (false, true) => Self::Sent,
        }
    }
}

fn unsent(companion: Companion) -> Option<Unsent> {
    if companion.place.page() == Page::Hide {
        return None;
    }
    let (session, mut unsent) = (companion.session, companion.outbox.unsent());
    // The lock screen does not say whether somebody had begun something, and for whom.
    unsent.retain(|delivery| delivery.hands_over.is_none() || session.me() == Some(delivery.author));
    // Whoever stands before the lock screen of a phone that nobody shares is taken for its owner.
    let reader = session.me().or_else(|| match session.people().as_slice() {
        [only] => Some(only.id),
        _ => None,
    });
    let (own, others): (Vec<_>, Vec<_>) = unsent.iter().partition(|delivery| Some(delivery.author) == reader);
    if unsent.is_empty() {
        return None;
    }
    let (lost, waiting): (Vec<_>, Vec<_>) = own.iter().partition(|delivery| delivery.received().is_some());
    let now = companion.clock.now_ms();
    let late = waiting.iter().any(|delivery: &&Delivery| delivery.is_late(now));
    let phone = own.iter().min_by_key(|delivery| delivery.signed_at.utc_ms);
    let phone = phone.and_then(|delivery| companion.outbox.first_to_phone(delivery));
    Some(Unsent {
        own: waiting.len(),
        lost: lost_sentence(&lost),
        others: !others.is_empty(),
        late,
        phone: phone.map(|member| (member.name, member.phone)),
    })
}

fn lost_sentence(lost: &[&Delivery]) -> String {
    let is_certain =
        |one: &&Delivery| matches!(one.standing(), Standing::Lost(Lost { is_certain: true, .. }));
    let lost_it = if lost.iter().all(is_certain) { "has lost" } else { "may have lost" };
    let becomes = lost.iter().map(|one| Becomes::of(one)).max();
    let (had, they) = match lost {
        [_] => ("a record", "it"),
        _ => ("records", "them"),
    };
    let then = match (becomes, lost) {
        (None, _) => return String::new(),
        (Some(Becomes::Sent), [_]) => "it is being sent again. Tell somebody by phone.",
        (Some(Becomes::Sent), _) => "they are being sent again. Tell somebody by phone.",
        (Some(Becomes::AskedAbout), _) => "it is asked when there is signal. Tell somebody by phone.",
        (Some(Becomes::Theirs), [_]) => "it needs you. Look at My records.",
        (Some(Becomes::Theirs), _) => "one needs you. Look at My records.",
    };
    format!("The school had {had} of yours and {lost_it} {they}: {then} ")
}

impl Unsent {
    fn line(&self) -> El {
        let mut sentence = match (self.own, self.late) {
            (0, _) => String::new(),
            (1, false) => "1 record has not reached the school yet. ".to_owned(),
            (n, false) => format!("{n} records have not reached the school yet. "),
            (1, true) => "1 record is NOT with the school yet. Tell somebody by phone now. ".to_owned(),
            (n, true) => format!("{n} records are NOT with the school yet. Tell somebody by phone now. "),
        };
        sentence += &self.lost;
        if self.others {
            sentence += "Something that somebody wrote on this phone has not reached the school yet: find signal, and \
                         leave the app open. ";
        }
        let phone = self.phone.as_ref().map_or_else(nothing, |(name, phone)| {
            link("number", &format!("tel:{}", digits(phone)), &format!("Phone {name} {phone}"))
        });
        p(&sentence).class("state waiting").child(phone)
    }
}
