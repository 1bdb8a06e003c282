//! What the screen may say of the words in the box, and the way back to earlier ones.

use companion_model::delivery::NOT_FINISHED;
use companion_parts::view::{Notice, Tone};
use leptos::{prelude::*, task::spawn_local};

use crate::state::{Earlier, Keeping, Kept, companion};

/// Where the words are. "Kept" is said of what has been committed, and of nothing else.
#[component]
pub fn KeptLine() -> impl IntoView {
    let editor = companion().editor;
    let kept = move || match editor.keeping() {
        Keeping::Nothing => None,
        Keeping::Saving(kept) => kept,
        Keeping::Kept(kept) => Some(kept),
        Keeping::Failed(_) => None,
    };
    view! {
        <p class="kept" role="status" data-kept=move || kept().map(|kept| kept.characters.to_string())>
            <span class="state waiting">{NOT_FINISHED}</span>
            {move || kept().map(|kept| view! { <span class="count">{characters(&kept)}</span> })}
        </p>
        {move || match editor.keeping() {
            Keeping::Failed(sentence) => Some(view! {
                <Notice tone=Tone::Danger urgent=true>
                    <p>{sentence}</p>
                    <p>"The last words are in the box and nowhere else. Leave this page open: it tries again by itself.
                        Phone the DSL, and copy the words to paper."</p>
                </Notice>
            }),
            _ => None,
        }}
    }
}

fn characters(kept: &Kept) -> String {
    let noun = if kept.characters == 1 { "character" } else { "characters" };
    format!(" {} {noun} kept at {}", kept.characters, kept.at.hours_and_minutes())
}

/// "Bring back earlier words".
#[component]
pub fn EarlierWords() -> impl IntoView {
    let editor = companion().editor;
    let rows = RwSignal::new_local(None::<Vec<Earlier>>);
    let open = move |_| spawn_local(async move { rows.set(Some(editor.earlier().await)) });
    let close = move |_| rows.set(None);
    let one = move |earlier: Earlier| {
        let when = earlier.taken_at().date_and_time();
        let text = earlier.text().to_owned();
        let bring_back = move |_| {
            editor.bring_back(&earlier);
            rows.set(None);
        };
        view! {
            <li class="earlier">
                <p class="help">{format!("{when} · {} characters", text.chars().count())}</p>
                <blockquote>{text}</blockquote>
                <button type="button" on:click=bring_back>"Bring these words back"</button>
            </li>
        }
    };
    view! {
        {move || match rows.get() {
            None => view! { <button type="button" class="quiet" on:click=open>"Bring back earlier words"</button> }.into_any(),
            Some(found) if found.is_empty() => view! {
                <Notice><p>"No earlier words have been put by yet. That happens when many words are deleted at once, and
                    while you write on."</p></Notice>
            }.into_any(),
            Some(found) => view! {
                <section aria-label="Earlier words">
                    <h2>"Earlier words"</h2>
                    <p>"What is in the box now is put by first, so this can be undone too."</p>
                    <ul class="plain">{found.into_iter().map(one).collect_view()}</ul>
                    <button type="button" class="quiet" on:click=close>"Leave the box as it is"</button>
                </section>
            }.into_any(),
        }}
    }
}
