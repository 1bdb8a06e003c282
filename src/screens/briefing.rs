//! Briefings: the source's text, and what stands outside it.

use companion_app::{AppError, files};
use std::sync::Arc;

use companion_browser::clock;
use companion_model::{
    briefing::{self, Briefing},
    concern::Indicator,
    time::calendar_day,
};
use companion_parts::view::{Group, Tick};
use leptos::{prelude::*, task::spawn_local};

use super::ErrorText;
use crate::{
    route::{Page, Step},
    state::{companion, is_shown, load_until},
};

/// The briefing that was on the static page when the app took over; shown without asking for it again.
#[derive(Clone, Copy)]
pub struct LoadedBriefing(RwSignal<Option<Arc<Briefing>>>);

impl LoadedBriefing {
    /// What was there at the start.
    pub fn new(briefing: Option<Arc<Briefing>>) -> Self {
        Self(RwSignal::new(briefing))
    }
}

/// The briefings that were found on this phone.
#[derive(Clone)]
pub struct LoadedBriefings {
    /// Those that are here.
    pub briefings: Vec<Arc<Briefing>>,
    /// What is said where not all of them are.
    pub missing: Option<AppError>,
}

/// Looks for the briefings on this phone. Those that are missing are looked for again, as long as the screen that asks for them
/// is there.
pub fn load_briefings() -> LocalResource<LoadedBriefings> {
    let known = StoredValue::new(Vec::<Arc<Briefing>>::new());
    let look = move || async move {
        let (mut briefings, ids) = (Vec::new(), files::briefings());
        for id in &ids {
            let here =
                known.try_with_value(|known| known.iter().find(|one| one.id == *id).cloned()).flatten();
            briefings.extend(match here {
                Some(here) => Some(here),
                None => files::briefing(id).await,
            });
        }
        known.try_update_value(|known| known.clone_from(&briefings));
        let missing = what_is_missing(briefings.len(), ids.len());
        LoadedBriefings { briefings, missing }
    };
    load_until(look, |found| found.missing.is_none())
}

fn what_is_missing(found: usize, of: usize) -> Option<AppError> {
    match found {
        0 => Some(AppError::NoBriefings),
        found if found < of => Some(AppError::SomeBriefingsMissing),
        _ => None,
    }
}

/// The list of them.
#[component]
pub fn Briefings() -> impl IntoView {
    let found = load_briefings();
    let missing = Signal::derive(move || found.get().and_then(|found| found.missing));
    let one = |briefing: Arc<Briefing>| {
        let (href, age) = (format!("/read/{}", briefing.id), age(&briefing));
        view! { <li><a href=href>{briefing.title.clone()}</a><p class="age">{age}</p></li> }
    };
    let all = move || found.get().map(|found| found.briefings.into_iter().map(one).collect_view());
    view! {
        <h1>"Briefings"</h1>
        <ErrorText error=missing />
        <ul class="plain">{all}</ul>
    }
}

/// One briefing.
#[component]
pub fn OneBriefing(
    /// Its id.
    id: String,
) -> impl IntoView {
    let LoadedBriefing(loaded) = expect_context();
    let failed = RwSignal::new(false);
    if loaded.with_untracked(|shown| shown.as_ref().is_none_or(|shown| shown.id != id)) {
        loaded.set(None);
        let is_shown = is_shown();
        spawn_local(async move {
            let found = files::briefing(&id).await;
            // Whoever has gone to another briefing meanwhile is not shown this one.
            if is_shown() {
                failed.set(found.is_none());
                loaded.set(found);
            }
        });
    }
    view! {
        {move || {
            match (loaded.get(), failed.get()) {
            (Some(briefing), _) => view! { <Whole briefing /> }.into_any(),
            (None, true) => view! {
                <h1>"This briefing is not on this phone"</h1>
                <p>"Your records are safe. Look under Read for the briefings that are here. When you have \
                    signal, open this page again."</p>
            }
            .into_any(),
            (None, false) => view! { <p>"Opening the briefing…"</p> }.into_any(),
        }
        }}
    }
}

#[component]
fn Whole(briefing: Arc<Briefing>) -> impl IntoView {
    view! {
        <p class="age" id="age">{age(&briefing)}</p>
        <div inner_html=briefing::html(&briefing)></div>
        {(!briefing.signs().is_empty()).then(|| view! { <ForARecord briefing /> })}
    }
}

/// Signs can be ticked while one reads, outside the text. Nothing is ticked, and nothing shown, until one asks for it.
#[component]
fn ForARecord(briefing: Arc<Briefing>) -> impl IntoView {
    let companion = companion();
    let signs = companion.signs;
    let begin = move |_| {
        signs.quote_in_next_record();
        companion.router.go(Page::NewRecord);
    };
    let go_on = move |_| {
        if let Some(id) = companion.editor.id_untracked() {
            companion.quote_signs();
            companion.router.go(Page::Record(id, Step::Signs));
        }
    };
    let is_writing = move || companion.editor.id_untracked().is_some();
    view! {
        <details class="for-a-record">
            <summary>"Have you seen any of these signs?"</summary>
            <p>"Tick any you have seen to copy them into a record."</p>
            <SignTicks briefing ticked=move |sign| signs.has(sign) then=move |sign, ticked| signs.tick(sign, ticked) />
            <Show when=move || signs.are_ticked()>
                <div>
                    {is_writing().then(|| view! {
                        <button type="button" on:click=go_on>"Add these to my record"</button>
                    })}
                    <button type="button" class="main" on:click=begin>"Start a record with these"</button>
                </div>
            </Show>
        </details>
    }
}

/// The signs of a briefing, in its own words, each to be ticked.
#[component]
pub fn SignTicks(
    /// The briefing.
    briefing: Arc<Briefing>,
    /// Whether a sign is ticked.
    ticked: impl Fn(&Indicator) -> bool + Copy + Send + Sync + 'static,
    /// Ticks one, or takes the tick away.
    then: impl Fn(&Indicator, bool) + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let words = briefing.signs();
    let signs = words.iter().map(|words| {
        let (sign, same) = (Indicator::of(&briefing, words), Indicator::of(&briefing, words));
        view! { <Tick label=words.clone() ticked=move || ticked(&sign) then=move |on| then(&same, on) /> }
    });
    let signs = signs.collect_view();
    view! { <Group label=briefing.title.clone()>{signs}</Group> }
}

/// How old it is, by this phone's clock; the rule knows what a wrong clock is.
fn age(briefing: &Briefing) -> String {
    let now = clock::now();
    briefing::age_note(briefing, calendar_day(now.utc_ms, now.offset_min))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_list_of_briefings_is_never_left_without_a_word() {
        assert_eq!(what_is_missing(0, 2), Some(AppError::NoBriefings));
        assert_eq!(what_is_missing(0, 0), Some(AppError::NoBriefings));
        assert_eq!(what_is_missing(1, 2), Some(AppError::SomeBriefingsMissing));
        assert_eq!(what_is_missing(2, 2), None);
    }
}
