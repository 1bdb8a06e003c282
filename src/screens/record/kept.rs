//! What the screen may say of the words in the box, and the way back to earlier ones.

use companion_parts::view::{El, Tone, alert, button, el, h2, nothing, notice, p};
use leptos::{prelude::*, task::spawn_local};

use crate::{
    route::Step,
    state::{Earlier, Editor, Keeping, Kept, companion, where_a_draft_is},
};

/// Where the words are. "Kept" is said of what has been committed, and of nothing else.
pub fn kept_line() -> El {
    let companion = companion();
    let editor = companion.editor;
    let kept = move || match editor.keeping() {
        Keeping::Saving(kept) => kept,
        Keeping::Kept(kept) => Some(kept),
        Keeping::Nothing | Keeping::Failed(_) | Keeping::Overtaken(_) => None,
    };
    let failed = move || match editor.keeping() {
        Keeping::Failed(sentence) => Some(sentence),
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
    let overtaken = move || match editor.keeping() {
        Keeping::Overtaken(sentence) => Some(sentence),
        _ => None,
    };
    let beside = |sentence: &Option<String>| {
        sentence.as_ref().map_or_else(nothing, |sentence| alert(Tone::Danger).child(p(sentence)))
    };
    el("div")
        .child(line)
        .live(overtaken, beside)
        .live(failed, |failed| failed.as_deref().map_or_else(nothing, not_kept))
}

fn not_kept(sentence: &str) -> El {
    alert(Tone::Danger).child(p(sentence)).child(p(
        "The last words are in the box and nowhere else. Leave this page open: it tries again by itself. Phone the \
         DSL, and copy the words to paper.",
    ))
}

fn characters(kept: &Kept) -> String {
    let noun = if kept.characters == 1 { "character" } else { "characters" };
    format!(" {} {noun} kept at {}", kept.characters, kept.at.hours_and_minutes())
}

/// "Bring back earlier words" into the boxes of a page.
pub fn earlier_words(step: Step) -> El {
    let companion = companion();
    let (editor, people) = (companion.editor, companion.people());
    let rows = RwSignal::new_local(None::<Vec<Earlier>>);
    el("div").live(
        move || rows.get(),
        move |found| match found {
            None => button("quiet", "Bring back earlier words", move || {
                spawn_local(async move { rows.set(Some(editor.earlier(step, people).await)) });
            }),
            Some(found) if found.is_empty() => notice(Tone::Plain).child(p(
                "No earlier words have been put by yet. That happens when many words are deleted at once, and while \
                 you write on.",
            )),
            Some(found) => el("section")
                .attr("aria-label", "Earlier words")
                .child(h2("Earlier words"))
                .child(p("What is there now is put by first, so this can be undone too."))
                .child(el("ul").class("plain").children(found.iter().map(|one| one_of(editor, one.clone(), rows))))
                .child(button("quiet", "Leave it as it is", move || rows.set(None))),
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
        .child(button("", "Bring these words back", bring_back))
}
