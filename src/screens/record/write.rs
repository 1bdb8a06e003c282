//! "Write it down": the child's exact words fade fastest, so this box comes first.

use companion_model::concern::{Kind, field};
use companion_parts::view::{LongText, Notice};
use leptos::prelude::*;

use super::{
    kept::{EarlierWords, KeptLine},
    questions::{Limits, Question},
};
use crate::{route::Step, state::companion};

/// The big box.
#[component]
pub fn Write() -> impl IntoView {
    let companion = companion();
    let editor = companion.editor;
    let help = field("verbatim").map(|field| field.help).unwrap_or_default();
    let keep = move |text: String| {
        editor.edit(|content| content.verbatim = text);
        if let Some(id) = editor.id_untracked() {
            companion.router.name_new_record(id);
        }
    };
    view! {
        <Question step=Step::Write>
            <h1><label for="verbatim">"Write it down"</label></h1>
            <BelongsTo />
            <LongText id="verbatim" help verbatim=true value=move || editor.text_for_box("verbatim") then=keep />
            <KeptLine />
            <Limits step=Step::Write />
            <EarlierWords step=Step::Write />
        </Question>
    }
}

/// What an addition or a correction stands beside: nothing that was signed is ever changed.
#[component]
fn BelongsTo() -> impl IntoView {
    let companion = companion();
    let sentence = Memo::new(move |_| {
        let (about, words) = match companion.editor.draft(|draft| draft.kind.clone())? {
            Kind::Concern | Kind::Practice => return None,
            Kind::Addition { about } => (about, "This will be added to"),
            Kind::Correction { about } => {
                (about, "Say what is wrong and what it should say. This will go with")
            }
        };
        let first = companion.outbox.delivery(about);
        let when = first.map_or_else(String::new, |first| format!(" on {}", first.signed_at.date_and_time()));
        Some(format!("{words} the record you signed{when}. That record won't change."))
    });
    view! {
        {move || sentence.get().map(|sentence| view! { <Notice><p>{sentence}</p></Notice> })}
    }
}
