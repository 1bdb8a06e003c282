//! "Is anyone in danger right now?" Yes and not sure show whom to call first, and let the person go on.

use companion_model::concern::{Danger, Step};
use companion_parts::view::{El, Tone, alert, el, link, p};

use super::{controls::control, form, kept::kept_line, onward};
use crate::{screens::call::route_people, state::companion};

/// The question, and 999.
pub fn danger_now() -> El {
    let editor = companion().editor;
    let needs_a_call = move || {
        let danger = |content: &companion_model::concern::Content| {
            matches!(content.danger, Some(Danger::Yes | Danger::NotSure))
        };
        editor.content(danger).unwrap_or_default()
    };
    let form = form()
        .children(Step::Danger.fields().into_iter().map(control))
        .when(needs_a_call, || {
            alert(Tone::Danger)
                .child(p("Phone first. Your record is saved and will wait."))
                .child(el("p").child(link("call danger", "tel:999", "Phone 999")))
                .child(route_people())
        })
        .child(kept_line());
    onward(form, Step::Danger)
}
