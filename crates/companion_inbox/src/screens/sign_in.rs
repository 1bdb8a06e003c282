//! The closed desk: six words open it.

use companion_inbox::{inbox_route::Visitor, missing::Missing, words};
use companion_parts::view::{
    Notice, ShortText, Submit, Tick, busy_until_gone, dispatch_until_done, error_of,
};
use leptos::{attr::custom::custom_attribute, ev::SubmitEvent, html, prelude::*};
use zeroize::Zeroizing;

use super::{ErrorText, focus_on};
use crate::state::inbox;

/// Asks for the passphrase; for the inbox link first, if the address has none.
#[component]
pub fn SignIn() -> impl IntoView {
    let inbox = inbox();
    view! {
        <div class="narrow">
            <h1>"Inbox"</h1>
            {move || inbox.sign_out_reason().map(|reason| view! { <Notice><p>{words::session::signed_out(reason)}</p></Notice> })}
            {move || match inbox.visitor() {
                Some(visitor) => view! { <Passphrase visitor /> }.into_any(),
                None => view! { <WhichInbox /> }.into_any(),
            }}
        </div>
    }
}

#[component]
fn Passphrase(visitor: Visitor) -> impl IntoView {
    let inbox = inbox();
    let (typed, shown) = (RwSignal::new(String::new()), RwSignal::new(false));
    let input = NodeRef::<html::Input>::new();
    let name = visitor.sign_in_name.clone();
    let sign_in = Action::new_unsync(move |(): &()| {
        let (visitor, words) = (visitor.clone(), Zeroizing::new(typed.get_untracked()));
        async move {
            let signed_in = inbox.sign_in(&visitor, &words).await;
            if signed_in.is_err()
                && let Some(input) = input.try_get_untracked().flatten()
            {
                focus_on(&input);
            }
            signed_in
        }
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        dispatch_until_done(sign_in, ());
    };
    view! {
        <form autocomplete="off" on:submit=submit>
            <p>"Sign in as "<strong>{name}</strong>"."</p>
            <div class="field">
                <label for="passphrase">"Passphrase"</label>
                <p class="help" id="passphrase-help">"Your six words never leave this computer. Capital \
                    letters, commas and numbers between them make no difference."</p>
                <input node_ref=input bind:value=typed id="passphrase" type=move || if shown.get() { "text" } else { "password" } autocomplete="off"
                    autocapitalize="none" spellcheck="false" aria-describedby="passphrase-help"
                    {..custom_attribute("autocorrect", "off")} />
            </div>
            <Tick label="Show the words" ticked=shown then=move |ticked| shown.set(ticked) />
            <ErrorText error=error_of(sign_in) />
            <Submit words="Sign in" doing="Unlocking…" busy=busy_until_gone(sign_in) />
        </form>
        <p class="help">{format!("Forgotten? Nobody can look it up. The records are safe, and your role's \
            recovery sheet holds the key to them. {}", words::keys::NO_PAGE_FOR_KITS)}</p>
    }
}

#[component]
fn WhichInbox() -> impl IntoView {
    let inbox = inbox();
    let (link, error) = (RwSignal::new(String::new()), RwSignal::new(None));
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let pasted = link.get_untracked();
        let fragment = pasted.split_once('#').map_or(pasted.as_str(), |(_, fragment)| fragment);
        match Visitor::of_fragment(fragment) {
            Some(visitor) => inbox.set_visitor(visitor),
            None => error.set(Some(Missing::InboxLink)),
        }
    };
    view! {
        <form autocomplete="off" on:submit=submit>
            <p>"This address doesn't say whose inbox it is. Open your own inbox link, or paste it here. You \
                were given it when your keys were made."</p>
            <ShortText id="link" label="Your inbox link" value=link then=move |text| link.set(text) />
            <ErrorText error />
            <button class="main" type="submit">"Continue"</button>
        </form>
    }
}
