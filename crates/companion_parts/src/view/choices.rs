//! Answers to choose from.

use leptos::{html, prelude::*};

/// One of a few answers, each a key and its words.
#[component]
pub fn Choice(
    /// The name of the group.
    #[prop(into)]
    name: String,
    /// What is asked.
    #[prop(into)]
    label: String,
    /// The help below it; empty for none.
    #[prop(optional, into)]
    help: String,
    /// The answers: keys and words.
    options: Vec<(&'static str, String)>,
    /// The key of the answer given, or nothing.
    #[prop(into)]
    chosen: Signal<String>,
    /// Has the key of the answer that was pressed.
    #[prop(into)]
    then: Callback<(&'static str,)>,
    /// A class of its own.
    #[prop(optional)]
    class: &'static str,
) -> impl IntoView {
    let options = options.into_iter().map(move |(option, words)| {
        view! {
            <label>
                <input type="radio" name=name.clone() value=option autocomplete="off"
                    prop:checked=move || chosen.with(|chosen| chosen == option) on:change=move |_| { then.try_run((option,)); } />
                <span>{words}</span>
            </label>
        }
    });
    let options = options.collect_view();
    view! { <Group label help class>{options}</Group> }
}

/// Controls under one question.
#[component]
pub fn Group(
    /// The question.
    #[prop(into)]
    label: String,
    /// The help below it; empty for none.
    #[prop(optional, into)]
    help: String,
    /// A class of its own.
    #[prop(optional)]
    class: &'static str,
    /// The controls.
    children: Children,
) -> impl IntoView {
    view! {
        <fieldset class=(!class.is_empty()).then_some(class)>
            <legend>{label}</legend>
            {(!help.is_empty()).then(|| view! { <p class="help">{help}</p> })}
            {children()}
        </fieldset>
    }
}

/// A box to tick.
#[component]
pub fn Tick(
    /// What it says.
    #[prop(into)]
    label: String,
    /// Whether it is ticked.
    #[prop(into)]
    ticked: Signal<bool>,
    /// Has whether it is ticked now, once it was pressed.
    #[prop(into)]
    then: Callback<(bool,)>,
) -> impl IntoView {
    view! {
        <label>
            <input type="checkbox" autocomplete="off" prop:checked=ticked
                on:change=move |event| { then.try_run((event_target_checked(&event),)); } />
            <span>{label}</span>
        </label>
    }
}

/// One of many answers, in groups. It is chosen by its button: a list that acts by itself acts at every arrow key.
#[component]
pub fn ListBox(
    /// Its id on the page.
    id: &'static str,
    /// What is asked.
    label: &'static str,
    /// The name of each group, and its answers; they are numbered through all of them.
    groups: Vec<(&'static str, Vec<String>)>,
    /// What the button says.
    verb: &'static str,
    /// Has the number of the answer that was chosen.
    #[prop(into)]
    then: Callback<(usize,)>,
) -> impl IntoView {
    let select = NodeRef::<html::Select>::new();
    let choose = move |_| {
        if let Some(number) = select.get_untracked().and_then(|select| select.value().parse().ok()) {
            then.try_run((number,));
        }
    };
    let mut numbers = 0_usize..;
    let groups = groups.into_iter().map(|(name, answers)| {
        let options = answers.into_iter().zip(&mut numbers);
        let options =
            options.map(|(words, number)| view! { <option value=number.to_string()>{words}</option> });
        view! { <optgroup label=name>{options.collect_view()}</optgroup> }
    });
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <select node_ref=select id=id autocomplete="off">{groups.collect_view()}</select>
            <button type="button" on:click=choose>{verb}</button>
        </div>
    }
}
