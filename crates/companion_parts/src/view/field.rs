use std::rc::Rc;

use leptos::prelude::*;

use super::{
    El, el,
    words::{button, p},
};

/// What a line of text is for: which keyboard opens, and whether the text shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// Words.
    Words,
    /// A telephone number.
    Phone,
    /// A PIN or a passphrase, that nobody else should see: which keys a phone shows for it.
    Pin {
        /// All of them, not the digits alone.
        letters: RwSignal<bool>,
    },
}

/// A line of text, stored exactly as the box holds it. `value` changes only when words come from elsewhere than this
/// box; `then` has what the box holds after each keystroke.
pub fn short_text(
    line: Line,
    key: &str,
    label: &str,
    help: &str,
    value: impl Fn() -> String + 'static,
    then: impl Fn(String) + 'static,
) -> El {
    line_of_text(line, key, label, help, Box::new(value), Box::new(then))
}

fn line_of_text(
    line: Line,
    key: &str,
    label: &str,
    help: &str,
    value: Box<dyn Fn() -> String>,
    then: Box<dyn Fn(String)>,
) -> El {
    let kind = if matches!(line, Line::Pin { .. }) { "password" } else { "text" };
    let input = plain_words(el("input").attr("id", key).attr("type", kind)).typed(value, then);
    let input = match line {
        Line::Words => input,
        Line::Phone => input.attr("inputmode", "tel"),
        Line::Pin { letters } => input
            .live_attr("inputmode", move || Some(if letters.get() { "text" } else { "numeric" }.to_owned())),
    };
    let field = el("div").class("field").child(el("label").attr("for", key).text(label));
    if help.is_empty() {
        return field.child(input);
    }
    let help_id = format!("{key}-help");
    let input = input.attr("aria-describedby", &help_id);
    field.child(p(help).class("help").attr("id", &help_id)).child(input)
}

/// Leaves the words as they are typed, where the browser knows these attributes, and out of its own session files.
pub fn plain_words(field: El) -> El {
    field
        .attr("autocomplete", "off")
        .attr("autocapitalize", "none")
        .attr("autocorrect", "off")
        .attr("spellcheck", "false")
}

/// One of a few answers, each a key and its words. `chosen` is the key of the answer given, or nothing; `then` has
/// the key of the answer pressed.
pub fn choice(
    key: &str,
    label: &str,
    help: &str,
    options: &[(&'static str, &str)],
    chosen: impl Fn() -> String + 'static,
    then: impl Fn(&'static str) + 'static,
) -> El {
    choice_of(key, label, help, options, Rc::new(chosen), Rc::new(then))
}

fn choice_of(
    key: &str,
    label: &str,
    help: &str,
    options: &[(&'static str, &str)],
    chosen: Rc<dyn Fn() -> String>,
    then: Rc<dyn Fn(&'static str)>,
) -> El {
    let legend = el("fieldset").child(el("legend").text(label));
    let fieldset = if help.is_empty() { legend } else { legend.child(p(help).class("help")) };
    fieldset.children(options.iter().map(|(option, words)| {
        let (option, chosen, then) = (*option, Rc::clone(&chosen), Rc::clone(&then));
        let radio = el("input").attr("type", "radio").attr("name", key).attr("value", option);
        let radio = radio.ticked(move || chosen() == option, move |_| then(option));
        ticked_label(radio, words)
    }))
}

/// One of many answers, in groups: each group has a name, its answers are numbered through all of them. `then` has the
/// number of the answer that was chosen, once its button is pressed: a list that acts by itself acts at every arrow key.
pub fn list_box(
    key: &str,
    label: &str,
    groups: &[(&str, Vec<String>)],
    verb: &str,
    then: impl Fn(usize) + 'static,
) -> El {
    let select = el("select").attr("id", key).attr("autocomplete", "off");
    let mut number = 0;
    let select = select.children(groups.iter().map(|(name, answers)| {
        let group = el("optgroup").attr("label", name);
        group.children(answers.iter().map(|words| {
            let option = el("option").attr("value", &number.to_string()).text(words);
            number += 1;
            option
        }))
    }));
    let chosen = select.clone();
    let choose = move || {
        if let Ok(number) = chosen.value().parse() {
            then(number);
        }
    };
    el("div")
        .class("field")
        .child(el("label").attr("for", key).text(label))
        .child(select)
        .child(button("", verb, choose))
}

/// A box to tick.
pub fn tick(label: &str, ticked: impl Fn() -> bool + 'static, then: impl Fn(bool) + 'static) -> El {
    ticked_label(el("input").attr("type", "checkbox").ticked(ticked, then), label)
}

fn ticked_label(input: El, words: &str) -> El {
    el("label").child(input.attr("autocomplete", "off")).child(el("span").text(words))
}
