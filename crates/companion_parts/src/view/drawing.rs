use leptos::{ev::MouseEvent, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::Element;

/// An SVG whose parts can be pressed, drawn again when what it is drawn from changes.
#[component]
pub fn Drawing(
    /// The markup: ours alone, never a person's words.
    #[prop(into)]
    svg: Signal<String>,
    /// Has the number (`data-part`) of the part that was pressed.
    #[prop(into)]
    then: Callback<(usize,)>,
) -> impl IntoView {
    let svg = Memo::new(move |_| svg.get());
    let press = move |event: MouseEvent| {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let part = target.and_then(|target| target.closest("[data-part]").ok().flatten());
        if let Some(number) = part.and_then(|part| part.get_attribute("data-part")?.parse().ok()) {
            then.try_run((number,));
        }
    };
    view! { <div class="drawing" inner_html=move || svg.get() on:click=press></div> }
}
