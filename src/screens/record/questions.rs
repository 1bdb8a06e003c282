//! A page of questions, drawn from the model's table of fields.

use companion_model::concern::text_limits;
use companion_parts::view::{El, Tone, el, h1, notice, p};

use super::{controls::control, form, kept::kept_line, onward};
use crate::{route::Step, state::companion};

/// The questions of a page, in order.
pub fn questions(step: Step) -> El {
    let editor = companion().editor;
    let limits = move || {
        let near = editor.content(text_limits).unwrap_or_default().into_iter();
        let here = near.filter(|limit| limit.field_key.is_none_or(|key| step.fields().contains(&key)));
        here.map(|limit| limit.sentence).collect::<Vec<_>>()
    };
    let form = form()
        .child(h1(heading(step)))
        .children(words_before(step).map(p))
        .children(step.fields().iter().map(|key| control(key)))
        .live(limits, |sentences| {
            el("div").children(sentences.iter().map(|sentence| notice(Tone::Waiting).child(p(sentence))))
        })
        .child(kept_line());
    onward(form, step)
}

fn heading(step: Step) -> &'static str {
    match step {
        Step::Child => "The child",
        Step::Source => "How it came up",
        Step::Saw => "What you saw, what you were told",
        Step::When => "When and where",
        Step::There => "Who was there",
        Step::Injuries => "Injuries",
        Step::Did => "What happens now",
        _ => "Anything else",
    }
}

/// What a good DSL would say at this point, short.
fn words_before(step: Step) -> Option<&'static str> {
    match step {
        Step::Source => Some("Ask no more than you must. “Tell me”, “explain”, “describe” lead nobody."),
        Step::Saw => Some("Keep apart what you saw yourself and what others told you."),
        Step::Else => Some("Leave blank what you have nothing to say on."),
        _ => None,
    }
}
