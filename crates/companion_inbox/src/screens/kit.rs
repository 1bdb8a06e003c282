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
    let (title, what, keep) = words::keys::kit(route);
    view! {
        <article class="kit">
            <h2>{title}</h2>
            <p class="made">{format!("{school_name}. Made {made}.")}</p>
            <p>{what}</p>
            <p class="code">{code.to_string()}</p>
            <p>{keep}</p>
            <p>"When this sheet was printed, the inbox couldn't use it yet. Ask your IT support for a version \
                that can."</p>
            <p>"Anyone who has this code can use it as above. This sheet can't be printed again. Capital letters, spaces and hyphens make no difference when you type it."</p>
        </article>
    }
}
