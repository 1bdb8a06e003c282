//! The status line: what has not reached the school, and whom to phone. On every screen, in the same place.

use companion_browser::clock;
use companion_model::{
    Millis,
    delivery::{Delivery, Lost, Standing},
};
use companion_parts::view::{Alert, Notice, Tone};
use leptos::prelude::*;

use super::call::digits;
use crate::{
    route::Page,
    state::{Companion, Unknown},
    words,
};

/// A line for each thing that is to be said, and nothing where there is none.
#[component]
pub fn Status(
    /// The app's state: the line stands outside the app's own region of the page.
    companion: Companion,
) -> impl IntoView {
    let directory = Signal::derive(move || companion.session.directory_fault.get().map(words::directory));
    let lacks = Signal::derive(move || lacks(companion));
    let overtaken = Signal::derive(move || companion.editor.overtaken.get().as_ref().map(words::last_words));
    let fault = Signal::derive(move || companion.outbox.fault.get().as_ref().map(words::error));
    let unknown = Signal::derive(move || unknown(companion));
    let unreadable = Signal::derive(move || unreadable(companion));
    let emptied = Signal::derive(move || {
        companion.session.emptied.get().map(|counted| words::emptied_while_open(counted, clock::day_and_time))
    });
    view! {
        <Fault sentence=directory />
        <Fault sentence=lacks />
        <RunOut companion />
        <Fault sentence=overtaken />
        <Fault sentence=unknown />
        <Fault sentence=unreadable />
        <Alert tone=Tone::Danger sentence=emptied />
        <Fault sentence=fault />
        <LastWordsNotKept companion />
        <UnsentLine companion />
    }
}

/// What is wrong, for as long as it is.
#[component]
fn Fault(sentence: Signal<Option<String>>) -> impl IntoView {
    let sentence = Memo::new(move |_| sentence.get());
    view! {
        {move || sentence.get().map(|sentence| view! { <p class="state danger">{sentence}</p> })}
    }
}

/// Not on the dull page.
fn lacks(companion: Companion) -> Option<String> {
    let missing = companion.session.lacks.get().filter(|_| companion.router.page() != Page::Hide)?;
    words::lacks(missing).map(str::to_owned)
}

/// Until when the school's directory was signed, if that is over by this phone's clock.
fn run_out(companion: Companion) -> Option<Millis> {
    let directory = companion.session.directory().filter(|_| companion.router.page() != Page::Hide)?;
    directory.has_run_out(companion.clock.now_ms()).then_some(directory.valid_until)
}

#[component]
fn RunOut(companion: Companion) -> impl IntoView {
    let at = Memo::new(move |_| run_out(companion));
    view! {
        {move || {
            at.get().map(|at| {
                view! {
                    <p class="state waiting">{format!(
                        "By this phone's clock, your school's names and numbers went out of date on {}. You can \
                            still write and send. If a number doesn't work, phone the school. Ask your DSL to \
                                sign in to their inbox, which renews them.",
                        clock::day_and_time(at),
                    )}</p>
                }
            })
        }}
    }
}

/// Said on every screen but the one that hides, until the school's endpoint knows the phone again.
const UNKNOWN: &str = "The school no longer knows you on this phone, so your records are not being sent. They \
    are still here. Phone someone about anything urgent. Ask for a new link, and set yourself up again.";

/// Said before whoever shares the phone has opened it: who it is, is not said.
const SOMEBODY_UNKNOWN: &str = "The school no longer knows someone on this phone, so their records \
    are not being sent. Those are still here. Unlock your records to see if it is you.";

fn unknown(companion: Companion) -> Option<String> {
    let unknown = match companion.session.unknown_to_the_school() {
        _ if companion.router.page() == Page::Hide => return None,
        Unknown::Nobody => return None,
        Unknown::Somebody => SOMEBODY_UNKNOWN,
        Unknown::Everybody => UNKNOWN,
    };
    Some(unknown.to_owned())
}

