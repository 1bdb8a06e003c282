//! What can't be taken back is asked once more before it is done.

use companion_parts::view::{Notice, Tone};
use leptos::prelude::*;

/// A button; the question it asks; and only then the act.
#[component]
pub fn AskedTwice(
    /// What the button says that asks.
    name: String,
    /// What is asked, as things are then.
    #[prop(into)]
    question: Signal<String>,
    /// What the button says that does it.
    yes: &'static str,
    /// The act.
    #[prop(into)]
    then: Callback<()>,
    /// Whether it is being done.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// Why it was not done.
    #[prop(optional)]
    children: Option<ChildrenFn>,
) -> impl IntoView {
    let asked = RwSignal::new(false);
    let ask = move || {
        let name = name.clone();
        view! { <p><button type="button" class="quiet" on:click=move |_| asked.set(true)>{name}</button></p> }
    };
    view! {
        <Show when=move || asked.get() fallback=ask>
            <Notice tone=Tone::Waiting clone:children>
                <p>{question}</p>
                {children.map(|children| children())}
                <button type="button" class="main" aria-disabled=move || busy.get().to_string()
                    on:click=move |_| then.run(())>
                    {yes}
                </button>
                <button type="button" class="quiet" on:click=move |_| asked.set(false)>"No"</button>
            </Notice>
        </Show>
    }
}
