//! The lock screen: a PIN, and what works without it.

use companion_parts::view::{El, Line, Tone, el, h1, p, short_text};
use leptos::prelude::*;

use super::{send_button, trouble};
use crate::state::{Work, companion};

/// Asks for the PIN.
pub fn unlock() -> El {
    let companion = companion();
    let pin = RwSignal::new(String::new());
    let work = Work::new();
    let name =
        companion.session.enrolment_untracked().map(|enrolment| enrolment.author.name).unwrap_or_default();
    let unlock = move || {
        work.begin(async move {
            let unlocked = companion.session.unlock(&pin.get_untracked()).await;
            pin.set(String::new());
            unlocked
        });
    };
    let form = el("form")
        .on_submit(unlock)
        .child(short_text(Line::Pin, "pin", "PIN", "", move || pin.get(), move |text| pin.set(text)))
        .child(trouble(Tone::Waiting, work.trouble))
        .child(send_button(work, "Unlock".into(), "Unlocking…"));
    el("div")
        .child(h1("Your PIN"))
        .child(p(&format!(
            "Set up for {name}. Read and Who to call work without the PIN, and signed records go on being sent."
        )))
        .child(form)
}
