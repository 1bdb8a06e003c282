use leptos::{
    attr::custom::{CustomAttr, custom_attribute},
    prelude::*,
};

/// Leaves the words as they are typed, where the browser knows this attribute (Safari, Firefox).
pub fn no_autocorrect() -> CustomAttr<&'static str, &'static str> {
    custom_attribute("autocorrect", "off")
}

/// A line of text, stored exactly as the box holds it.
#[component]
pub fn ShortText(
    /// The field's key; unique on the page.
    key: &'static str,
    /// What is asked.
    #[prop(into)]
    label: String,
    /// How to answer.
    #[prop(into, optional)]
    help: String,
    /// The text; changes only when words come from elsewhere than this box.
    #[prop(into)]
    value: Signal<String>,
    /// What the box holds after each keystroke.
    on_input: impl Fn(String) + 'static,
    /// `numeric` for a PIN.
    #[prop(optional)]
    inputmode: &'static str,
    /// `password` hides what is typed.
    #[prop(default = "text")]
    kind: &'static str,
) -> impl IntoView {
    let help_id = format!("{key}-help");
    let described_by = if help.is_empty() { None } else { Some(help_id.clone()) };
    view! {
        <div class="field">
            <label for=key>{label}</label>
            {(!help.is_empty()).then(|| view! { <p class="help" id=help_id>{help}</p> })}
            <input id=key type=kind inputmode=inputmode autocomplete="off" autocapitalize="none"
                spellcheck="false" aria-describedby=described_by prop:value=move || value.get()
                on:input=move |event| on_input(event_target_value(&event)) {..no_autocorrect()} />
        </div>
    }
}

/// One of a few answers.
#[component]
pub fn Choice(
    /// The field's key; unique on the page.
    key: &'static str,
    /// What is asked.
    #[prop(into)]
    label: String,
    /// How to answer.
    #[prop(into, optional)]
    help: String,
    /// Each answer's key and words.
    options: Vec<(&'static str, String)>,
    /// The key of the answer given, or nothing.
    #[prop(into)]
    chosen: Signal<String>,
    /// The key of the answer pressed.
    on_choose: impl Fn(&'static str) + Clone + 'static,
) -> impl IntoView {
    let answers = options.into_iter().map(|(option, words)| {
        let on_choose = on_choose.clone();
        view! {
            <label>
                <input type="radio" name=key value=option autocomplete="off" prop:checked=move || chosen.get() == option
                    on:change=move |_| on_choose(option) />
                <span>{words}</span>
            </label>
        }
    });
    view! {
        <fieldset>
            <legend>{label}</legend>
            {(!help.is_empty()).then(|| view! { <p class="help">{help}</p> })}
            {answers.collect_view()}
        </fieldset>
    }
}

/// A box to tick.
#[component]
pub fn Tick(
    /// What is said by ticking.
    #[prop(into)]
    label: String,
    /// Whether it is ticked.
    #[prop(into)]
    ticked: Signal<bool>,
    /// The box after each press.
    on_change: impl Fn(bool) + 'static,
) -> impl IntoView {
    view! {
        <label>
            <input type="checkbox" autocomplete="off" prop:checked=move || ticked.get()
                on:change=move |event| on_change(event_target_checked(&event)) />
            <span>{label}</span>
        </label>
    }
}
