//! Practice: how a record is signed and reaches the school, with words that nobody can change.

use companion_model::concern::PRACTICE_WORDS;
use companion_parts::view::{El, Tone, el, h1, p};

use super::{error_alert, send_button};
use crate::{
    route::Page,
    state::{Work, companion},
};

/// The fixed words, and the button.
pub fn practice() -> El {
    let companion = companion();
    let work = Work::new();
    let send = move || {
        work.begin(async move {
            let id = companion.practise().await?;
            companion.place.instead_of(|page| *page == Page::Practice, Page::Delivery(id));
            Ok(())
        });
    };
    el("form")
        .on_submit(send)
        .child(h1("Practise sending a record"))
        .child(p("Sign this before a trip, with signal or without, to see how a record goes to your school. The school lists it apart \
                  from all real records. The text can't be changed. For a real concern, use Record."))
        .child(el("blockquote").class("answer verbatim").text(PRACTICE_WORDS))
        .child(error_alert(Tone::Danger, work.error))
        .child(send_button(work, "Sign and send the practice record".into(), "Signing…"))
}
