//! What staff have sent to practise: apart from every record.

use companion_inbox::{inbox_route::InboxRoute, practice::Practised, record::Key};
use companion_parts::view::Tone;
use leptos::prelude::*;

use super::{Attempt, ErrorText, Go, notice::Notice};
use crate::state::inbox;

/// What waits for somebody, and the newest of the rest.
#[component]
pub fn Practice() -> impl IntoView {
    let inbox = inbox();
    let lines = Memo::new(move |_| inbox.practice().with(|practice| (practice.lines(), practice.count())));
    view! {
        <div class="narrow">
            <h1>"Practice"</h1>
            <p>"Staff send these to learn how a record is signed on their phone and comes here. Their words are fixed: no
                child said them, and nothing is to be done."</p>
            {move || match (inbox.looked_at(), lines.get()) {
                (None, _) => view! { <p role="status">"Opening practice…"</p> }.into_any(),
                (_, (lines, _)) if lines.is_empty() => {
                    view! { <p role="status">"Nobody has practised yet."</p> }.into_any()
                }
                (_, (lines, count)) => {
                    let earlier = count.saturating_sub(lines.len());
                    view! {
                        <ul class="staff">{lines.into_iter().map(|line| view! { <Line line /> }).collect_view()}</ul>
                        {(earlier > 0).then(|| view! {
                            <p class="help">{format!("{earlier} earlier are not shown: each was opened and has the fixed words.")}</p>
                        })}
                    }
                    .into_any()
                }
            }}
        </div>
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
    let inbox = inbox();
    let attempt = Attempt::default();
    let act = move |_| attempt.start(inbox.acknowledge_practice(key));
    let tone = if looked_at.is_some() { Tone::Plain } else { Tone::Danger };
    view! {
        <Notice tone>
            <p><strong>"These are not the words of practice. Read them, and speak to whoever sent them."</strong></p>
            <pre class="verbatim">{words}</pre>
            <ErrorText error=attempt.error />
            {match looked_at {
                Some(looked_at) => view! { <p role="status">{looked_at}</p> }.into_any(),
                None => view! {
                    <button type="button" aria-disabled=move || attempt.busy.get().to_string() on:click=act>
                        {move || if attempt.busy.get() { "Noting it…" } else { "Looked at" }}
                    </button>
                }
                .into_any(),
            }}
        </Notice>
    }
}

/// Above the records: somebody may have meant it.
#[component]
pub fn OtherWords() -> impl IntoView {
    let inbox = inbox();
    let waiting = Memo::new(move |_| inbox.practice().with(|practice| practice.waiting()));
    move || {
        (waiting.get() > 0).then(|| {
            view! {
                <Notice tone=Tone::Danger urgent=true>
                    <p>"Something came as practice that is not the words of practice. "
                        <Go to=InboxRoute::Practice>"Read it now"</Go></p>
                </Notice>
            }
        })
    }
}
