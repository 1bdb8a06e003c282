//! Practice: how a record is signed and reaches the school, with words that nobody can change.

use companion_model::concern::PRACTICE_WORDS;
use companion_parts::view::{Submit, Tone, dispatch_once, error_of};
use leptos::{ev::SubmitEvent, prelude::*};

use super::ErrorText;
use crate::{route::Page, state::companion};

/// The fixed words, and the button.
#[component]
pub fn Practice() -> impl IntoView {
    let companion = companion();
    let sign = Action::new_unsync(move |(): &()| async move {
        let id = companion.practise().await?;
        companion.router.replace_if(|page| *page == Page::Practice, Page::Delivery(id));
        Ok(())
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        dispatch_once(sign, ());
    };
    view! {
        <form autocomplete="off" on:submit=submit>
            <h1>"Practise sending a record"</h1>
            <p>"Sign this before a trip, with or without signal, to see how a record reaches your school. The \
                school lists it separately. The text can't be changed. For a real concern, use \
                Record."</p>
            <blockquote class="answer verbatim">{PRACTICE_WORDS}</blockquote>
            <ErrorText tone=Tone::Danger error=error_of(sign) />
            <Submit words="Sign and send the practice record" doing="Signing…" busy=sign.pending() />
        </form>
    }
}
