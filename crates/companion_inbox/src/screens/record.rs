//! One record whole, on screen and on paper. Its words are only ever text nodes.

use std::sync::Arc;

use companion_inbox::{
    error::InboxError,
    inbox_route::InboxRoute,
    keyring::Keyring,
    record::{Key, Record},
    sheet::Sheet,
    words::record::{looked_at_by, read_by},
};
use companion_model::concern::Row;
use companion_parts::view::{Notice, Tone, busy_until_gone, dispatch_until_done, error_of};
use leptos::prelude::*;

use super::{ErrorText, Go, focus, is_focus_nowhere, print_page};
use crate::state::{inbox, zone};

/// The record of the address.
#[component]
pub fn OneRecord(keyring: Arc<Keyring>) -> impl IntoView {
    let inbox = inbox();
    let (reading, marked) = (Arc::clone(&keyring), keyring);
    let sheet = Memo::new(move |_| at(inbox.route(), |record| Sheet::of(&reading, record, zone)));
    let mark = Memo::new(move |_| {
        at(inbox.route(), |record| {
            let looked_at = looked_at_by(&marked, record, zone);
            (record.key(), record.is_readable(), read_by(&marked, record, zone), looked_at)
        })
    });
    let is_here = Memo::new(move |_| sheet.with(Option::is_some));
    // A record that arrives later than its address is opened does not take the focus from what a person does meanwhile.
    Effect::new(move |before: Option<InboxRoute>| {
        let inbox_route = inbox.route();
        let is_late = before.as_ref() == Some(&inbox_route);
        if is_here.get() && (!is_late || is_focus_nowhere()) {
            let line = inbox_route.path();
            // The line first: that brings it into sight in the list.
            request_animation_frame(move || {
                focus(&line);
                focus("record-title");
            });
        }
        inbox_route
    });
    view! {
        <p class="back"><Go to=InboxRoute::List>"← All records"</Go></p>
        {move || match sheet.get() {
            Some(sheet) => view! { <Whole sheet /> }.into_any(),
            None => view! { <NotHere /> }.into_any(),
        }}
        {move || mark.get().map(|(key, is_readable, read, looked_at)| if is_readable {
            view! { <Mark key read /> }.into_any()
        } else {
            view! { <LookedAt key read looked_at /> }.into_any()
        })}
    }
}

fn at<T>(inbox_route: InboxRoute, say: impl FnOnce(&Record) -> T) -> Option<T> {
    inbox().records().with(|records| records.at(&inbox_route).map(say))
}

#[component]
fn NotHere() -> impl IntoView {
    let inbox = inbox();
    let opening = || view! { <p role="status">"Opening the record…"</p> };
    view! {
        <Show when=move || inbox.arrived().whole fallback=opening>
            <Notice tone=Tone::Waiting>
                <p>"There is no record here that you can open. The list shows every record you can open."</p>
            </Notice>
        </Show>
    }
}

#[component]
fn Whole(sheet: Sheet) -> impl IntoView {
    let Sheet {
        title,
        by,
        is_danger,
        is_proved,
        author,
        notices,
        answers,
        maps,
        lacking,
        raw,
        times,
        references,
    } = sheet;
    view! {
        <article>
            <h1 id="record-title" tabindex="-1">{title}</h1>
            <p class="by">{by}</p>
            {is_danger.then(|| view! {
                <Notice tone=Tone::Danger>
                    <p><strong>"The author wrote that someone was in danger."</strong>" If nobody has phoned \
                        999, phone now. Then phone the author."</p>
                </Notice>
            })}
            {if is_proved {
                view! { <p class="state received">{author}</p> }.into_any()
            } else {
                view! { <Notice tone=Tone::Waiting><p>{author}</p></Notice> }.into_any()
            }}
            {notices.into_iter().map(|notice| view! { <Notice tone=Tone::Waiting><p>{notice}</p></Notice> }).collect_view()}
            <dl class="answers">{answers.into_iter().map(|row| view! { <Answer row /> }).collect_view()}</dl>
            <Maps maps />
            {raw.map(|raw| view! { <pre class="verbatim">{raw}</pre> })}
            <Lacking lacking />
            <h2>"Times"</h2>
            <Facts facts=times />
            <h2>"Receipt"</h2>
            <Facts facts=references />
        </article>
    }
}

