//! What staff have sent to practise: apart from every record.

use companion_inbox::{place::Place, practice::Practised};
use companion_parts::view::Tone;
use leptos::prelude::*;

use super::{Go, notice::Notice};
use crate::state::office;

/// The newest of it.
#[component]
pub fn Practice() -> impl IntoView {
    let office = office();
    view! {
        <div class="narrow">
            <h1>"Practice"</h1>
            <p>"Staff send these to learn how a record is signed on their phone and comes here. Their words are fixed: no
                child said them, and nothing is to be done."</p>
            {move || match (office.looked_at(), office.practised()) {
                (None, _) => view! { <p role="status">"Opening practice…"</p> }.into_any(),
                (_, rows) if rows.is_empty() => view! { <p role="status">"Nobody has practised yet."</p> }.into_any(),
                (_, rows) => {
                    view! { <ul class="staff">{rows.into_iter().map(|row| view! { <Line row /> }).collect_view()}</ul> }
                        .into_any()
                }
            }}
        </div>
    }
}

#[component]
fn Line(row: Practised) -> impl IntoView {
    let Practised { author, proof, received, other_words } = row;
    let other_words = other_words.map(|words| {
        view! {
            <Notice tone=Tone::Danger>
                <p><strong>"These are not the words of practice. Read them, and speak to whoever sent them."</strong></p>
                <pre class="verbatim">{words}</pre>
            </Notice>
        }
    });
    view! { <li><strong>{author}</strong>" – received "<time>{received}</time>{proof}{other_words}</li> }
}

/// Above the records: somebody may have meant it.
#[component]
pub fn OtherWords() -> impl IntoView {
    let office = office();
    let came = Memo::new(move |_| office.practised().iter().any(|row| row.other_words.is_some()));
    move || {
        came.get().then(|| {
            view! {
                <Notice tone=Tone::Danger urgent=true>
                    <p>"Something came as practice that is not the words of practice. "
                        <Go to=Place::Practice>"Read it now"</Go></p>
                </Notice>
            }
        })
    }
}
