//! The lock screen: who one is, where several share a phone; a PIN; and what works without it.

use companion_model::wire::v1::AuthorName;
use companion_parts::view::{El, Line, Tone, button, el, h1, p, short_text};
use leptos::prelude::*;

use super::{send_button, trouble};
use crate::state::{Work, companion};

/// Asks for the PIN.
pub fn unlock() -> El {
    let session = companion().session;
    el("div").live(move || session.who(), |who| who.as_ref().map_or_else(who_are_you, pin_of))
}

fn who_are_you() -> El {
    let session = companion().session;
    let people = session.people().into_iter().map(|person| {
        let name = person.name.clone();
        el("li").child(button("choice", &name, move || session.is_used_by(Some(person.clone()))))
    });
    el("div")
        .child(h1("Who are you?"))
        .child(p("Each of you has a PIN of your own. Nobody sees what another has written."))
        .child(el("ul").class("plain choices").children(people))
}

fn pin_of(who: &AuthorName) -> El {
    let session = companion().session;
    let pin = RwSignal::new(String::new());
    let work = Work::new();
    let unlock = move || {
        work.begin(async move {
            let unlocked = session.unlock(&pin.get_untracked()).await;
            pin.set(String::new());
            unlocked
        });
    };
    let form = el("form")
        .on_submit(unlock)
        .child(short_text(Line::Pin, "pin", "PIN", "", move || pin.get(), move |text| pin.set(text)))
        .child(trouble(Tone::Waiting, work.trouble))
        .child(send_button(work, "Unlock".into(), "Unlocking…"));
    let others = session.people().len() > 1;
    let somebody_else =
        others.then(|| button("quiet", "I am somebody else", move || session.is_used_by(None)));
    el("div")
        .child(h1("Your PIN"))
        .child(p(&format!(
            "Set up for {}. Read and Who to call work without the PIN, and signed records go on being sent.",
            who.name
        )))
        .child(form)
        .children(somebody_else)
}
