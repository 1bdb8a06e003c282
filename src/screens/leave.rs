//! This phone: who uses it, and how to leave it.

use companion_parts::view::{El, Tone, button, el, h1, h2, link, nothing, notice, p, tick};
use leptos::{prelude::*, task::spawn_local};

use super::{
    another_pin::another_pin, compare::compare, own_pin, send_button, trouble, unlock::OPEN_WITHOUT_PIN,
    without_signal,
};
use crate::state::{Counts, Left, Work, companion};

/// What can be done with the phone as a whole.
pub fn this_phone() -> El {
    let companion = companion();
    let session = companion.session;
    let school = session.enrolment_untracked().map(|enrolment| enrolment.school_name).unwrap_or_default();
    let me = session.who_untracked().map(|who| who.name).unwrap_or_default();
    let alone = session.people_untracked().len() <= 1;
    let uses = format!("You are {me}, and what you write goes to {school}.");
    let counts = RwSignal::new(None::<Counts>);
    let looking = Work::new();
    let look = move || {
        looking.begin(async move {
            counts.set(Some(companion.on_this_phone_alone().await?));
            Ok(())
        });
    };
    look();
    el("div")
        .child(h1("This phone"))
        .child(p(&uses))
        .live(move || session.promised.get(), promise)
        .child(without_signal())
        .child(button("", "Lock it now", move || companion.lock_every_tab()))
        .child(compare())
        .child(h2("Opening it"))
        .child(without_the_pin())
        .child(another_pin())
        .child(h2("Leave it"))
        .child(p(if alone {
            "Everything is removed: your records, your PIN, the briefings and the app's files. The school keeps what it has \
             received."
        } else {
            "Your records and your PIN are removed. What others who share this phone have written stays theirs. The school \
             keeps what it has received."
        }))
        .child(trouble(Tone::Danger, looking.trouble))
        .live(
            move || counts.get(),
            move |counts| counts.as_ref().map_or_else(nothing, |counts| leaving(*counts, alone, look)),
        )
}

/// Opening it by the phone's own fingerprint, face or code, where the browser can.
fn without_the_pin() -> El {
    let session = companion().session;
    let (offered, work) = (RwSignal::new(false), Work::new());
    let me = session.who_untracked().map(|who| who.id).unwrap_or_default();
    spawn_local(async move { offered.set(session.may_have_passkey().await) });
    el("div").live(
        move || (session.opens_with_passkey(me), session.people().len() > 1, offered.get()),
        move |state| {
            let (has_one, words, name) = match *state {
                (false, _, false) => return nothing(),
                (true, true, _) => (
                    true,
                    "Others have a place on this phone now. Its own fingerprint, face or code opens what you write here until you \
                     have typed your PIN once; then your PIN alone does. If you have forgotten it, change it now.",
                    "Ask for the PIN alone",
                ),
                (true, false, _) => (
                    true,
                    "This phone's own fingerprint, face or code opens what you write here. So does your PIN. Among the phone's \
                     passwords it is called “Trip Companion”: delete it there when you do not want it any more.",
                    "Ask for the PIN alone",
                ),
                (false, _, true) => (
                    false,
                    "This phone's own fingerprint, face or code can open what you write here, beside your PIN. Whoever can \
                     unlock the phone can then read it: use this only if the phone is yours alone.",
                    OPEN_WITHOUT_PIN,
                ),
            };
            let change = move || {
                work.begin(async move {
                    if has_one { session.forget_passkey().await } else { session.make_passkey().await }
                });
            };
            el("section")
                .child(p(words))
                .child(trouble(Tone::Waiting, work.trouble))
                .child(button("", name, change))
        },
    )
}

/// What the browser answered when it was asked to keep what is written.
fn promise(promised: &Option<bool>) -> El {
    match promised {
        None => nothing(),
        Some(true) => p("This browser has promised to keep what you write until you remove it."),
        Some(false) => p(
            "This browser has not promised to keep what you write: it may remove it after weeks without use, or \
                          when the phone is full. Sign and send on the day; put the app on the home screen.",
        ),
    }
}

