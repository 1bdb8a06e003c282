//! The closed desk: six words open it.

use companion_inbox::{place::Visitor, words};
use companion_parts::view::{Line, short_text, tick};
use leptos::{attr::custom::custom_attribute, ev::SubmitEvent, prelude::*, task::spawn_local};

use super::{Submit, Trouble, focus, notice::Notice};
use crate::state::{Ended, office};

/// Asks for the passphrase; for the inbox link first, if the address has none.
#[component]
pub fn SignIn() -> impl IntoView {
    let office = office();
    view! {
        <div class="narrow">
            <h1>"Inbox"</h1>
            {move || office.ended().map(|ended| view! { <Notice><p>{sentence(ended)}</p></Notice> })}
            {move || match office.visitor() {
                Some(visitor) => view! { <Passphrase visitor /> }.into_any(),
                None => view! { <WhichInbox /> }.into_any(),
            }}
        </div>
    }
}

fn sentence(ended: Ended) -> &'static str {
    match ended {
        Ended::SignedOut => "You are signed out. Nothing of the records is left on this computer.",
        Ended::KeyChanged => {
            "The key is changed. What was sealed before still opens. Sign in again with the same six words."
        }
        Ended::KeyNotKnown => {
            "Your session on the endpoint is over, and it did not say whether the key is changed. Nothing is lost. Keep the \
             new sheet beside the earlier one: one that came too late opens nothing, and does no harm. Sign in and look under \
             Keys."
        }
        Ended::MemberConfirmed => {
            "Confirmed: they can sign in now, and phones offer them when they next have signal. Sign in again with the \
             same six words."
        }
        Ended::ReceiptKeyPublished => {
            "Published: phones know the second receipt key when they next have signal. Sign in again with the same six words."
        }
        Ended::Idle => {
            "Locked after 15 minutes without use. Nothing is lost, and nothing of the records is left on this \
             computer. Sign in to go on where you were."
        }
        Ended::SessionOver => {
            "Your session is over: it ended on the server, or in another window of this browser. Nothing is lost. Sign in to go \
             on where you were; what you had typed in a form and not sent is there again then."
        }
        Ended::OtherSession => {
            "Someone else has signed in in this browser, so this page is locked: a browser has one session, and what you did \
             here would have been done in their name. Every record is safe on the server, and nothing of the records is left on \
             this page. Sign in again to go on where you were; what you had typed in a form and not sent is there again then. \
             Their page is locked by that. To work side by side, each needs a browser profile of their own."
        }
    }
}

#[component]
fn Passphrase(visitor: Visitor) -> impl IntoView {
    let office = office();
    let (typed, shown) = (RwSignal::new(String::new()), RwSignal::new(false));
    let (trouble, busy) = (RwSignal::new(None), RwSignal::new(false));
    let name = visitor.sign_in_name.clone();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        let visitor = visitor.clone();
        spawn_local(async move {
            let words = zeroize::Zeroizing::new(typed.get_untracked());
            let signed_in = office.sign_in(&visitor, &words).await;
            // After a sign-in this form is gone, and its signals with it.
            let Err(sentence) = signed_in else { return };
            trouble.set(Some(sentence));
            busy.set(false);
            focus("passphrase");
        });
    };
    view! {
        <form autocomplete="off" on:submit=submit>
            <p>"Sign in as "<strong>{name}</strong>"."</p>
            <div class="field">
                <label for="passphrase">"Passphrase"</label>
                <p class="help" id="passphrase-help">"Your six words. Capital letters, commas and numbers between them make no difference. They never leave this computer."</p>
                <input id="passphrase" type=move || if shown.get() { "text" } else { "password" } autocomplete="off"
                    autocapitalize="none" spellcheck="false" aria-describedby="passphrase-help"
                    prop:value=move || typed.get() on:input=move |event| typed.set(event_target_value(&event)) {..custom_attribute("autocorrect", "off")} />
            </div>
            {tick("Show the words", move || shown.get(), move |ticked| shown.set(ticked))}
            <Trouble sentence=trouble />
            <Submit words="Sign in" doing="Unlocking…" busy />
        </form>
        <p class="help">{format!("Forgotten? Nobody can look it up. The records are safe, and your office's kit holds the key to \
            them. {}", words::NO_PAGE_FOR_KITS)}</p>
    }
}

#[component]
fn WhichInbox() -> impl IntoView {
    let office = office();
    let (link, trouble) = (RwSignal::new(String::new()), RwSignal::new(None));
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let pasted = link.get_untracked();
        let fragment = pasted.split_once('#').map_or(pasted.as_str(), |(_, fragment)| fragment);
        match Visitor::of_fragment(fragment) {
            Some(visitor) => office.set_visitor(visitor),
            None => trouble.set(Some(
                "This is not a whole inbox link. It ends with a # and your sign-in name. Nothing is lost; paste it again."
                    .to_owned(),
            )),
        }
    };
    view! {
        <form autocomplete="off" on:submit=submit>
            <p>"This address does not say whose inbox it is. Open your own inbox link, or paste it here. You got it when
                your school was set up."</p>
            {short_text(Line::Words, "link", "Your inbox link", "", move || link.get(), move |text| link.set(text))}
            <Trouble sentence=trouble />
            <button class="main" type="submit">"Go on"</button>
        </form>
    }
}
