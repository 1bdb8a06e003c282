//! Another PIN, for whoever was watched typing theirs or has a better one.

use companion_app::AppError;
use companion_parts::view::{El, Tone, button, el, notice, p};
use leptos::prelude::*;

use super::{error_alert, new_pin::NewPin, own_pin, send_button, unlock::passkey};
use crate::state::{OpenWith, Work, companion};

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
    let companion = companion();
    let session = companion.session;
    let me = session.who_untracked().map(|who| who.id).unwrap_or_default();
    let (pin, new, work) = (RwSignal::new(String::new()), NewPin::new(), Work::new());
    let change = move |with_passkey: bool| {
        let typed = pin.get_untracked();
        let chosen = new.chosen((!with_passkey).then_some(&typed));
        work.begin(async move {
            let unchanged = |why: AppError| why.leaves_pin();
            let (chosen, locks) = (chosen.map_err(|why| unchanged(why.into()))?, session.locks());
            pin.set(String::new());
            let with = if with_passkey { OpenWith::Passkey } else { OpenWith::Pin(&typed) };
            let (profile, opened) = session.open_my_vault(with).await.map_err(unchanged)?;
            let is_awaited = move || work.is_awaited() && session.locks() == locks;
            session.change_pin(&profile, &opened, &chosen, is_awaited).await?;
            // Other tabs hold what the earlier PIN opened.
            companion.outbox.notify_people_change();
            shown.set(Shown::Changed);
            Ok(())
        });
    };
    let keep = move || button("quiet", "Keep the PIN you have", move || shown.set(Shown::Offer));
    el("section")
        .child(p(
            "Nobody can look a PIN up for you, not even your school, so choose one you will remember. Your records stay as they are.",
        ))
        .child(
            el("form")
                .on_submit(move || change(false))
                .child(own_pin("pin-now", "The PIN you have now", pin))
                .child(new.boxes("New PIN, six digits or more", "The new PIN once more"))
                .child(error_alert(Tone::Waiting, work.error))
                .child(send_button(work, "Use the new PIN".into(), "Changing…")),
        )
        .child(passkey(me, "Confirm with fingerprint, face or code", move || change(true)))
        .when(move || !work.is_under_way(), keep)
}
