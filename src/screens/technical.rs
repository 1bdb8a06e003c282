//! What whoever helps may want to know of this phone. It is copied by its person, and sent nowhere.

use companion_parts::view::{El, button, el, h2, nothing, p};
use leptos::{prelude::*, task::spawn_local};

use crate::state::copy_technical_details;

/// Offers the technical details, and shows what was copied.
pub fn technical_details() -> El {
    let shown = RwSignal::new(None::<(String, bool)>);
    let copy = move || {
        spawn_local(async move {
            // Whoever has gone to another page meanwhile needs no answer.
            shown.try_set(Some(copy_technical_details().await));
        });
    };
    el("section")
        .child(h2("If something does not work"))
        .child(p("Whoever helps you may ask for technical details: what the app was doing when something failed. There is \
                  nothing in them that you or anybody wrote, and no name."))
        .child(button("", "Copy technical details", copy))
        .live(move || shown.get(), |shown| shown.as_ref().map_or_else(nothing, |(text, done)| copied(text, *done)))
}

fn copied(text: &str, is_copied: bool) -> El {
    let words = if is_copied { "Copied:" } else { "Not copied. Hold the text, and copy it:" };
    el("div")
        .child(p(words).attr("role", "status"))
        .child(el("pre").class("technical").attr("tabindex", "0").text(text))
}
