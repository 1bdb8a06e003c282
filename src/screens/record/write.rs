//! "Write it down": the child's exact words fade fastest, so this box comes first.

use companion_model::concern::{Kind, field};
use companion_parts::view::{El, Tone, el, notice, p, plain_words};

use super::{
    form,
    kept::{earlier_words, kept_line},
    onward,
    questions::limits,
};
use crate::{route::Step, state::companion};

/// The big box.
pub fn write() -> El {
    let companion = companion();
    let editor = companion.editor;
    let help = field("verbatim").map(|field| field.help).unwrap_or_default();
    let keep = move |text| {
        editor.edit(|content| content.verbatim = text);
        if let Some(id) = editor.id_untracked() {
            companion.place.name_new_record(id);
        }
    };
    let the_box = plain_words(el("textarea").attr("id", "verbatim").attr("name", "verbatim"))
        .attr("aria-describedby", "verbatim-help")
        .typed(move || editor.text_for_box("verbatim"), keep);
    let form = form()
        .child(el("h1").child(el("label").attr("for", "verbatim").text("Write it down")))
        .children(belongs_to())
        .child(p(help).class("help").attr("id", "verbatim-help"))
        .child(the_box)
        .child(kept_line())
        .child(limits(Step::Write))
        .child(earlier_words(Step::Write));
    onward(form, Step::Write)
}

/// What an addition or a correction stands beside: nothing that was signed is ever changed.
fn belongs_to() -> Option<El> {
    let companion = companion();
    let (about, words) = match companion.editor.kind_untracked()? {
        Kind::Concern | Kind::Practice => return None,
        Kind::Addition { about } => (about, "This will be added to"),
        Kind::Correction { about } => {
            (about, "Say what was wrong, and what is right. This will stand beside")
        }
    };
    let first = companion.outbox.delivery(about);
    let when = first.map_or_else(String::new, |first| format!(" on {}", first.signed_at.date_and_time()));
    let sentence = format!("{words} the record you signed{when}. That one stays as it is.");
    Some(notice(Tone::Plain).child(p(&sentence)))
}
