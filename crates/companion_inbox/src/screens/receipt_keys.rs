//! An administrator publishes the second receipt key that whoever runs the endpoint has made.

use std::sync::Arc;

use companion_inbox::desk::Desk;
use companion_parts::view::{Line, short_text};
use leptos::{ev::SubmitEvent, prelude::*, task::spawn_local};

use super::{Submit, Trouble};
use crate::state::office;

/// What it is for, and the box.
#[component]
pub fn ReceiptKeys(desk: Arc<Desk>) -> impl IntoView {
    let office = office();
    let (typed, busy, trouble) = (office.typed(), RwSignal::new(false), RwSignal::new(None));
    let line = move || typed.with(|typed| typed.receipt_key.clone());
    let known = match desk.directory.receipt_keys.len() {
        1 => "Phones know one receipt key: the server's own.".to_owned(),
        more => format!("Phones know {more} receipt keys."),
    };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        trouble.set(None);
        spawn_local(async move {
            if let Err(sentence) = office.publish_receipt_key(&untrack(line)).await {
                trouble.set(Some(sentence));
                busy.set(false);
            }
        });
    };
    let label = "The line that your IT support printed";
    view! {
        <h2>"A second receipt key"</h2>
        <p>"Phones believe only receipts that are signed by a key the school has published. Should the server lose its key and every backup of it, no
            phone believes it any more. A second key, kept elsewhere, takes its place. Your IT support makes one with:
            companion-endpoint receipt-key"</p>
        <p>{known}</p>
        <form autocomplete="off" on:submit=submit>
            {short_text(Line::Words, "receipt-key", label, "", line, move |text| typed.update(|typed| typed.receipt_key = text)).into_render()}
            <Trouble sentence=trouble />
            <Submit words="Publish this key" doing="Publishing the key…" busy />
        </form>
    }
}
