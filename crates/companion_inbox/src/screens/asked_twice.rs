//! What can't be taken back is asked once more before it is done.

use companion_parts::view::Tone;
use leptos::prelude::*;

use super::{Attempt, ErrorText, notice::Notice};

/// A button; the question it asks; and only then the act.
#[component]
pub fn AskedTwice(
    /// What the button says that asks.
    name: String,
    /// What is asked, as things are then.
    question: impl Fn() -> String + Send + Sync + Clone + 'static,
    /// What the button says that does it.
    yes: &'static str,
    /// The act.
    act: impl Fn() + Send + Sync + Clone + 'static,
    /// Whether it is being done, and why it was not.
    #[prop(optional)]
    attempt: Attempt,
) -> impl IntoView {
    let asked = RwSignal::new(false);
    move || {
        let (question, act) = (question.clone(), act.clone());
        if !asked.get() {
            let ask = move |_| asked.set(true);
            return view! { <p><button type="button" class="quiet" on:click=ask>{name.clone()}</button></p> }
                .into_any();
        }
        view! {
            <Notice tone=Tone::Waiting>
                <p>{question}</p>
                <ErrorText error=attempt.error />
                <button type="button" class="main" aria-disabled=move || attempt.busy.get().to_string() on:click=move |_| act()>
                    {yes}
                </button>
                <button type="button" class="quiet" on:click=move |_| asked.set(false)>"No"</button>
            </Notice>
        }
        .into_any()
    }
}
