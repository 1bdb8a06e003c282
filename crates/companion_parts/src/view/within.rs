//! An [`El`] within Leptos' own views, so that both ways of drawing mix.

use companion_browser::events::NoteError;
use leptos::{
    prelude::*,
    tachys::{
        html::attribute::{Attribute, any_attribute::AnyAttribute},
        hydration::Cursor,
        view::{IntoRender, Position, PositionState, add_attr::AddAnyAttr},
    },
};
use send_wrapper::SendWrapper;
use wasm_bindgen::JsCast;
use web_sys::{Element, Node};

use super::El;

/// What `view!` makes of an [`El`]. Leptos asks that a view could go to another thread; a page has one.
#[derive(Clone)]
pub struct Within(SendWrapper<Node>);

impl IntoRender for El {
    type Output = Within;

    fn into_render(self) -> Within {
        Within(SendWrapper::new(self.into_node()))
    }
}

impl Render for Within {
    type State = Self;

    fn build(self) -> Self {
        self
    }

    fn rebuild(self, state: &mut Self) {
        state.insert_before_this(&mut self.clone());
        state.unmount();
        *state = self;
    }
}

impl Mountable for Within {
    fn unmount(&mut self) {
        if let Some(parent) = self.0.parent_node() {
            parent.remove_child(&self.0).note_error("removing a child");
        }
    }

    fn mount(&mut self, parent: &Element, marker: Option<&Node>) {
        parent.insert_before(&self.0, marker).note_error("inserting a child");
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        let parent = self.0.parent_element();
        if let Some(parent) = &parent {
            child.mount(parent, Some(&self.0));
        }
        parent.is_some()
    }

    fn elements(&self) -> Vec<Element> {
        vec![self.0.unchecked_ref::<Element>().clone()]
    }
}

impl AddAnyAttr for Within {
    type Output<A: Attribute> = Self;

    fn add_any_attr<A: Attribute>(self, _: A) -> Self {
        self
    }
}

/// Pages are never drawn anywhere but in a browser: the words for a server are empty.
impl RenderHtml for Within {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self {
        self
    }

    fn to_html_with_buf(self, _: &mut String, _: &mut Position, _: bool, _: bool, _: Vec<AnyAttribute>) {}

    fn hydrate<const FROM_SERVER: bool>(self, _: &Cursor, _: &PositionState) -> Self {
        self
    }

    fn into_owned(self) -> Self {
        self
    }
}
