//! Boxes for a PIN: digits for a thumb, letters for whoever has chosen a passphrase.

use companion_parts::view::{Line, ShortText};
use leptos::prelude::*;

/// A box for a PIN.
#[component]
pub fn PinBox(
    /// Its id on the page.
    id: &'static str,
    /// Which PIN.
    label: &'static str,
    /// The help between label and box.
    #[prop(optional)]
    help: &'static str,
    /// What is typed.
    value: RwSignal<String>,
    /// Whether a phone shows all keys for it; shared with another box for the same.
    letters: RwSignal<bool>,
) -> impl IntoView {
    view! { <ShortText line=Line::Pin { letters } id label help value then=move |text| value.set(text) /> }
}

/// A box for one's own PIN.
#[component]
pub fn OwnPin(
    /// Its id on the page.
    #[prop(default = "pin")]
    id: &'static str,
    /// Which PIN.
    #[prop(default = "PIN")]
    label: &'static str,
    /// What is typed.
    value: RwSignal<String>,
) -> impl IntoView {
    let letters = RwSignal::new(false);
    view! {
        <PinBox id label value letters />
        <Letters words="My PIN has letters" letters />
    }
}

/// Asks for all keys, where a phone would show the digits alone.
#[component]
pub fn Letters(
    /// What the button says.
    words: &'static str,
    /// Whether they are shown.
    letters: RwSignal<bool>,
) -> impl IntoView {
    view! {
        <Show when=move || !letters.get()>
            <button type="button" class="quiet" on:click=move |_| letters.set(true)>{words}</button>
        </Show>
    }
}
