//! The child: a name or a description.

use companion_model::concern::field;
use companion_parts::view::{El, h1, tick};

use super::{field_text, form, kept::kept_line, onward};
use crate::{route::Step, state::companion};

/// Who the child is.
pub fn which_child() -> El {
    let editor = companion().editor;
    let unknown = field("child.name").and_then(|field| field.none_words).unwrap_or_default();
    let form = form()
        .child(h1("The child"))
        .child(field_text("child.name"))
        .child(tick(
            unknown,
            move || editor.content(|content| content.child.name_unknown).unwrap_or_default(),
            move |ticked| editor.edit(|content| content.child.name_unknown = ticked),
        ))
        .child(field_text("child.description"))
        .child(kept_line());
    onward(form, Step::Child)
}
