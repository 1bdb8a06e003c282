//! Briefings: the source's text, and what stands outside it.

use companion_model::{
    briefing::{self, Briefing},
    time::calendar_day,
};
use companion_parts::browser::clock;
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
#[component]
pub fn Briefings() -> impl IntoView {
    let briefings = RwSignal::new(Vec::<Briefing>::new());
    spawn_local(async move {
        for id in pwa::briefings() {
            if let Some(found) = pwa::briefing(&id).await {
                briefings.update(|all| all.push(found));
            }
        }
    });
    view! {
        <h1>"Briefings"</h1>
        <ul class="plain">
            <For each=move || briefings.get() key=|one| one.id.clone() let(one)>
                <li>
                    <a href=format!("/read/{}", one.id)>{one.title.clone()}</a>
                    <p class="age">{age(&one)}</p>
                </li>
            </For>
        </ul>
    }
}

/// One briefing.
#[component]
pub fn Read(id: String) -> impl IntoView {
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
    move || {
        match loaded.get() {
        Some(shown) => view! {
            <p id="age" class="age">{age(&shown)}</p>
            <div inner_html=briefing::html(&shown)></div>
        }
        .into_any(),
        None if failed.get() => view! {
            <h1>"This briefing is not on this phone"</h1>
            <p>"Your records are not touched by that. Look under Read for the briefings that are here; when you have
                signal, open this page again."</p>
        }
        .into_any(),
        None => view! { <p>"Opening the briefing…"</p> }.into_any(),
    }
    }
}

/// How old it is, by this phone's clock; the rule knows what a wrong clock is.
fn age(briefing: &Briefing) -> String {
    let now = clock::now();
    briefing::age_note(briefing, calendar_day(now.utc_ms, now.offset_min))
}
