//! The child: a name or a description.

use companion_model::concern::field;
use companion_parts::view::Tick;
use leptos::prelude::*;

use super::{FieldText, Onward, kept::KeptLine};
use crate::{route::Step, state::companion};

/// Who the child is.
#[component]
pub fn WhichChild() -> impl IntoView {
    let editor = companion().editor;
    let unknown = field("child.name").and_then(|field| field.none_words).unwrap_or_default();
    view! {
        <form autocomplete="off" on:submit=|event| event.prevent_default()>
            <h1>"The child"</h1>
            <FieldText key="child.name" />
            <Tick label=unknown
                ticked=Signal::derive(move || editor.content(|content| content.child.name_unknown).unwrap_or_default())
                on_change=move |ticked| editor.edit(|content| content.child.name_unknown = ticked) />
            <FieldText key="child.description" />
            <KeptLine />
            <Onward step=Step::Child />
        </form>
    }
}
