//! A drawing whose parts can be pressed.

use wasm_bindgen::JsCast;
use web_sys::Element;

use super::{El, el};

/// An SVG that follows what it is drawn from. `then` has the number (`data-part`) of the part that was pressed.
pub fn drawing(svg: impl Fn() -> String + 'static, then: impl Fn(usize) + 'static) -> El {
    let drawn = el("div").class("drawing").live_html(svg);
    drawn.on("click", move |event| {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let part = target.and_then(|target| target.closest("[data-part]").ok().flatten());
        if let Some(number) = part.and_then(|part| part.get_attribute("data-part")?.parse().ok()) {
            then(number);
        }
    })
}
