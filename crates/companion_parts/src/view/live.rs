//! What follows a signal on the page.

use companion_browser::events::NoteError;
use leptos::prelude::*;
use web_sys::Node;

/// Runs at once, and again whenever a signal it has read changes; until its owner is gone.
pub fn follow(run: Box<dyn FnMut()>) {
    let mut run = run;
    // Kept by the owner and dropped with it.
    StoredValue::new_local(RenderEffect::new(move |_| run()));
}

/// A place on the page that shows one thing at a time.
pub struct Outlet {
    home: Owner,
    shown: Node,
    owner: Option<Owner>,
}

impl Outlet {
    /// The place of a node that stands there for now.
    pub fn new(shown: Node) -> Self {
        Self { home: Owner::current().unwrap_or_default(), shown, owner: None }
    }

    /// Draws, and puts the drawn in the place of what was there, whose effects end.
    pub fn show(&mut self, draw: &mut dyn FnMut() -> super::El) {
        let owner = self.home.child();
        let drawn: Node = owner.with(|| untrack(draw)).into_node();
        if let Some(parent) = self.shown.parent_node() {
            // What is shown is a child of its own parent.
            parent.replace_child(&drawn, &self.shown).note_error("replacing a child");
        }
        self.shown = drawn;
        if let Some(before) = self.owner.replace(owner) {
            before.cleanup();
        }
    }
}
