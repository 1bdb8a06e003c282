//! Sign: from here the record is sealed for its route, and never changed again.

use companion_browser::page;
use companion_model::{
    Route,
    concern::{Level, Missing, Recipient, TRUE_RECORD, missing},
};
use companion_parts::view::{El, Line, Tone, alert, el, h1, h2, link, nothing, notice, p, short_text, tick};
use leptos::prelude::*;

use super::kept::kept_line;
use crate::{
    route::{Page, Step},
    screens::{error_alert, send_button},
    state::{Editor, Work, companion},
};

/// What is missing, the signature, and the button that says what it does.
pub fn sign() -> El {
    let companion = companion();
    let editor = companion.editor;
    let work = Work::new();
    let lacking = RwSignal::new(Lacking::default());
    let send = move || {
        let needed = editor.content(|content| missing(content, Level::Short)).unwrap_or_default();
        let ready = needed.is_empty();
        lacking.update(|lacking| *lacking = Lacking { asked: lacking.asked + 1, needed });
        if ready {
            work.begin(async move {
                let id = companion.sign().await?;
                let is_here = move |page: &Page| matches!(page, Page::Record(at, _) if *at == id);
                companion.place.instead_of(is_here, Page::Delivery(id));
                Ok(())
            });
        }
    };
    el("form")
        .on_submit(send)
        .child(h1("Sign"))
        .live(move || lacking.get(), Lacking::summary)
        .child(p("Once signed, the record is sealed and can't be changed. More can be added later."))
        .child(signature(editor))
        .child(kept_line())
        .child(error_alert(Tone::Danger, work.error))
        .live(
            move || companion.recipient(),
            move |recipient| match recipient {
                Some(Recipient::LocalAuthorityOfficer) => hand_over(),
                recipient => the_button(recipient.and_then(Recipient::route), work),
            },
        )
}

/// Closed while the record is being signed: what is typed then would not be in it.
fn signature(editor: Editor) -> El {
    let name = short_text(
        Line::Words,
        "signature",
        "Type your name",
        "",
        move || editor.content(|content| content.signature.name.clone()).unwrap_or_default(),
        move |text| editor.edit(|content| content.signature.name = text),
    );
    let is_true = tick(
        TRUE_RECORD,
        move || editor.content(|content| content.signature.true_record).unwrap_or_default(),
        move |ticked| editor.edit(|content| content.signature.true_record = ticked),
    );
    el("fieldset")
        .attr("role", "presentation")
        .live_attr("disabled", move || editor.is_being_signed().then(String::new))
        .child(name)
        .child(is_true)
}

fn hand_over() -> El {
    notice(Tone::Danger).child(p(
        "Nobody at the school can receive this record safely: it is not sent. Phone the local authority's designated \
         officer (LADO), and hand it over in person: show it, or print it from “Check your record”. It stays on this \
         phone.",
    ))
}

fn the_button(route: Option<Route>, work: Work) -> El {
    let promise = match route {
        Some(_) if page::is_offline() => "Sign. It will send when there is signal".to_owned(),
        Some(route) => format!("Sign and send to {}", route.people()),
        None => "Sign".to_owned(),
    };
    el("div")
        .child(send_button(work, promise, "Signing…"))
        .child(p("No signal? It will wait, locked, and send automatically.").class("help"))
}

/// What a record still needs; each time it is asked for, the summary takes the focus again.
#[derive(Clone, Default, PartialEq)]
struct Lacking {
    asked: u32,
    needed: Vec<Missing>,
}

impl Lacking {
    /// The error summary: each line a link to its question.
    fn summary(&self) -> El {
        if self.needed.is_empty() {
            return nothing();
        }
        let id = companion().editor.id_untracked();
        let lines = self.needed.iter().map(|missing| {
            let page = id.map_or(Page::Records, |id| Page::Record(id, Step::asking(missing.field_key)));
            el("li").child(link("", &page.path(), missing.sentence))
        });
        alert(Tone::Danger)
            .attr("tabindex", "-1")
            .child(h2("Before you can sign"))
            .child(el("ul").children(lines))
            .child(p("Every word you wrote is kept."))
            .focused()
    }
}
