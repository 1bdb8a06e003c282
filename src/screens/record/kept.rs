//! What the screen may say of the words in the box, and the way back to earlier ones.

use companion_parts::view::{El, Tone, alert, button, el, h2, nothing, p};
use leptos::prelude::*;

use crate::{
    route::Step,
    screens::error_alert,
    state::{Earlier, Editor, Keeping, Kept, Work, companion},
    words::{self, where_a_draft_is},
};

/// Where the words are. "Kept" is said of what has been committed, and of nothing else.
pub fn kept_line() -> El {
    let companion = companion();
    let editor = companion.editor;
    let kept = move || match editor.keeping() {
        Keeping::Saving(kept) => kept,
        Keeping::Kept(kept) => Some(kept),
        _ => None,
    };
    let line = el("p")
        .class("kept")
        .attr("role", "status")
        .live_attr("data-kept", move || kept().map(|kept| kept.characters.to_string()))
        .child(el("span").class("state waiting").live_text(move || {
            let draft = editor.id_untracked().unwrap_or_default();
            where_a_draft_is(draft, &companion.outbox.deliveries()).to_owned()
        }))
        .child(
            el("span").class("count").live_text(move || kept().as_ref().map(characters).unwrap_or_default()),
        );
    // One that is signed is no draft any more.
    let is_a_draft = move || editor.keeping() != Keeping::Signed;
    let line = line.live_attr("hidden", move || (!is_a_draft()).then(String::new));
    el("div").child(line).live(
        move || what_to_say(editor.keeping()),
        |(sentence, help)| {
            if sentence.is_empty() {
                return nothing();
            }
            let alarm = alert(Tone::Danger).child(p(sentence));
            if help.is_empty() { alarm } else { alarm.child(p(help)) }
        },
    )
}

const TRIED_AGAIN: &str = "The last words are in the box and nowhere else. Leave this page open: it tries again by itself. Phone \
     the DSL, and copy the words to paper.";
const NOT_TRIED_AGAIN: &str =
    "The last words are in the box and nowhere else. Copy them to paper, and phone the DSL.";

/// What is said of words that are not the record's, and what to do about it.
fn what_to_say(keeping: Keeping) -> (String, &'static str) {
    match keeping {
        Keeping::Nothing | Keeping::Saving(_) | Keeping::Kept(_) => (String::new(), ""),
        Keeping::Overtaken => (words::is_overtaken().to_owned(), ""),
        Keeping::Signed => (words::IS_SIGNED.to_owned(), ""),
        Keeping::Failed(why) => (words::error(&why), TRIED_AGAIN),
        Keeping::Refused(why) => (words::error(&why), NOT_TRIED_AGAIN),
    }
}

fn characters(kept: &Kept) -> String {
    let noun = if kept.characters == 1 { "character" } else { "characters" };
    format!(" {} {noun} kept at {}", kept.characters, kept.at.hours_and_minutes())
}

/// "Restore earlier words" into the boxes of a page.
pub fn earlier_words(step: Step) -> El {
    let companion = companion();
    let (editor, people) = (companion.editor, words::people(companion.recipient().as_ref()));
    let (rows, work) = (RwSignal::new_local(None::<Vec<Earlier>>), Work::new());
    let look = move || {
        work.begin(async move {
            rows.set(Some(editor.earlier(step, people).await?));
            Ok(())
        });
    };
    el("div").child(error_alert(Tone::Waiting, work.error)).live(
        move || rows.get(),
        move |found| match found {
            None => button("quiet", "Restore earlier words", look),
            Some(found) => el("section")
                .attr("aria-label", "Earlier words")
                .child(h2("Earlier words"))
                .child(p("You can undo this."))
                .child(
                    el("ul")
                        .class("plain")
                        .children(found.iter().map(|one| one_of(editor, one.clone(), rows))),
                )
                .child(button("quiet", "Cancel", move || rows.set(None))),
        },
    )
}

fn one_of(editor: Editor, earlier: Earlier, rows: RwSignal<Option<Vec<Earlier>>, LocalStorage>) -> El {
    let when = earlier.taken_at().date_and_time();
    let row = earlier.row().clone();
    let bring_back = move || {
        editor.bring_back(&earlier);
        rows.set(None);
    };
    el("li")
        .class("earlier")
        .child(el("strong").text(&row.label))
        .child(p(&format!("{when} · {} characters", row.value.chars().count())).class("help"))
        .child(el("blockquote").text(&row.value))
        .child(button("", "Restore these words", bring_back))
}

#[cfg(test)]
mod tests {
    use companion_app::AppError;

    use super::*;

    #[test]
    fn only_what_is_tried_again_is_said_to_be() {
        let why = || AppError::Opening;
        for (keeping, tried_again) in [
            (Keeping::Failed(why()), true),
            (Keeping::Refused(why()), false),
            (Keeping::Signed, false),
            (Keeping::Overtaken, false),
        ] {
            let (said, help) = what_to_say(keeping);
            assert!(!said.is_empty());
            assert_eq!(help.contains("tries again"), tried_again);
        }
        assert_eq!(what_to_say(Keeping::Nothing), (String::new(), ""));
    }
}
