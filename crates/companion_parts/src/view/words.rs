//! The elements that every screen has.

use super::{El, el};

/// The screen's one heading.
pub fn h1(text: &str) -> El {
    el("h1").text(text)
}

/// A heading within it.
pub fn h2(text: &str) -> El {
    el("h2").text(text)
}

/// A paragraph.
pub fn p(text: &str) -> El {
    el("p").text(text)
}

/// A way to another page, or to a telephone.
pub fn link(class: &str, href: &str, text: &str) -> El {
    el("a").class(class).attr("href", href).text(text)
}

/// A button that does something on this page.
pub fn button(class: &str, text: &str, then: impl Fn() + 'static) -> El {
    el("button").attr("type", "button").class(class).text(text).on("click", move |_| then())
}

/// The button that sends a form; while it works it says so, and is not pressed twice.
pub fn submit(text: impl Fn() -> String + 'static, busy: impl Fn() -> bool + 'static) -> El {
    el("button")
        .attr("type", "submit")
        .class("main")
        .live_attr("aria-disabled", move || Some(busy().to_string()))
        .live_text(text)
}
