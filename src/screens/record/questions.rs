//! A page of questions, drawn from the model's table of fields.

use companion_model::concern::text_limits;
use companion_parts::view::{El, Tone, el, h1, notice, p};

use super::{
    controls::control,
    form,
    kept::{earlier_words, kept_line},
    onward,
};
use crate::{route::Step, state::companion};

/// The questions of a page, in order.
pub fn questions(step: Step) -> El {
    let form = form()
        .child(h1(step.heading()))
        .children(words_before(step))
        .children(step.fields().into_iter().map(control))
        .child(limits(step))
        .child(kept_line())
        .child(earlier_words(step));
    onward(form, step)
}

/// What the boxes of a page, and the record as a whole, have no room for or could not keep.
pub fn limits(step: Step) -> El {
    let editor = companion().editor;
    let sentences = move || {
        let near = editor.content(text_limits).unwrap_or_default().into_iter();
        let here = near.filter(|limit| limit.field_key.is_none_or(|key| step.asks_for(key)));
        here.map(|limit| limit.sentence).collect::<Vec<_>>()
    };
    el("div").live(sentences, |sentences| {
        el("div").children(sentences.iter().map(|sentence| notice(Tone::Waiting).child(p(sentence))))
    })
}

/// What a good DSL would say at this point.
pub fn words_before(step: Step) -> Option<El> {
    let words = step.words_before();
    (!words.is_empty()).then(|| p(words))
}
