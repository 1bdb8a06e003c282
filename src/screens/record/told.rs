//! "Have you spoken to …?" A record never replaces telling someone (invariant 9).

use companion_model::concern::{Content, ToldAnswer, ToldDsl};
use companion_parts::view::{El, Line, Tone, el, nothing, notice, short_text};

use super::{
    controls::{asked, control},
    form,
    kept::kept_line,
    onward,
};
use crate::{route::Step, screens::call::route_people, state::companion};

/// The question, the numbers, and what was tried.
pub fn told() -> El {
    let companion = companion();
    let editor = companion.editor;
    let answer =
        move || editor.content(|content| content.told_dsl.as_ref().map(|told| told.answer.clone())).flatten();
    let form = form()
        .child(asked(
            "told_dsl",
            ToldAnswer::OPTIONS,
            |content| content.told_dsl.as_ref().map(|told| told.answer.key().to_owned()),
            choose,
        ))
        .child(notice(Tone::Waiting).child(route_people()))
        .live(answer, |answer| answer.as_ref().map_or_else(nothing, what_was_tried))
        .children(Step::Told.fields().into_iter().map(control))
        .child(kept_line());
    onward(form, Step::Told)
}

fn choose(content: &mut Content, key: &str) {
    content.told_dsl.get_or_insert_with(Default::default).answer = ToldAnswer::from_key(key);
}

fn what_was_tried(answer: &ToldAnswer) -> El {
    match answer {
        ToldAnswer::Yes => el("div").child(line("told-who", "Whom did you speak to?", "", WHO)).child(line(
            "told-how",
            "How and when?",
            "For example: by phone at 22:25",
            HOW,
        )),
        ToldAnswer::Tried => el("div").child(line("told-who", "Whom did you try?", "", WHO)).child(line(
            "told-how",
            "When, and what happened?",
            "For example: rang 14:02, no answer",
            HOW,
        )),
        _ => line("told-why", "Why not yet?", "", WHY),
    }
}

type Part = fn(&mut ToldDsl) -> &mut String;
const WHO: Part = |told| &mut told.who;
const HOW: Part = |told| &mut told.how;
const WHY: Part = |told| &mut told.why;

fn line(key: &str, label: &str, help: &str, part: Part) -> El {
    let editor = companion().editor;
    let value = move || {
        let text =
            |content: &Content| content.told_dsl.clone().map(|mut told| std::mem::take(part(&mut told)));
        editor.content(text).flatten().unwrap_or_default()
    };
    let change = move |text: String| {
        editor.edit(|content| {
            if let Some(told) = &mut content.told_dsl {
                *part(told) = text;
            }
        });
    };
    short_text(Line::Words, key, label, help, value, change)
}
