//! On an iPhone the camera opens Safari, whose storage the app on the home screen can't see: a link that was used up here
//! would set up the wrong one. So it is carried over first.

use companion_app::{AppError, sync::enrol::invitation};
use companion_browser::page;
use companion_parts::view::{ShortText, Submit};
use leptos::{ev::SubmitEvent, prelude::*};

use crate::{screens::ErrorText, state::companion};

/// What to do in Safari. Nothing is used up here.
#[component]
pub(super) fn FirstTheHomeScreen(
    /// The link's.
    fragment: String,
) -> impl IntoView {
    let link = format!("{}/enrol#{fragment}", page::origin());
    let to_copy = link.clone();
    let copy = Action::new_unsync(move |(): &()| {
        let link = to_copy.clone();
        async move { page::copy(&link).await }
    });
    let is_copied = copy.value();
    let copied = move || match is_copied.get() {
        None => "",
        Some(true) => "Copied.",
        Some(false) => "Not copied. Press and hold the link, then copy it.",
    };
    // Each press copies: the one before may still wait for the browser.
    let press = move |_| {
        copy.dispatch_local(());
    };
    view! {
        <h1>"Add it to your home screen first"</h1>
        <p>"On an iPhone or iPad, use the app from your home screen. It can't see what you write in Safari, and \
            Safari may delete that."</p>
        <ol>
            <li>"Copy your link."</li>
            <li>"Tap the browser's Share button, then Add to Home Screen."</li>
            <li>"Open Trip Companion from the home screen, go to My records, and paste the link there."</li>
        </ol>
        <p class="link">{link}</p>
        <button type="button" class="main" on:click=press>"Copy the link"</button>
        <p role="status">{copied}</p>
    }
}

/// A link is pasted into an app that no link opens.
#[component]
pub(super) fn PastedLink() -> impl IntoView {
    let companion = companion();
    let (pasted, unreadable) = (RwSignal::new(String::new()), RwSignal::new(None::<AppError>));
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let fragment = pasted.with_untracked(|pasted| {
            pasted.trim().split_once('#').map_or(pasted.trim(), |(_, fragment)| fragment).to_owned()
        });
        match invitation(&fragment) {
            Ok(_) => {
                page::push(&format!("/enrol#{fragment}"));
                companion.router.follow_address();
            }
            Err(error) => unreadable.set(Some(error.into())),
        }
    };
    view! {
        <form autocomplete="off" on:submit=submit>
            <ShortText id="link" label="Paste your link" value=pasted then=move |text| pasted.set(text) />
            <ErrorText error=unreadable />
            <Submit words="Continue" />
        </form>
    }
}
