//! What whoever helps may want to know of this phone. It is copied by its person, and sent nowhere.

use leptos::{prelude::*, task::spawn_local};

use crate::state::copy_technical_details;

/// Offers the technical details, and shows what was copied.
#[component]
pub fn TechnicalDetails() -> impl IntoView {
    let shown = RwSignal::new(None::<(String, bool)>);
    let copy = move |_| {
        spawn_local(async move {
            // Whoever has gone to another page meanwhile needs no answer.
            shown.try_set(Some(copy_technical_details().await));
        });
    };
    view! {
        <section>
            <h2>"If something does not work"</h2>
            <p>"Anyone helping you may ask for technical details. They say what the app was doing when \
                something failed. They contain no names and nothing anyone wrote."</p>
            <button type="button" on:click=copy>"Copy technical details"</button>
            {move || shown.get().map(|(text, is_copied)| view! { <Copied text is_copied /> })}
        </section>
    }
}

#[component]
fn Copied(text: String, is_copied: bool) -> impl IntoView {
    let words = if is_copied { "Copied:" } else { "Not copied. Press and hold the text, then copy it:" };
    view! {
        <p role="status">{words}</p>
        <pre class="technical" tabindex="0">{text}</pre>
    }
}
