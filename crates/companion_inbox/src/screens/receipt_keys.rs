//! An administrator publishes the second receipt key that whoever runs the endpoint has made.

use std::sync::Arc;

use companion_inbox::keyring::Keyring;
use companion_parts::view::{Submit, busy_until_gone, dispatch_until_done, error_of};
use leptos::{ev::SubmitEvent, prelude::*};

use super::{ErrorText, FormLine};
use crate::state::inbox;

/// What it is for, and the box.
#[component]
pub fn ReceiptKeys(keyring: Arc<Keyring>) -> impl IntoView {
    let inbox = inbox();
    let typed = inbox.typed();
    let known = match keyring.directory.receipt_keys.len() {
        1 => "One receipt key is published: the server's own.".to_owned(),
        more => format!("Published receipt keys: {more}."),
    };
    let publish = Action::new_unsync(move |(): &()| {
        let line = typed.with_untracked(|typed| typed.receipt_key.clone());
        async move { inbox.publish_receipt_key(&line).await }
    });
    let (busy, error) = (busy_until_gone(publish), error_of(publish));
    let error = Signal::derive(move || error.get().filter(|_| !busy.get()));
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        dispatch_until_done(publish, ());
    };
    view! {
        <h2>"A second receipt key"</h2>
        <p>"Phones only accept receipts signed by a key the school has published. If the server loses its key \
            and every backup, phones stop accepting its receipts. A second key, kept elsewhere, can take its \
            place. Your IT support makes one with: companion-endpoint receipt-key"</p>
        <p>{known}</p>
        <form autocomplete="off" on:submit=submit>
            <FormLine part=slice!(typed.receipt_key) id="receipt-key"
                label="The line from your IT support" />
            <ErrorText error />
            <Submit words="Publish this key" doing="Publishing the key…" busy />
        </form>
    }
}