/// Said on every screen but the one that hides: rows of a newer build, or damaged ones.
fn unreadable(companion: Companion) -> Option<String> {
    let what = match companion.outbox.unreadable.get() {
        _ if companion.router.page() == Page::Hide => return None,
        0 => return None,
        1 => "This version of the app can't read 1 thing saved on this phone. It hasn't been changed."
            .to_owned(),
        n => {
            format!(
                "This version of the app can't read {n} things saved on this phone. They haven't been changed."
            )
        }
    };
    Some(format!(
        "{what} Everything else works. If a new version is offered, use it. If that doesn't help, tell your DSL."
    ))
}

/// Said on every screen: the words are in this page and nowhere else.
#[component]
fn LastWordsNotKept(companion: Companion) -> impl IntoView {
    let why = Memo::new(move |_| companion.editor.last_words_not_kept.get());
    view! {
        {move || {
            why.get().map(|error| {
                view! {
                    <Notice tone=Tone::Danger role="alert">
                        {error.is_out_of_space().then(|| view! {
                            <p>"The phone is full. Delete some photos or videos."</p>
                        })}
                        <p>"The last thing you typed isn't saved yet. It is in this page, sealed, and nowhere else. \
                            Leave the page open, and don't restart the phone. The app keeps trying to save it."</p>
                    </Notice>
                }
            })
        }}
    }
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
    if companion.router.page() == Page::Hide {
        return None;
    }
    let (session, mut unsent) = (companion.session, companion.outbox.unsent());
    // The lock screen does not say whether somebody had begun something, and for whom.
    unsent.retain(|delivery| delivery.hands_over.is_none() || session.me() == Some(delivery.author));
    // Whoever stands before the lock screen is taken for the person whose PIN it asks for, or for the owner of a phone that
    // nobody shares.
    let reader = session.me().or_else(|| session.who().map(|who| who.id)).or_else(|| {
        match session.people().as_slice() {
            [only] => Some(only.id),
            _ => None,
        }
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
        (Some(Becomes::Sent), [_]) => "It will be sent again. Tell someone by phone.",
        (Some(Becomes::Sent), _) => "They will be sent again. Tell someone by phone.",
        (Some(Becomes::AskedAbout), _) => "The app will ask when you have signal. Tell someone by phone.",
        (Some(Becomes::Theirs), [_]) => "It needs you. Look at My records.",
        (Some(Becomes::Theirs), _) => "At least one needs you. Look at My records.",
    };
    format!("The school had {had} of yours and {lost_it} {they}. {then} ")
}

#[component]
fn UnsentLine(companion: Companion) -> impl IntoView {
    let unsent = Memo::new(move |_| unsent(companion));
    view! {
        {move || {
            unsent.get().map(|unsent| {
                let sentence = unsent.sentence();
                let number = unsent.phone.map(|(name, phone)| {
                    view! { <a class="number" href=format!("tel:{}", digits(&phone))>{format!("Phone {name} {phone}")}</a> }
                });
                view! { <p class="state waiting">{sentence}{number}</p> }
            })
        }}
    }
}

impl Unsent {
    fn sentence(&self) -> String {
        let mut sentence = match (self.own, self.late) {
            (0, _) => String::new(),
            (1, false) => "The school hasn't confirmed 1 record yet. ".to_owned(),
            (n, false) => format!("The school hasn't confirmed {n} records yet. "),
            (1, true) => "1 record is NOT with the school yet. Tell someone by phone now. ".to_owned(),
            (n, true) => format!("{n} records are NOT with the school yet. Tell someone by phone now. "),
        };
        sentence += &self.lost;
        if self.others {
            // Before the lock screen of a shared phone it may be the reader's own.
            sentence += "Something written on this phone has not reached the school yet. Find signal and leave the \
                app open. ";
        }
        sentence
    }
}
