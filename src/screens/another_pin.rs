//! Another PIN, for whoever was watched typing theirs or has a better one.

use companion_parts::view::{El, Tone, button, el, notice, p};
use leptos::prelude::*;

use super::{new_pin::NewPin, own_pin, send_button, trouble, unlock::passkey};
use crate::state::{Work, companion};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    Offer,
    Form,
    Changed,
}

/// Offers another PIN, asks for it, and says when it is the one.
pub fn another_pin() -> El {
    let shown = RwSignal::new(Shown::Offer);
    el("div").live(
        move || shown.get(),
        move |now| match now {
            Shown::Offer => button("", "Change the PIN", move || shown.set(Shown::Form)),
            Shown::Form => form(shown),
            Shown::Changed => notice(Tone::Plain).attr("role", "status").child(p(
                "The PIN is changed. From now on the new one opens what you write here, and the earlier one opens nothing.",
            )),
        },
    )
}

fn form(shown: RwSignal<Shown>) -> El {
    let session = companion().session;
    let (pin, new, work) = (RwSignal::new(String::new()), NewPin::new(), Work::new());
    let change = move |with_passkey| {
        let (typed, chosen) = (pin.get_untracked(), new.chosen("The PIN is as it was."));
        work.begin(async move {
            let (chosen, locks) = (chosen?, session.locks());
            pin.set(String::new());
            let (profile, opened) = if with_passkey {
                session.open_with_passkey().await?
            } else {
                session.open_my_vault(&typed).await?
            };
            session.takes_pin(&profile, &opened, locks, &chosen).await?;
            shown.set(Shown::Changed);
            Ok(())
        });
    };
    el("section")
        .child(p(
            "Choose another PIN. Nobody can look it up for you, not even your school: keep it in your head. Your records stay \
             as they are.",
        ))
        .child(
            el("form")
                .on_submit(move || change(false))
                .child(new.boxes("New PIN, six digits or more", "The new PIN once more"))
                .child(own_pin("pin-now", "The PIN you have now", pin))
                .child(trouble(Tone::Waiting, work.trouble))
                .child(send_button(work, "Use the new PIN".into(), "Changing…")),
        )
        .child(passkey("Use it, with fingerprint, face or code", move || change(true)))
        .child(button("quiet", "Keep the PIN you have", move || shown.set(Shown::Offer)))
}
