//! The lock screen: a PIN, and what works without it.

use companion_parts::view::{El, Line, Tone, el, h1, p, short_text, submit};
use leptos::{prelude::*, task::spawn_local};

use super::trouble;
use crate::state::companion;

/// Asks for the PIN.
pub fn unlock() -> El {
    let companion = companion();
    let pin = RwSignal::new(String::new());
    let sentence = RwSignal::new(None::<String>);
    let busy = RwSignal::new(false);
    let name =
        companion.session.enrolment_untracked().map(|enrolment| enrolment.author.name).unwrap_or_default();
    let unlock = move || {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        spawn_local(async move {
            sentence.set(companion.session.unlock(&pin.get_untracked()).await.err());
            pin.set(String::new());
            busy.set(false);
        });
    };
    let form = el("form")
        .on_submit(unlock)
        .child(short_text(Line::Pin, "pin", "PIN", "", move || pin.get(), move |text| pin.set(text)))
        .child(trouble(Tone::Waiting, sentence))
        .child(submit(
            move || if busy.get() { "Unlocking…" } else { "Unlock" }.to_owned(),
            move || busy.get(),
        ));
    el("div")
        .child(h1("Your PIN"))
        .child(p(&format!(
            "Set up for {name}. Read and Who to call work without the PIN, and signed records go on being sent."
        )))
        .child(form)
}
