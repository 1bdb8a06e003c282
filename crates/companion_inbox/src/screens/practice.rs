//! What staff have sent to practise: apart from every record.

use std::sync::Arc;

use companion_inbox::{
    desk::Desk,
    practice::{Practised, practised},
};
use companion_parts::view::Tone;
use leptos::{prelude::*, task::spawn_local};

use super::{Trouble, notice::Notice};
use crate::state::{office, zone};

/// The newest of it.
#[component]
pub fn Practice(desk: Arc<Desk>) -> impl IntoView {
    let office = office();
    let (rows, trouble) = (RwSignal::new(None::<Vec<Practised>>), RwSignal::new(None));
    spawn_local(async move {
        match office.practice().await {
            Ok(envelopes) => rows.set(Some(practised(&desk, envelopes, zone))),
            Err(sentence) => trouble.set(Some(sentence)),
        }
    });
    view! {
        <div class="narrow">
            <h1>"Practice"</h1>
            <p>"Staff send these to learn how a record is signed on their phone and comes here. Their words are fixed: no
                child said them, and nothing is to be done."</p>
            <Trouble sentence=trouble />
            {move || rows.get().map(|rows| view! { <Lines rows /> })}
        </div>
    }
}

#[component]
fn Lines(rows: Vec<Practised>) -> impl IntoView {
    if rows.is_empty() {
        return view! { <p role="status">"Nobody has practised yet."</p> }.into_any();
    }
    let lines = rows.into_iter().map(|Practised { author, received, other_words }| {
        let other_words = other_words.map(|words| {
            view! {
                <Notice tone=Tone::Danger>
                    <p><strong>"These are not the words of practice. Read them, and speak to whoever sent them."</strong></p>
                    <pre class="verbatim">{words}</pre>
                </Notice>
            }
        });
        view! { <li><strong>{author}</strong>" – received "<time>{received}</time>{other_words}</li> }
    });
    view! { <ul class="staff">{lines.collect_view()}</ul> }.into_any()
}
