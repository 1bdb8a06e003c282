//! "Check your record": everything on one page, each answer with the way back to its question.

use companion_browser::{clock, page};
use companion_model::{
    DeviceTime,
    concern::{Content, Level, Recipient, Row, missing, rows_of, warnings},
};
use companion_parts::view::{ErrorSummary, Notice, Tone};
use leptos::prelude::*;

use super::{kept::KeptLine, people};
use crate::{
    route::{Page, Step},
    state::companion,
};

/// Every question and its answer, as they stand when the page is opened; what is missing first, each line a link.
#[component]
pub fn Check() -> impl IntoView {
    let companion = companion();
    let editor = companion.editor;
    let people = people();
    let can_be_signed = Memo::new(move |_| companion.recipient() != Some(Recipient::LocalAuthorityOfficer));
    let rows = untrack(move || editor.content(|content| rows_of(content, people))).unwrap_or_default();
    let (given, open): (Vec<Row>, Vec<Row>) = rows.into_iter().partition(|row| row.provided);
    let given = given.into_iter().map(|row| view! { <Answer row /> }).collect_view();
    let sign = move |_| {
        if let Some(id) = editor.id_untracked() {
            companion.router.go(Page::Record(id, Step::Sign));
        }
    };
    view! {
        <h1>"Check your record"</h1>
        <OnPaper />
        <ToDo />
        <div class="rows">{given}</div>
        <NotAnswered open />
        <KeptLine />
        <Show when=move || can_be_signed.get()>
            <button type="button" class="main" on:click=sign>"Continue to sign"</button>
        </Show>
    }
}

/// Whether the record can't be signed and sent, because nobody at the school may receive it.
fn is_for_paper() -> bool {
    let companion = companion();
    untrack(move || companion.recipient()) == Some(Recipient::LocalAuthorityOfficer)
}

/// A record that nobody at the school may receive leaves the phone on paper alone: what the print says besides the
/// answers, and the way to it.
#[component]
fn OnPaper() -> impl IntoView {
    let companion = companion();
    if !is_for_paper() {
        return None;
    }
    let draft = companion.editor.draft_untracked()?;
    let by = format!(
        "Record {}, by {}, {}. It was not sent. The author gives it to the recipient in person.",
        draft.id, draft.author.name, draft.author.role
    );
    let time = |(what, at): (_, DeviceTime)| format!("{what} {}, by the phone’s clock", at.date_and_time());
    let times = [("Started", draft.started_at), ("Last changed", draft.last_edited_at)].map(time);
    Some(view! {
        <div class="paper-only">
            <p>{by}</p>
            {times.map(|time| view! { <p>{time}</p> })}
            <p>"Handed to: ______________________  Date and time: ______________  Signature: ______________"</p>
        </div>
        <div class="screen-only">
            <Notice tone=Tone::Danger>
                <p>"This app has nobody at the school who can receive this record safely. It won't be sent. \
                    Print it where nobody else can pick it up, and give it to the local authority designated \
                    officer (LADO) in person. Or show it to them on this phone."</p>
                <button type="button" on:click=|_| page::print()>"Print this record"</button>
            </Notice>
        </div>
    })
}

/// What a full record still needs, and what deserves a second look. Nothing here blocks a short record.
#[component]
fn ToDo() -> impl IntoView {
    let lines = to_do();
    let (heading, later) = if is_for_paper() {
        ("Before you hand it over", None)
    } else {
        ("Before you sign", Some(view! { <p>"You can add some of these after signing."</p> }))
    };
    (!lines.is_empty()).then(|| {
        let link = |(key, sentence)| view! { <li><a href=address(key)>{sentence}</a></li> };
        let links = lines.into_iter().map(link).collect_view();
        view! {
            <ErrorSummary tone=Tone::Waiting>
                <h2>{heading}</h2>
                <ul>{links}</ul>
                {later}
            </ErrorSummary>
        }
    })
}

/// The key of each question to go back to, and what to do there. The signature comes next in any case.
fn to_do() -> Vec<(&'static str, &'static str)> {
    let (editor, now) = (companion().editor, clock::now());
    let lines = |content: &Content| {
        let needed = missing(content, Level::Full).into_iter();
        let needed = needed.map(|missing| (missing.field_key, missing.sentence));
        let second = warnings(content, &now).into_iter().map(|warning| (warning.field_key, warning.sentence));
        needed.chain(second).filter(|(key, _)| *key != "signature").collect()
    };
    untrack(|| editor.content(lines)).unwrap_or_default()
}

#[component]
fn Answer(row: Row) -> impl IntoView {
    let class = if row.verbatim { "answer verbatim" } else { "answer" };
    let (key, label) = (row.key, row.label.clone());
    view! {
        <section>
            <h2>{row.label}</h2>
            <div class=class>{row.value}</div>
            <ToQuestion verb="Change" key label />
        </section>
    }
}

#[component]
fn NotAnswered(open: Vec<Row>) -> impl IntoView {
    let lines = open.into_iter().map(|row| {
        view! { <li>{format!("{} – ", row.label)}<ToQuestion verb="Answer" key=row.key label=row.label /></li> }
    });
    view! {
        <details>
            <summary>"Unanswered questions"</summary>
            <ul class="plain">{lines.collect_view()}</ul>
        </details>
    }
}

/// The label is part of the link's own name: "Change" alone says nothing to a screen reader.
#[component]
fn ToQuestion(verb: &'static str, key: &'static str, label: String) -> impl IntoView {
    view! { <a class="change" href=address(key) aria-label=format!("{verb}: {label}")>{verb}</a> }
}

fn address(key: &str) -> String {
    let id = companion().editor.id_untracked();
    id.map_or(Page::Records, |id| Page::Record(id, Step::asking(key))).path()
}
