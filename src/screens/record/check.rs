//! "Check your record": everything on one page, each answer with the way back to its question.

use crate::words;
use companion_browser::{clock, page};
use companion_model::concern::{Level, Recipient, Row, missing, rows_of, warnings};
use companion_parts::view::{El, Tone, button, el, h1, h2, link, nothing, notice, p};
use leptos::prelude::*;

use super::kept::kept_line;
use crate::{
    route::{Page, Step},
    state::companion,
};

/// Every question and its answer; what is missing first, each line a link.
pub fn check() -> El {
    let companion = companion();
    let editor = companion.editor;
    editor.checks.set(true);
    let people = words::people(companion.recipient().as_ref());
    let rows = editor.content(|content| rows_of(content, people)).unwrap_or_default();
    let (given, open): (Vec<Row>, Vec<Row>) = rows.into_iter().partition(|row| row.provided);
    let sign = move || {
        if let Some(id) = editor.id_untracked() {
            companion.place.go(Page::Record(id, Step::Sign));
        }
    };
    el("div")
        .child(h1("Check your record"))
        .children(on_paper())
        .child(to_do())
        .child(el("div").class("rows").children(given.iter().map(row)))
        .child(not_answered(&open))
        .child(kept_line())
        .child(button("main", "Continue to sign", sign))
}

/// A record that nobody at the school may receive leaves the phone on paper alone: what the print says besides the
/// answers, and the way to it.
fn on_paper() -> Option<El> {
    let companion = companion();
    if companion.recipient() != Some(Recipient::LocalAuthorityOfficer) {
        return None;
    }
    let draft = companion.editor.draft_untracked()?;
    let (author, times) =
        (&draft.author, [("Started", &draft.started_at), ("Last changed", &draft.last_edited_at)]);
    let printed = el("div")
        .class("paper-only")
        .child(p(&format!(
            "Record {}, by {}, {}. Not sent: handed over by the author.",
            draft.id, author.name, author.role
        )))
        .children(times.map(|(what, at)| p(&format!("{what} {}, by the phone’s clock", at.date_and_time()))))
        .child(p(
            "Handed to: ______________________  Date and time: ______________  Signature: ______________",
        ));
    let how = notice(Tone::Danger)
        .class("notice danger screen-only")
        .child(p(
            "Nobody at the school can receive this record safely: it is not sent. Print it where nobody else takes the \
             paper, or show it. Give it to the local authority’s designated officer (LADO) in person.",
        ))
        .child(button("", "Print this record", page::print));
    Some(el("div").child(printed).child(how))
}

/// What a full record still needs, and what deserves a second look. Nothing here blocks a short record.
fn to_do() -> El {
    let editor = companion().editor;
    let now = clock::now();
    let lines = editor.content(|content| {
        let needed =
            missing(content, Level::Full).into_iter().map(|missing| (missing.field_key, missing.sentence));
        let second = warnings(content, &now).into_iter().map(|warning| (warning.field_key, warning.sentence));
        needed.chain(second).collect::<Vec<_>>()
    });
    let lines = lines.unwrap_or_default();
    let lines = lines.iter().filter(|(key, _)| *key != "signature").collect::<Vec<_>>();
    if lines.is_empty() {
        return nothing();
    }
    let links = lines.iter().map(|(key, sentence)| el("li").child(link("", &address(key), sentence)));
    notice(Tone::Waiting)
        .attr("tabindex", "-1")
        .child(h2("Before you sign"))
        .child(el("ul").children(links))
        .child(p("You can sign without these, and add them later. Every word you wrote is kept."))
        .focused()
}

fn row(row: &Row) -> El {
    let words = el("div").class(if row.verbatim { "answer verbatim" } else { "answer" }).text(&row.value);
    el("section").child(h2(&row.label)).child(words).child(change(row, "Change"))
}

fn not_answered(open: &[Row]) -> El {
    let lines =
        open.iter().map(|row| el("li").text(&format!("{} – ", row.label)).child(change(row, "Answer")));
    el("details")
        .child(el("summary").text("Unanswered questions"))
        .child(el("ul").class("plain").children(lines))
}

/// The label is part of the link's own name: "Change" alone says nothing to a screen reader.
fn change(row: &Row, verb: &str) -> El {
    link("change", &address(row.key), verb).attr("aria-label", &format!("{verb}: {}", row.label))
}

fn address(key: &str) -> String {
    let id = companion().editor.id_untracked();
    id.map_or(Page::Records, |id| Page::Record(id, Step::asking(key))).path()
}
