//! "Is anyone in danger right now?" Yes and not sure show whom to call first, and let the person go on.

use companion_model::concern::{Content, Danger};
use companion_parts::view::{Notice, Tone};
use leptos::prelude::*;

use super::{
    kept::KeptLine,
    questions::{Fields, Question},
};
use crate::{route::Step, screens::call::RoutePeople, state::companion};

/// The question, and 999.
#[component]
pub fn DangerNow() -> impl IntoView {
    let editor = companion().editor;
    let needs_a_call = move || {
        let danger = |content: &Content| matches!(content.danger, Some(Danger::Yes | Danger::NotSure));
        editor.content(danger).unwrap_or_default()
    };
    view! {
        <Question step=Step::Danger>
            <Fields step=Step::Danger />
            <Show when=needs_a_call>
                <Notice tone=Tone::Danger role="alert">
                    <p>"Phone first. Your record can wait."</p>
                    <p><a class="call danger" href="tel:999">"Phone 999"</a></p>
                    <RoutePeople />
                </Notice>
            </Show>
            <KeptLine />
        </Question>
    }
}
