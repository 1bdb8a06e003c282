//! The lock screen: a PIN, and what works without it.

use companion_parts::view::{Notice, ShortText, Tone};
use leptos::{prelude::*, task::spawn_local};

use crate::state::companion;

/// Asks for the PIN.
#[component]
pub fn Unlock() -> impl IntoView {
    let companion = companion();
    let pin = RwSignal::new(String::new());
    let trouble = RwSignal::new(None::<String>);
    let busy = RwSignal::new(false);
    let name =
        companion.session.enrolment_untracked().map(|enrolment| enrolment.author.name).unwrap_or_default();
    let unlock = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        spawn_local(async move {
            trouble.set(companion.session.unlock(&pin.get_untracked()).await.err());
            pin.set(String::new());
            busy.set(false);
        });
    };
    view! {
        <h1>"Your PIN"</h1>
        <p>{format!("Set up for {name}. ")}"Read and Who to call work without the PIN, and signed records go on being sent."</p>
        <form autocomplete="off" on:submit=unlock>
            <ShortText key="pin" label="PIN" kind="password" inputmode="numeric" value=pin on_input=move |text| pin.set(text) />
            <Show when=move || trouble.get().is_some()>
                <Notice tone=Tone::Waiting urgent=true><p>{move || trouble.get()}</p></Notice>
            </Show>
            <button class="main" type="submit" aria-disabled=move || busy.get().to_string()>
                {move || if busy.get() { "Unlocking…" } else { "Unlock" }}
            </button>
        </form>
    }
}
