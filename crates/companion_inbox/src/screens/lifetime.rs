//! How long a link works.

use companion_inbox::staff::LinkLifetime;
use companion_parts::view::Choice;
use leptos::prelude::*;

/// The lifetimes to choose from.
#[component]
pub fn Lifetime(
    /// The name of the group.
    #[prop(into)]
    name: String,
    /// The help below the question; empty for none.
    #[prop(optional)]
    help: &'static str,
    /// The one that is chosen.
    #[prop(into)]
    chosen: Signal<LinkLifetime>,
    /// Has the one that was pressed.
    #[prop(into)]
    then: Callback<(LinkLifetime,)>,
) -> impl IntoView {
    let options = LinkLifetime::ALL.map(|lifetime| (lifetime.words(), lifetime.words().to_owned()));
    let choose = move |words: &'static str| {
        if let Some(lifetime) = LinkLifetime::ALL.into_iter().find(|lifetime| lifetime.words() == words) {
            then.run((lifetime,));
        }
    };
    view! {
        <Choice name label="How long will the link work?" help options=options.into()
            chosen=move || chosen.get().words().to_owned() then=choose />
    }
}
