//! Sign: from here the record is sealed for its route, and never changed again.

use companion_model::concern::{Level, Missing, Recipient, field::TRUE_RECORD, missing};
use companion_parts::view::{Notice, ShortText, Tick, Tone};
use leptos::{prelude::*, task::spawn_local};

use super::kept::KeptLine;
use crate::{
    route::{Page, Step},
    state::{companion, signing},
};

/// What is missing, the signature, and the button that says what it does.
#[component]
pub fn Sign() -> impl IntoView {
    let companion = companion();
    let editor = companion.editor;
    let trouble = RwSignal::new(None::<String>);
    let lacking = RwSignal::new(Vec::<Missing>::new());
    let busy = RwSignal::new(false);
    let name =
        Signal::derive(move || editor.content(|content| content.signature.name.clone()).unwrap_or_default());
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let needed = editor.content(|content| missing(content, Level::Short)).unwrap_or_default();
        let ready = needed.is_empty() && !busy.get_untracked();
        lacking.set(needed);
        if !ready {
            return;
        }
        busy.set(true);
        spawn_local(async move {
            match signing::sign(companion).await {
                Ok(id) => companion.place.instead(Page::Delivery(id)),
                Err(sentence) => trouble.set(Some(sentence)),
            }
            busy.set(false);
        });
    };
    view! {
        <form autocomplete="off" on:submit=submit>
            <h1>"Sign"</h1>
            <Show when=move || !lacking.get().is_empty()><Lacking lacking /></Show>
            <p>"Once signed, the record is sealed and can't be changed. More can be added later."</p>
            <ShortText key="signature" label="Type your name" value=name
                on_input=move |text| editor.edit(|content| content.signature.name = text) />
            <Tick label=TRUE_RECORD
                ticked=Signal::derive(move || editor.content(|content| content.signature.true_record).unwrap_or_default())
                on_change=move |ticked| editor.edit(|content| content.signature.true_record = ticked) />
            <KeptLine />
            <Show when=move || trouble.get().is_some()>
                <Notice tone=Tone::Danger urgent=true><p>{move || trouble.get()}</p></Notice>
            </Show>
            {move || match companion.recipient() {
                Some(Recipient::LocalAuthorityOfficer) => view! {
                    <Notice tone=Tone::Danger>
                        <p>"Nobody at the school can receive this record safely: it is not sent. Phone the local
                            authority's designated officer (LADO), and hand it over in person: show it, or copy it to
                            paper. It stays on this phone."</p>
                    </Notice>
                }.into_any(),
                recipient => view! {
                    <button class="main" type="submit" aria-disabled=move || busy.get().to_string()>
                        {move || if busy.get() { "Signing…".to_owned() } else { promise(recipient.and_then(Recipient::route)) }}
                    </button>
                    <p class="help">"Without signal it waits on this phone, sealed, and is sent by itself."</p>
                }.into_any(),
            }}
        </form>
    }
}

fn promise(route: Option<companion_model::Route>) -> String {
    route.map_or_else(|| "Sign".to_owned(), |route| format!("Sign and send to {}", route.people()))
}

/// The error summary: takes focus, each line a link to its question.
#[component]
fn Lacking(lacking: RwSignal<Vec<Missing>>) -> impl IntoView {
    let companion = companion();
    let summary = NodeRef::<leptos::html::Section>::new();
    Effect::new(move |_| {
        lacking.track();
        if let Some(summary) = summary.get() {
            // Focus is refused only for what is not on the page.
            drop(summary.focus());
        }
    });
    let link = move |missing: Missing| {
        let id = companion.editor.id_untracked();
        let step = Step::asking(missing.field_key);
        let href = id.map(|id| Page::Record(id, step).path());
        view! { <li><a href=href>{missing.sentence}</a></li> }
    };
    view! {
        <section class="notice danger" role="alert" tabindex="-1" node_ref=summary>
            <h2>"Before you can sign"</h2>
            <ul>{move || lacking.get().into_iter().map(link).collect_view()}</ul>
            <p>"Every word you wrote is kept."</p>
        </section>
    }
}
