//! "What do you need?"

use companion_parts::view::{Notice, Tone};
use leptos::prelude::*;

use crate::{
    pwa::Update,
    state::{Phase, companion},
};

/// The start: four ways on, and what waits.
#[component]
pub fn Home() -> impl IntoView {
    let companion = companion();
    view! {
        <h1>"What do you need?"</h1>
        <nav class="choices" aria-label="What do you need?">
            <a class="choice danger" href="/call">"A child is in danger now"</a>
            <a class="choice" href="/record">"Record a concern"</a>
            <a class="choice" href="/read">"Read a briefing"</a>
            <a class="choice" href="/call">"Who to call"</a>
        </nav>
        {move || match companion.session.phase() {
            Phase::NotEnrolled => view! {
                <Notice tone=Tone::Waiting>
                    <p>"This phone is not set up for your school yet: it can show briefings and numbers, and keeps no
                        records. Ask your DSL for a link, and open it here while you have signal."</p>
                </Notice>
            }.into_any(),
            Phase::CannotKeep(sentence) => view! {
                <Notice tone=Tone::Danger><p>{sentence}</p></Notice>
            }.into_any(),
            Phase::Locked => view! { <p><a class="button" href="/records">"Unlock my records"</a></p> }.into_any(),
            _ => ().into_any(),
        }}
        <NewVersion />
    }
}

/// A new version is offered when every word is committed and nothing is being sent.
#[component]
fn NewVersion() -> impl IntoView {
    let companion = companion();
    let update = expect_context::<Update>();
    let busy = RwSignal::new(false);
    let take = move |_| {
        let settled = companion.editor.is_settled() && !companion.outbox.is_sending_untracked();
        busy.set(!settled);
        if settled {
            update.take();
        }
    };
    view! {
        <Show when=move || update.is_ready()>
            <Notice>
                <p>"A new version of this app is ready. Your records stay as they are."</p>
                <Show when=move || busy.get()><p>"Words are being kept or sent this moment. Press again in a while."</p></Show>
                <button type="button" on:click=take>"Use the new version"</button>
            </Notice>
        </Show>
    }
}