#[component]
fn Answer(row: Row) -> impl IntoView {
    let class = match (row.provided, row.verbatim) {
        (false, _) => "missing",
        (true, true) => "verbatim",
        (true, false) => "plain",
    };
    view! { <div class=class><dt>{row.label}</dt><dd>{row.value}</dd></div> }
}

#[component]
fn Maps(maps: Vec<(String, String)>) -> impl IntoView {
    let maps = maps.into_iter().map(
        |(face, svg)| view! { <figure><div inner_html=svg></div><figcaption>{face}</figcaption></figure> },
    );
    view! { <div class="two-maps">{maps.collect_view()}</div> }
}

#[component]
fn Lacking(lacking: Vec<String>) -> impl IntoView {
    (!lacking.is_empty()).then(|| {
        view! {
            <h2>"Not answered, or unclear"</h2>
            <ul>{lacking.into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}</ul>
        }
    })
}

#[component]
fn Facts(facts: Vec<(&'static str, String)>) -> impl IntoView {
    let facts = facts.into_iter().map(|(label, value)| view! { <div><dt>{label}</dt><dd>{value}</dd></div> });
    view! { <dl class="facts">{facts.collect_view()}</dl> }
}

/// Marking as read tells the author.
#[component]
fn Mark(key: Key, read: Option<(bool, String)>) -> impl IntoView {
    let inbox = inbox();
    let is_read = read.as_ref().is_some_and(|(holds, _)| *holds);
    let mark = Action::new_unsync(move |(): &()| inbox.mark_read(key));
    view! {
        <div class="actions">
            <Said read />
            {(!is_read).then(|| view! { <Do words="Mark as read" doing="Marking…" act=mark /> })}
            <Print />
            {(!is_read).then(|| view! {
                <p class="help">"The author's phone will then show it as read, unless it has been removed."</p>
            })}
            <Paper />
        </div>
    }
}

/// What did not open was read by nobody; that somebody looked is told to no phone.
#[component]
fn LookedAt(key: Key, read: Option<(bool, String)>, looked_at: Option<String>) -> impl IntoView {
    let inbox = inbox();
    let is_done = read.as_ref().is_some_and(|(holds, _)| *holds) || looked_at.is_some();
    let note = Action::new_unsync(move |(): &()| inbox.acknowledge(key));
    view! {
        <div class="actions">
            <Said read />
            {looked_at.map(|words| view! { <p role="status" class="state waiting">{words}</p> })}
            {(!is_done).then(|| view! { <Do words="Mark as looked at" doing="Saving…" act=note /> })}
            <Print />
            {(!is_done).then(|| view! {
                <p class="help">"It will no longer count as new for anyone who can't open it. The author's \
                    phone is not told, and won't say “read”."</p>
            })}
            <Paper />
        </div>
    }
}

#[component]
fn Said(read: Option<(bool, String)>) -> impl IntoView {
    read.map(|(holds, words)| {
        view! { <p role="status" class=if holds { "state received" } else { "state waiting" }>{words}</p> }
    })
}

/// A button that does one thing, and says why it was not done. Once it is done these buttons are drawn anew.
#[component]
fn Do(words: &'static str, doing: &'static str, act: Action<(), Result<(), InboxError>>) -> impl IntoView {
    let busy = busy_until_gone(act);
    view! {
        <ErrorText error=error_of(act) />
        <button type="button" class="mark-read main" aria-disabled=move || busy.get().to_string()
            on:click=move |_| dispatch_until_done(act, ())>
            {move || if busy.get() { doing } else { words }}
        </button>
    }
}

#[component]
fn Print() -> impl IntoView {
    view! { <button type="button" class="print" on:click=print_page>"Print"</button> }
}

#[component]
fn Paper() -> impl IntoView {
    view! { <p class="paper">"Printed by ____________________  Signature ____________________  Date ____________"</p> }
}
