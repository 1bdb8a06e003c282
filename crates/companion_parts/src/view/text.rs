//! Boxes for text. What is typed is never changed: no capitals, no correction, no spelling marks, and nothing of it in the
//! browser's own session files.

use leptos::{attr::custom::custom_attribute, html, prelude::*};

/// What a line of text is for: which keyboard opens, and whether the text shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Line {
    /// Words.
    #[default]
    Words,
    /// A telephone number.
    Phone,
    /// A PIN or a passphrase, that nobody else should see: which keys a phone shows for it.
    Pin {
        /// All of them, not the digits alone.
        letters: RwSignal<bool>,
    },
}

impl Line {
    fn input_type(self) -> &'static str {
        if matches!(self, Self::Pin { .. }) { "password" } else { "text" }
    }

    fn input_mode(self) -> Option<&'static str> {
        match self {
            Self::Words => None,
            Self::Phone => Some("tel"),
            Self::Pin { letters } => Some(if letters.get() { "text" } else { "numeric" }),
        }
    }
}

/// A line of text, stored exactly as the box holds it.
#[component]
pub fn ShortText(
    /// What it is for.
    #[prop(optional)]
    line: Line,
    /// Its id on the page.
    #[prop(into)]
    id: String,
    /// What is asked.
    #[prop(into)]
    label: String,
    /// The help between label and box; empty for none.
    #[prop(optional, into)]
    help: String,
    /// What the box holds.
    #[prop(into)]
    value: Signal<String>,
    /// Has what the box holds after each keystroke.
    #[prop(into)]
    then: Callback<(String,)>,
) -> impl IntoView {
    let input = NodeRef::<html::Input>::new();
    Effect::new(move |_| {
        let (Some(input), value) = (input.get(), value.get()) else { return };
        // A box that is written to loses its caret and what an input method is composing.
        if input.value() != value {
            input.set_value(&value);
        }
    });
    let described = describes(&id, &help);
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <Help id=id.clone() help />
            <input node_ref=input id=id type=line.input_type() inputmode=move || line.input_mode()
                aria-describedby=described autocomplete="off" autocapitalize="none" spellcheck="false"
                prop:value=value.get_untracked()
                on:input=move |event| { then.try_run((event_target_value(&event),)); }
                {..custom_attribute("autocorrect", "off")} />
        </div>
    }
}

/// A box that grows, likewise.
#[component]
pub fn LongText(
    /// Its id on the page, and its name.
    #[prop(into)]
    id: String,
    /// What is asked; none where something else on the page is its label: the box is no field among others then.
    #[prop(optional, into)]
    label: Option<String>,
    /// The help between label and box; empty for none.
    #[prop(optional, into)]
    help: String,
    /// Whether it is for somebody's own words or names, which no browser should correct.
    #[prop(optional)]
    verbatim: bool,
    /// What the box holds.
    #[prop(into)]
    value: Signal<String>,
    /// Has what the box holds after each keystroke.
    #[prop(into)]
    then: Callback<(String,)>,
) -> impl IntoView {
    let area = NodeRef::<html::Textarea>::new();
    Effect::new(move |_| {
        let (Some(area), value) = (area.get(), value.get()) else { return };
        if area.value() != value {
            area.set_value(&value);
        }
    });
    let described = describes(&id, &help);
    let off = |value: &'static str| verbatim.then_some(value);
    let class = label.is_some().then_some("field");
    view! {
        <div class=class>
            {label.map(|label| view! { <label for=id.clone()>{label}</label> })}
            <Help id=id.clone() help />
            <textarea node_ref=area id=id.clone() name=id aria-describedby=described autocomplete="off"
                autocapitalize=off("none") spellcheck=off("false") prop:value=value.get_untracked()
                on:input=move |event| { then.try_run((event_target_value(&event),)); }
                {..custom_attribute("autocorrect", off("off"))}></textarea>
        </div>
    }
}

/// What stands between a label and its box.
#[component]
fn Help(id: String, help: String) -> impl IntoView {
    (!help.is_empty()).then(|| view! { <p class="help" id=format!("{id}-help")>{help}</p> })
}

/// The id of a box's help, if it has some.
fn describes(id: &str, help: &str) -> Option<String> {
    (!help.is_empty()).then(|| format!("{id}-help"))
}
