//! "Is anyone in danger right now?" Yes and not sure show whom to call first, and let the person go on.

use companion_model::concern::Danger;
use companion_parts::view::{Notice, Tone};
use leptos::prelude::*;

use super::{FieldChoice, Onward, kept::KeptLine};
use crate::{route::Step, screens::call::RoutePeople, state::companion};

/// The question, and 999.
#[component]
pub fn DangerNow() -> impl IntoView {
    let editor = companion().editor;
    let danger = move || editor.content(|content| content.danger.clone()).flatten();
    let needs_a_call = move || matches!(danger(), Some(Danger::Yes | Danger::NotSure));
    view! {
        <form autocomplete="off" on:submit=|event| event.prevent_default()>
            <FieldChoice key="danger" options=Danger::OPTIONS
                chosen=|content| content.danger.as_ref().map(|danger| danger.key().to_owned()).unwrap_or_default()
                choose=|content, key| content.danger = Some(Danger::from_key(key)) />
            <Show when=needs_a_call>
                <Notice tone=Tone::Danger urgent=true>
                    <p>"Call first. Your words are kept, and this page waits."</p>
                    <p><a class="call danger" href="tel:999">"Phone 999"</a></p>
                    <RoutePeople />
                </Notice>
            </Show>
            <KeptLine />
            <Onward step=Step::Danger />
        </form>
    }
}
