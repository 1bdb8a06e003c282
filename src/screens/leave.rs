//! This phone: who uses it, and how to leave it.

use companion_app::AppError;
use companion_model::{delivery::Delivery, static_page::WHO_TO_CALL};
use companion_parts::view::{El, Tone, button, el, h1, h2, link, nothing, notice, p, tick};
use leptos::prelude::*;

use super::{
    another_pin::another_pin, compare::compare, error_alert, own_pin, send_button,
    technical::technical_details, unlock::OPEN_WITHOUT_PIN, without_signal,
};
use crate::state::{Belongings, Companion, Counts, Left, Work, companion};

/// What can be done with the phone as a whole.
pub fn this_phone() -> El {
    let companion = companion();
    let session = companion.session;
    let school = session.enrolment_untracked().map(|enrolment| enrolment.school_name).unwrap_or_default();
    let me = session.who_untracked().map(|who| who.name).unwrap_or_default();
    // A newer build's may be one that this one can't read.
    let school = if school.is_empty() { "your school" } else { &school };
    let uses = format!("You are {me}, and what you write goes to {school}.");
    let seen = RwSignal::new(None::<Seen>);
    // What kept it from being removed stays on the screen when it is looked at anew.
    let (looking, work) = (Work::new(), Work::new());
    let look = move || {
        looking.begin_until_done(move || async move {
            seen.try_set(Some(Seen::on(companion).await?));
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
        .child(technical_details())
        .child(h2("Leave it"))
        .live(
            move || seen.get().map(|seen| seen.belongings.alone),
            |alone| alone.map_or_else(nothing, what_goes),
        )
        .child(error_alert(Tone::Danger, looking.error))
        .live(move || seen.get(), move |seen| seen.map_or_else(nothing, |seen| leaving(seen, work, look)))
}

fn what_goes(alone: bool) -> El {
    p(if alone {
        "Everything is removed: your records, your PIN, the briefings and the app's files. The school keeps what it has \
         received."
    } else {
        "Your records and your PIN are removed. What others who share this phone have written stays theirs. The school \
         keeps what it has received."
    })
}

/// What whoever wants to leave must know, as it was when it was last looked at.
#[derive(Clone, Copy, PartialEq)]
struct Seen {
    belongings: Belongings,
    besides: Besides,
}

impl Seen {
    async fn on(companion: Companion) -> Result<Self, AppError> {
        Ok(Self { belongings: companion.belongings().await?, besides: Besides::of(companion).await? })
    }
}

/// Opening it by the phone's own fingerprint, face or code, where the browser can.
fn without_the_pin() -> El {
    let session = companion().session;
    let (offered, work) = (RwSignal::new(false), Work::new());
    let me = session.who_untracked().map(|who| who.id).unwrap_or_default();
    Work::new().begin_until_done(move || async move {
        offered.try_set(session.may_have_passkey().await?);
        Ok(())
    });
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
                .child(error_alert(Tone::Waiting, work.error))
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

fn leaving(Seen { belongings, besides }: Seen, work: Work, look: impl Fn() + Copy + 'static) -> El {
    let (companion, Belongings { counts, alone }) = (companion(), belongings);
    let (pin, known) = (RwSignal::new(String::new()), RwSignal::new(counts == Counts::default()));
    let leave = move || {
        work.begin(async move {
            if !known.get_untracked() {
                return Err(AppError::LossNotConfirmed);
            }
            let left = companion.leave(&pin.get_untracked(), belongings).await;
            pin.set(String::new());
            if left.is_err() {
                look();
            }
            left
        });
    };
    let warning = (counts != Counts::default()).then(|| {
        let sentences = not_with_the_school(counts, besides);
        notice(Tone::Danger).children(sentences.iter().map(|sentence| p(sentence))).child(tick(
            "I know. Remove it all the same",
            move || known.get(),
            move |ticked| known.set(ticked),
        ))
    });
    let words = if alone { "Remove everything from this phone" } else { "Remove my place on this phone" };
    el("form")
        .on_submit(leave)
        .children(warning)
        .child(own_pin("pin", "Your PIN", pin))
        .child(error_alert(Tone::Waiting, work.error))
        .child(send_button(work, words.into(), "Removing…"))
}

/// What of it waiting for signal does not help with.
#[derive(Clone, Copy, Default, PartialEq)]
struct Besides {
    /// Some of the unfinished records were deleted, and can be brought back.
    deleted: bool,
    /// Some of the signed ones need their author, or are not here any more to be sent.
    stuck: bool,
}

impl Besides {
    async fn of(companion: Companion) -> Result<Self, AppError> {
        let unfinished = companion.session.unfinished().await?;
        let is_stuck = |one: &Delivery| one.is_unsent() && (one.needs_its_author() || !one.bytes_kept);
        Ok(Self {
            deleted: unfinished.iter().any(|one| one.deleted_at.is_some()),
            stuck: untrack(|| companion.outbox.deliveries()).iter().any(is_stuck),
        })
    }
}

/// What would be gone for good, and what to do first.
fn not_with_the_school(Counts { drafts, handed_over, unsent }: Counts, besides: Besides) -> Vec<String> {
    let unsent = match unsent {
        0 => None,
        1 => Some("1 signed record is not known to be with the school.".to_owned()),
        n => Some(format!("{n} signed records are not known to be with the school.")),
    };
    let to_do = if besides.stuck {
        "Waiting for signal is not enough: look under My records what to do."
    } else {
        "Find signal and leave the app open until it has been received."
    };
    let unsent = unsent.map(|what| format!("{what} {to_do}"));
    let (what, first) = if besides.deleted {
        ("unfinished or deleted", " A deleted one can be brought back under My records.")
    } else {
        ("unfinished", "")
    };
    let drafts = match drafts {
        0 => None,
        1 => Some(format!(
            "1 {what} record is on this phone and nowhere else.{first} Sign it, and wait until it has been received."
        )),
        n => Some(format!(
            "{n} {what} records are on this phone and nowhere else.{first} Sign them, and wait until they have been received."
        )),
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
        .child(el("p").child(link("button", "/call", WHO_TO_CALL)))
}

#[cfg(test)]
mod tests {
    use super::{Besides, Counts, not_with_the_school};

    #[test]
    fn what_would_be_lost_is_said_with_what_to_do_first() {
        let nothing = Besides::default();
        assert!(not_with_the_school(Counts::default(), nothing).is_empty());
        let both = not_with_the_school(Counts { drafts: 2, handed_over: 1, unsent: 1 }, nothing);
        assert!(both[0].starts_with("1 signed record is not known to be with the school. Find signal"));
        assert!(
            both[2].starts_with("1 unfinished record was handed over, and the school has it as it stands.")
        );
        assert!(both[1].starts_with("2 unfinished records are on this phone and nowhere else. Sign them"));
    }

    #[test]
    fn nobody_is_told_to_wait_for_what_does_not_come() {
        let counts = Counts { drafts: 1, handed_over: 0, unsent: 1 };
        let said = not_with_the_school(counts, Besides { deleted: true, stuck: true });
        assert!(said[0].ends_with("look under My records what to do."), "{said:?}");
        assert!(said[1].starts_with("1 unfinished or deleted record is on this phone"), "{said:?}");
        assert!(said[1].contains("brought back under My records. Sign it"), "{said:?}");
    }
}
