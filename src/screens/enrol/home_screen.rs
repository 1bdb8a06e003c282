//! On an iPhone the camera opens Safari, whose storage the app on the home screen can't see: a link that was used up here
//! would set up the wrong one. So it is carried over first.

use companion_app::sync::enrol::invitation;
use companion_browser::page;
use companion_parts::view::{El, Line, Tone, button, el, h1, p, short_text, submit};
use leptos::{prelude::*, task::spawn_local};

use crate::{screens::error_alert, state::companion};

/// What to do in Safari. Nothing is used up here.
pub(super) fn add_to_home_screen(fragment: &str) -> El {
    let link = format!("{}/enrol#{fragment}", page::origin());
    let copied = RwSignal::new(String::new());
    let to_copy = link.clone();
    let copy = move || {
        let link = to_copy.clone();
        spawn_local(async move {
            let is_copied = page::copy(&link).await;
            copied.set(
                if is_copied { "Copied." } else { "Not copied. Hold the link, and copy it." }.to_owned(),
            );
        });
    };
    let steps = [
        "Copy your link. Opening it here has not used it up.",
        "Tap Safari's Share button, then Add to Home Screen.",
        "Open Trip Companion from the home screen, go to My records, and paste the link there.",
    ];
    el("div")
        .child(h1("First put it on the home screen"))
        .child(p("On an iPhone or iPad, use the app from your home screen. It keeps its own records, and Safari may delete what you write here."))
        .child(el("ol").children(steps.map(|step| el("li").text(step))))
        .child(el("p").class("link").text(&link))
        .child(button("main", "Copy the link", copy))
        .child(el("p").attr("role", "status").live_text(move || copied.get()))
}

/// A link is pasted into an app that no link opens.
pub(super) fn paste_a_link() -> El {
    let companion = companion();
    let (pasted, unreadable) = (RwSignal::new(String::new()), RwSignal::new(None));
    let go_on = move || {
        let fragment = pasted.with_untracked(|pasted| {
            pasted.trim().split_once('#').map_or(pasted.trim(), |(_, fragment)| fragment).to_owned()
        });
        match invitation(&fragment) {
            Ok(_) => {
                page::push(&format!("/enrol#{fragment}"));
                companion.place.follow_the_address();
            }
            Err(error) => unreadable.set(Some(error.into())),
        }
    };
    let box_for_it = short_text(
        Line::Words,
        "link",
        "Paste your link",
        "",
        move || pasted.get(),
        move |text| pasted.set(text),
    );
    el("form")
        .on_submit(go_on)
        .child(box_for_it)
        .child(error_alert(Tone::Waiting, unreadable))
        .child(submit(|| "Continue".to_owned(), || false))
}
