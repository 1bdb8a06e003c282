//! This version of the app: whether it opens without signal, and whether a newer one waits.

use companion_parts::view::{Notice, Tone};
use leptos::prelude::*;

use crate::state::{Readiness, Update, WithoutSignal, companion};

/// Whether the app opens without signal, as it is this moment. Where a new version is whole and this one is not, the server
/// has this one's files no more: then only the new one opens without signal.
#[component]
pub fn OpensWithoutSignal() -> impl IntoView {
    let (without_signal, update) = (expect_context::<WithoutSignal>(), expect_context::<Update>());
    let known = Memo::new(move |_| (without_signal.readiness(), update.is_ready()));
    view! {
        <div class="without-signal">
            {move || match known.get() {
                (Readiness::Unknown, _) => ().into_any(),
                (Readiness::Impossible, _) => view! {
                    <Notice tone=Tone::Waiting><p>"This browser can't open the app without signal."</p></Notice>
                }
                .into_any(),
                (Readiness::NotYet, true) => view! {
                    <NewVersion tone=Tone::Waiting words="A new version is ready. Use it, and the app opens without signal. \
                        Your records stay as they are." />
                }
                .into_any(),
                (Readiness::NotYet, false) => view! {
                    <Notice tone=Tone::Waiting>
                        <p>"Not ready to open without signal yet. Leave the app open while you have signal. It \
                            keeps trying."</p>
                    </Notice>
                }
                .into_any(),
                (Readiness::Ready, _) => view! { <p>"Opens without signal."</p> }.into_any(),
            }}
        </div>
    }
}

/// A newer version waits, and this one does without it: else it is offered beside what is missing.
#[component]
pub fn Newer() -> impl IntoView {
    let (update, without_signal) = (expect_context::<Update>(), expect_context::<WithoutSignal>());
    view! {
        <Show when=move || update.is_ready() && without_signal.readiness() != Readiness::NotYet>
            <NewVersion tone=Tone::Plain words="A new version of this app is ready. Your records stay as they are." />
        </Show>
    }
}

/// Offers the new version. It is taken when every word is committed and nothing is being sent.
#[component]
fn NewVersion(tone: Tone, words: &'static str) -> impl IntoView {
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
        <Notice tone>
            <p>{words}</p>
            <Show when=move || busy.get()><p>"Something is still being saved or sent. Try again in a moment."</p></Show>
            <button type="button" on:click=take>"Use the new version"</button>
        </Notice>
    }
}
