//! One element of a page, drawn straight into the document and kept up to date by Leptos' signals.
//!
//! Leptos' own views have a type for every shape of a page, and a phone downloads code for each of them. Here every
//! element has the same type.

use companion_browser::events::NoteError;
use wasm_bindgen::{JsCast, closure::Closure, prelude::wasm_bindgen};
use web_sys::{Element, Event, HtmlInputElement, Node};

use super::live::{Outlet, follow};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = document, js_name = createElement)]
    fn create_element(tag: &str) -> Node;
    #[wasm_bindgen(js_namespace = document, js_name = createTextNode)]
    fn create_text(text: &str) -> Node;
    #[wasm_bindgen(js_namespace = document, js_name = createComment)]
    fn create_comment(text: &str) -> Node;
}

/// An element, or nothing.
#[derive(Clone)]
pub struct El(Node);

/// An element of a kind: `p`, `form`. An element can't be made anywhere but on a page.
pub fn el(tag: &str) -> El {
    El(create_element(tag))
}

/// Nothing to be seen.
pub fn nothing() -> El {
    El(create_comment(""))
}

impl El {
    /// An element that is on the page already.
    pub fn of(element: Element) -> Self {
        Self(element.into())
    }

    /// With its class, or its classes.
    pub fn class(self, class: &str) -> Self {
        self.attr("class", class)
    }

    /// With an attribute.
    pub fn attr(self, name: &str, value: &str) -> Self {
        // The names are ours, and none of them is refused.
        self.element().set_attribute(name, value).note_error("an attribute");
        self
    }

    /// With an attribute that follows what it is made of; `None` takes it away.
    pub fn live_attr(self, name: &'static str, value: impl Fn() -> Option<String> + 'static) -> Self {
        self.attr_that_follows(name, Box::new(value))
    }

    /// And then these words.
    pub fn text(self, text: &str) -> Self {
        self.append(&create_text(text))
    }

    /// And then words that follow what they are made of.
    pub fn live_text(self, text: impl Fn() -> String + 'static) -> Self {
        self.text_that_follows(Box::new(text))
    }

    /// Filled with markup that follows what it is made of: ours alone, never a person's words.
    pub fn live_html(self, html: impl Fn() -> String + 'static) -> Self {
        let (element, mut shown) = (self.element().clone(), String::new());
        follow(Box::new(move || {
            let html = html();
            // What is drawn anew for nothing loses the place of whoever is reading it.
            if html != shown {
                element.set_inner_html(&html);
                shown = html;
            }
        }));
        self
    }

    /// And then this.
    pub fn child(self, child: El) -> Self {
        self.append(&child.0)
    }

    /// And then all of these.
    pub fn children(self, children: impl IntoIterator<Item = El>) -> Self {
        children.into_iter().fold(self, Self::child)
    }

    /// And then what is drawn of a value, and drawn anew when the value is another one. What is typed into it stays
    /// as long as the value does.
    pub fn live<K: PartialEq + 'static>(
        self,
        of: impl Fn() -> K + 'static,
        draw: impl Fn(&K) -> El + 'static,
    ) -> Self {
        let mut shown = None;
        self.place(Box::new(move |place| {
            let now = of();
            if shown.as_ref() != Some(&now) {
                let now = shown.insert(now);
                place.show(&mut || draw(now));
            }
        }))
    }

    /// And then something while a condition holds.
    pub fn when(self, holds: impl Fn() -> bool + 'static, draw: impl Fn() -> El + 'static) -> Self {
        self.live(holds, move |holds| if *holds { draw() } else { nothing() })
    }

    /// Does something whenever an event happens to it.
    pub fn on(self, event: &str, then: impl Fn(Event) + 'static) -> Self {
        self.on_event(event, Box::new(then))
    }

    /// A form that is sent by its button or the keyboard's, and never by the browser.
    pub fn on_submit(self, then: impl Fn() + 'static) -> Self {
        self.attr("autocomplete", "off").on("submit", move |event| {
            event.prevent_default();
            then();
        })
    }

    /// A box for text: shows what comes from elsewhere, tells what is typed.
    pub fn typed(self, value: impl Fn() -> String + 'static, then: impl Fn(String) + 'static) -> Self {
        self.typed_into(Box::new(value), Box::new(then))
    }

    /// A box to tick or to choose: shows whether it is, tells when it is pressed.
    pub fn ticked(self, ticked: impl Fn() -> bool + 'static, then: impl Fn(bool) + 'static) -> Self {
        self.ticked_by(Box::new(ticked), Box::new(then))
    }

    /// Gives it the focus once it is on the page.
    pub fn focused(self) -> Self {
        let element = self.input();
        // Focus is refused only for what is not on the page any more.
        leptos::task::spawn_local(async move { element.focus().note_error("the focus") });
        self
    }

    /// The element itself.
    pub fn element(&self) -> &Element {
        self.0.unchecked_ref()
    }

    /// What a field holds at this moment.
    pub(super) fn value(&self) -> String {
        self.input().value()
    }

    /// Its place in the document, also where it is nothing.
    pub(super) fn into_node(self) -> Node {
        self.0
    }

    /// `value`, `checked` and `focus` have the same names on every kind of field.
    fn input(&self) -> HtmlInputElement {
        self.0.clone().unchecked_into()
    }

    fn append(self, child: &Node) -> Self {
        // Only a parent that is no element refuses children.
        self.0.append_child(child).note_error("a child");
        self
    }
}

/// What the verbs above come down to, compiled once for all the closures they are given.
impl El {
    fn attr_that_follows(self, name: &'static str, value: Box<dyn Fn() -> Option<String>>) -> Self {
        let element = self.element().clone();
        follow(Box::new(move || {
            let set = match value() {
                Some(value) => element.set_attribute(name, &value),
                None => element.remove_attribute(name),
            };
            set.note_error("an attribute");
        }));
        self
    }

    fn text_that_follows(self, text: Box<dyn Fn() -> String>) -> Self {
        let node = create_text("");
        let shown = node.clone();
        follow(Box::new(move || shown.set_text_content(Some(&text()))));
        self.append(&node)
    }

    fn place(self, mut fill: Box<dyn FnMut(&mut Outlet)>) -> Self {
        let nothing = nothing();
        let mut place = Outlet::new(nothing.0.clone());
        let element = self.child(nothing);
        follow(Box::new(move || fill(&mut place)));
        element
    }

    fn typed_into(self, value: Box<dyn Fn() -> String>, then: Box<dyn Fn(String)>) -> Self {
        let shown = self.input();
        follow(Box::new(move || {
            let value = value();
            if shown.value() != value {
                shown.set_value(&value);
            }
        }));
        let input = self.input();
        self.on("input", move |_| then(input.value()))
    }

    fn ticked_by(self, ticked: Box<dyn Fn() -> bool>, then: Box<dyn Fn(bool)>) -> Self {
        let shown = self.input();
        follow(Box::new(move || shown.set_checked(ticked())));
        let input = self.input();
        self.on("change", move |_| then(input.checked()))
    }

    fn on_event(self, event: &str, then: Box<dyn Fn(Event)>) -> Self {
        let run = Closure::<dyn Fn(Event)>::new(then).into_js_value();
        self.0.add_event_listener_with_callback(event, run.unchecked_ref()).note_error("a listener");
        self
    }
}
