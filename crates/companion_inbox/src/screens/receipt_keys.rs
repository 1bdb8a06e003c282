//! An administrator publishes the second receipt key that whoever runs the endpoint has made.

use std::sync::Arc;

use companion_inbox::keyring::Keyring;
use companion_parts::view::{Line, short_text};
use leptos::{ev::SubmitEvent, prelude::*};

use super::{Attempt, ErrorText, Submit};
use crate::state::inbox;

/// What it is for, and the box.
#[component]
pub fn ReceiptKeys(keyring: Arc<Keyring>) -> impl IntoView {
    let inbox = inbox();
    let (typed, attempt) = (inbox.typed(), Attempt::default());
    let line = move || typed.with(|typed| typed.receipt_key.clone());
    let known = match keyring.directory.receipt_keys.len() {
        1 => "Phones know one receipt key: the server's own.".to_owned(),
        more => format!("Phones know {more} receipt keys."),
    };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        attempt.start(async move {
            attempt.error.set(None);
            inbox.publish_receipt_key(&untrack(line)).await
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
            <ErrorText error=attempt.error />
            <Submit words="Publish this key" doing="Publishing the key…" busy=attempt.busy />
        </form>
    }
}
