use companion_parts::view::Tone;
use leptos::prelude::*;

/// What is true now, what the person still has, what to do next.
#[component]
pub fn Notice(
    /// What it is about.
    #[prop(optional)]
    tone: Tone,
    /// Whether it is read out at once: it answers what the person has just done.
    #[prop(optional)]
    urgent: bool,
    /// The sentences.
    children: Children,
) -> impl IntoView {
    let role = if urgent { "alert" } else { "note" };
    view! { <div class=tone.class() role=role>{children()}</div> }
}
