//! Kits: sheets of paper that hold keys. One for each route, one for the root key.

use companion_inbox::words;
use companion_model::Route;
use leptos::prelude::*;
use zeroize::Zeroizing;

/// One sheet.
#[component]
pub fn Kit(
    /// The school's name.
    school_name: String,
    /// The route; `None` for the root key.
    route: Option<Route>,
    /// The code.
    code: Zeroizing<String>,
    /// When it was made.
    made: String,
) -> impl IntoView {
    let (title, what, keep) = sentences(route);
    view! {
        <article class="kit">
            <h2>{title}</h2>
            <p class="made">{format!("{school_name}. Made {made}.")}</p>
            <p>{what}</p>
            <p class="code">{code.to_string()}</p>
            <p>{keep}</p>
            <p>"When this sheet was printed, the inbox had no page that takes it: ask whoever runs the endpoint for a version that
                has one."</p>
            <p>"Anybody who reads this code can do what it says above. There is no other copy, and nobody can make one. Small
                and capital letters, spaces and hyphens make no difference when it is typed in."</p>
        </article>
    }
}

fn sentences(route: Option<Route>) -> (String, String, String) {
    let Some(route) = route else {
        return (
            "Kit for the school's root key".to_owned(),
            "This code introduces new keys to every phone of the school. It opens no record.".to_owned(),
            "Keep it in a safe that two people must open together, apart from the other kits.".to_owned(),
        );
    };
    (
        format!("Kit for records to {}", route.people()),
        format!(
            "This code is the key that opens the records sent to {}. Should a laptop be lost, or a passphrase forgotten, \
             it is the copy that is left.",
            route.people()
        ),
        format!("Keep it in a safe to which only these people have the key: {}.", words::route(route)),
    )
}
