//! "Write it down": the child's exact words fade fastest, so this box comes first.

use companion_model::concern::{field, text_limits};
use companion_parts::view::{Notice, Tone, no_autocorrect};
use leptos::prelude::*;

use super::{
    Onward,
    kept::{EarlierWords, KeptLine},
};
use crate::{route::Step, state::companion};

/// The big box.
#[component]
pub fn Write() -> impl IntoView {
    let companion = companion();
    let editor = companion.editor;
    let asked = field("verbatim");
    let keep = move |event| {
        let text = event_target_value(&event);
        editor.edit(|content| content.verbatim = text);
        if let Some(id) = editor.id_untracked() {
            companion.place.name_new_record(id);
        }
    };
    let limits = move || editor.content(text_limits).unwrap_or_default();
    view! {
        <form autocomplete="off" on:submit=|event| event.prevent_default()>
            <h1><label for="verbatim">"Write it down"</label></h1>
            <p class="help" id="verbatim-help">{asked.map(|field| field.help)}</p>
            <textarea id="verbatim" name="verbatim" autocomplete="off" autocapitalize="none"
                spellcheck="false" aria-describedby="verbatim-help"
                prop:value=move || editor.text_for_box("verbatim") {..no_autocorrect()} on:input=keep></textarea>
            <KeptLine />
            <For each=limits key=|limit| limit.sentence.clone() let(limit)>
                <Notice tone=Tone::Waiting><p>{limit.sentence.clone()}</p></Notice>
            </For>
            <EarlierWords />
            <Onward step=Step::Write />
        </form>
    }
}
