//! What staff have sent to practise: apart from every record.

use companion_inbox::{inbox_route::InboxRoute, practice::Practised, record::Key};
use companion_parts::view::{Notice, Tone, busy_until_gone, dispatch_until_done, error_of};
use leptos::prelude::*;

use super::{ErrorText, Go};
use crate::state::inbox;

/// What waits for somebody, and the newest of the rest.
#[component]
pub fn Practice() -> impl IntoView {
    let inbox = inbox();
    let opening = || view! { <p role="status">"Opening practice…"</p> };
    view! {
        <div class="narrow">
            <h1>"Practice"</h1>
            <p>"Staff send these to practise. No child said the practice text. Read any that differ from it."</p>
            <Show when=move || inbox.looked_at().is_some() fallback=opening><Lines /></Show>
        </div>
    }
}

#[component]
fn Lines() -> impl IntoView {
    let inbox = inbox();
    let lines = Memo::new(move |_| inbox.practice().with(|practice| practice.lines()));
    let count = move || inbox.practice().with(|practice| practice.count());
    let earlier = Memo::new(move |_| count().saturating_sub(lines.with(Vec::len)));
    let sentence = |earlier| {
        format!("{earlier} earlier ones are not shown. Each was checked and has the practice text.")
    };
    let nobody = || view! { <p role="status">"No practice has been sent to you."</p> };
    view! {
        <Show when=move || !lines.with(Vec::is_empty) fallback=nobody>
            <ul class="staff">
                <For each=move || lines.get() key=|line| line.clone() children=|line| view! { <Line line /> } />
            </ul>
            <Show when=move || earlier.get() != 0><p class="help">{move || sentence(earlier.get())}</p></Show>
        </Show>
    }
}

#[component]
fn Line(line: Practised) -> impl IntoView {
    let Practised { key, author, proof, received, other_words, looked_at } = line;
    let other_words = other_words.map(|words| view! { <OtherWordsOf key words looked_at /> });
    view! { <li><strong>{author}</strong>" – received "<time>{received}</time>{proof}{other_words}</li> }
}

/// Somebody may have meant them. Once a member has looked they warn no more.
#[component]
fn OtherWordsOf(key: Key, words: String, looked_at: Option<String>) -> impl IntoView {
    let tone = if looked_at.is_some() { Tone::Plain } else { Tone::Danger };
    view! {
        <Notice tone>
            <p><strong>"This is not the usual practice text, or it can't be opened. Look at it, and speak to \
                the person who sent it."</strong></p>
            <pre class="verbatim">{words}</pre>
            {match looked_at {
                Some(looked_at) => view! { <p role="status">{looked_at}</p> }.into_any(),
                None => view! { <LookedAt key /> }.into_any(),
            }}
        </Notice>
    }
}

/// Says that one has looked. Once it is said the line is another one.
#[component]
fn LookedAt(key: Key) -> impl IntoView {
    let inbox = inbox();
    let note = Action::new_unsync(move |(): &()| inbox.acknowledge_practice(key));
    let busy = busy_until_gone(note);
    view! {
        <ErrorText error=error_of(note) />
        <button type="button" aria-disabled=move || busy.get().to_string()
            on:click=move |_| dispatch_until_done(note, ())>
            {move || if busy.get() { "Saving…" } else { "Mark as looked at" }}
        </button>
    }
}

/// Above the records: somebody may have meant it.
#[component]
pub fn OtherWords() -> impl IntoView {
    let inbox = inbox();
    view! {
        <Show when=move || inbox.practice().with(|practice| practice.waiting() != 0)>
            <Notice tone=Tone::Danger role="alert">
                <p>"Something that arrived as practice has other text, or can't be opened. "
                    <Go to=InboxRoute::Practice>"Read it now"</Go></p>
            </Notice>
        </Show>
    }
}
