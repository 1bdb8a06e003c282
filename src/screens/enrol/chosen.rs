//! Who has opened a link on a phone that is set up, as they say themselves.

use companion_model::wire::v1::AuthorName;
use leptos::prelude::*;

/// Who opened the link.
#[derive(Clone, PartialEq)]
pub(super) enum Chosen {
    /// Somebody new to this phone.
    New,
    /// Somebody who has a place on it.
    Again(AuthorName),
    /// Somebody who has a place on it, and not its PIN.
    Forgetful(AuthorName),
}

/// Back to the question who it is.
#[component]
pub(super) fn GoBack(
    /// Has no answer then.
    chosen: RwSignal<Option<Chosen>>,
) -> impl IntoView {
    view! { <button type="button" class="quiet" on:click=move |_| chosen.set(None)>"Go back"</button> }
}