fn leaving(counts: Counts, alone: bool, look: impl Fn() + Copy + 'static) -> El {
    let companion = companion();
    let (pin, known) = (RwSignal::new(String::new()), RwSignal::new(counts == Counts::default()));
    let work = Work::new();
    let leave = move || {
        work.begin(async move {
            if !known.get_untracked() {
                return Err("Look at what would be gone, and tick the box. Nothing was removed.".into());
            }
            let left = companion.leave(&pin.get_untracked(), alone, counts).await;
            pin.set(String::new());
            if left.is_err() {
                look();
            }
            left
        });
    };
    let warning = (counts != Counts::default()).then(|| {
        notice(Tone::Danger).children(not_with_the_school(counts).iter().map(|sentence| p(sentence))).child(
            tick("I know. Remove it all the same", move || known.get(), move |ticked| known.set(ticked)),
        )
    });
    let words = if alone { "Remove everything from this phone" } else { "Remove my place on this phone" };
    el("form")
        .on_submit(leave)
        .children(warning)
        .child(own_pin("pin", "Your PIN", pin))
        .child(trouble(Tone::Waiting, work.trouble))
        .child(send_button(work, words.into(), "Removing…"))
}

/// What would be gone for good, and what to do first.
fn not_with_the_school(Counts { drafts, handed_over, unsent }: Counts) -> Vec<String> {
    let unsent = match unsent {
        0 => None,
        1 => Some("1 signed record is not known to be with the school.".to_owned()),
        n => Some(format!("{n} signed records are not known to be with the school.")),
    };
    let unsent =
        unsent.map(|what| format!("{what} Find signal and leave the app open until it has been received."));
    let drafts = match drafts {
        0 => None,
        1 => Some("1 unfinished record is on this phone and nowhere else. Sign it, and wait until it has been received.".to_owned()),
        n => Some(format!("{n} unfinished records are on this phone and nowhere else. Sign them, and wait until they have been received.")),
    };
    let handed_over = match handed_over {
        0 => None,
        1 => Some("1 unfinished record was handed over, and the school has it as it stands. If you want to finish it, sign it here first.".to_owned()),
        n => Some(format!("{n} unfinished records were handed over, and the school has them as they stand. If you want to finish them, sign them here first.")),
    };
    unsent.into_iter().chain(drafts).chain(handed_over).collect()
}

/// Said when it is done, and was looked at again; of an address alone it proves nothing.
pub fn left() -> El {
    let Some(why) = companion().session.has_just_left() else { return super::home::home() };
    let ordered = (why == Left::ByOrder).then(|| {
        p("The school has removed this phone from its list. It has received all that was signed, and what was \
           unfinished as it last stood; what you had deleted is gone. To write here again, ask the DSL for a new link.")
    });
    el("div")
        .child(h1("Nothing of yours is left here"))
        .children(ordered)
        .child(p(
            "It was removed, and looked for again: nothing was found. The school keeps what it has received.",
        ))
        .children(companion().session.files_stay().then(|| {
            p("The browser has not given up all of the app's own files. None of your words is in them. Close the app's other \
               tabs, and delete this site's data in the browser's settings.")
        }))
        .child(p(
            "What the phone itself keeps is not the app's to remove. If you made them, delete the passkey “Trip Companion” \
             among its passwords, and sealed files among its downloads.",
        ))
        .child(el("p").child(link("button", "/call", "Who to call")))
}

#[cfg(test)]
mod tests {
    use super::{Counts, not_with_the_school};

    #[test]
    fn what_would_be_lost_is_said_with_what_to_do_first() {
        assert!(not_with_the_school(Counts::default()).is_empty());
        let both = not_with_the_school(Counts { drafts: 2, handed_over: 1, unsent: 1 });
        assert!(both[0].starts_with("1 signed record is not known to be with the school. Find signal"));
        assert!(
            both[2].starts_with("1 unfinished record was handed over, and the school has it as it stands.")
        );
        assert!(both[1].starts_with("2 unfinished records are on this phone and nowhere else. Sign them"));
    }
}
