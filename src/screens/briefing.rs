//! Briefings: the source's text, and what stands outside it.

use companion_model::{
    briefing::{self, Briefing},
    time::calendar_day,
};
use companion_parts::{
    browser::clock,
    view::{El, el, h1, link, p},
};
use leptos::{prelude::*, task::spawn_local};

use crate::pwa;

/// The briefing that was on the static page when the app took over; shown without asking for it again.
#[derive(Clone, Copy)]
pub struct LoadedBriefing(RwSignal<Option<Briefing>>);

impl LoadedBriefing {
    /// What was there at the start.
    pub fn new(briefing: Option<Briefing>) -> Self {
        Self(RwSignal::new(briefing))
    }
}

/// The briefings on this phone.
pub fn briefings() -> El {
    let briefings = RwSignal::new(Vec::<Briefing>::new());
    spawn_local(async move {
        for id in pwa::briefings() {
            if let Some(found) = pwa::briefing(&id).await {
                briefings.update(|all| all.push(found));
            }
        }
    });
    let one = |one: &Briefing| {
        let title = link("", &format!("/read/{}", one.id), &one.title);
        el("li").child(title).child(p(&age(one)).class("age"))
    };
    el("div")
        .child(h1("Briefings"))
        .live(move || briefings.get(), move |all| el("ul").class("plain").children(all.iter().map(one)))
}

/// One briefing.
pub fn read(id: String) -> El {
    let LoadedBriefing(loaded) = expect_context();
    let failed = RwSignal::new(false);
    if loaded.with_untracked(|shown| shown.as_ref().is_none_or(|shown| shown.id != id)) {
        loaded.set(None);
        spawn_local(async move {
            let found = pwa::briefing(&id).await;
            failed.set(found.is_none());
            loaded.set(found);
        });
    }
    el("div").live(
        move || (loaded.get(), failed.get()),
        |(loaded, failed)| match loaded {
            Some(shown) => whole(shown),
            None if *failed => el("div").child(h1("This briefing is not on this phone")).child(p(
                "Your records are not touched by that. Look under Read for the briefings that are here; when you \
                 have signal, open this page again.",
            )),
            None => p("Opening the briefing…"),
        },
    )
}

fn whole(briefing: &Briefing) -> El {
    let text = el("div");
    text.element().set_inner_html(&briefing::html(briefing));
    el("div").child(p(&age(briefing)).class("age").attr("id", "age")).child(text)
}

/// How old it is, by this phone's clock; the rule knows what a wrong clock is.
fn age(briefing: &Briefing) -> String {
    let now = clock::now();
    briefing::age_note(briefing, calendar_day(now.utc_ms, now.offset_min))
}
