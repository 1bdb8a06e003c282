//! Text, kept exactly as the box holds it.

use companion_model::concern::{Control, Field};
use companion_parts::view::{El, Line, el, p, plain_words, short_text};

use super::words_of;
use crate::state::{Editor, companion};

/// A box that grows.
pub fn long(field: &'static Field) -> El {
    let editor = companion().editor;
    let (label, help) = words_of(field);
    let key = field.key;
    let the_box = el("textarea").attr("id", key).attr("name", key).attr("autocomplete", "off");
    let the_box = if field.verbatim { plain_words(the_box) } else { the_box };
    let the_box = the_box.typed(move || editor.text_for_box(key), move |text| write(editor, key, text));
    let drawn = el("div").class("field").child(el("label").attr("for", key).text(&label));
    if help.is_empty() {
        return drawn.child(the_box);
    }
    let id = format!("{key}-help");
    let the_box = the_box.attr("aria-describedby", &id);
    drawn.child(p(&help).class("help").attr("id", &id)).child(the_box)
}

/// One line.
pub fn short(field: &'static Field) -> El {
    let editor = companion().editor;
    let (label, help) = words_of(field);
    let key = field.key;
    let value = move || editor.text_for_box(key);
    let line = if field.kind == Control::Phone { Line::Phone } else { Line::Words };
    short_text(line, key, &label, &help, value, move |text| write(editor, key, text))
}

fn write(editor: Editor, key: &str, text: String) {
    editor.edit(|content| {
        if let Some(answer) = content.text_mut(key) {
            *answer = text;
        }
    });
}
