//! Six words, shown once.

use companion_inbox::missing::Missing;
use companion_parts::view::Tick;
use leptos::prelude::*;
use zeroize::Zeroizing;

use super::ErrorText;

/// The words and the link they open; on from here only with a tick.
#[component]
pub fn Passphrase(
    /// The words.
    words: Zeroizing<String>,
    /// The inbox link.
    link: String,
    /// Where the button leads.
    on_to: &'static str,
    /// Set by the button.
    has_words: RwSignal<bool>,
) -> impl IntoView {
    let written = RwSignal::new(false);
    let error = RwSignal::new(None);
    let go_on = move |_| {
        if written.get_untracked() {
            has_words.set(true);
        } else {
            error.set(Some(Missing::WrittenWords));
        }
    };
    view! {
        <h2>"Your passphrase"</h2>
        <p>"These six words open your inbox. They are shown once, here, and are not stored anywhere. Write them \
            on paper and keep it where only you can reach it."</p>
        <p class="code passphrase" id="passphrase-words">{words.to_string()}</p>
        <h2>"Your inbox link"</h2>
        <p>"You will sign in with this link. Copy it and keep it. It isn't secret."</p>
        <p class="link">{link}</p>
        <Tick label="I have written it down" ticked=written then=move |ticked| written.set(ticked) />
        <ErrorText error />
        <button type="button" class="main" on:click=go_on>{on_to}</button>
    }
}
