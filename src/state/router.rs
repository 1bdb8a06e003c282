//! Where in the app one is.

use companion_browser::page;
use leptos::prelude::*;

use crate::route::{Page, Step};
use uuid::Uuid;

/// The page on the screen. After the mount the app is one document: a navigation must never drop the open vault.
#[derive(Clone, Copy)]
pub struct Router {
    page: RwSignal<Page>,
    /// Whether it was another tab that wanted the page that is on the screen.
    sent: StoredValue<bool>,
}

impl Router {
    /// The page the browser's address names.
    pub fn at_address() -> Self {
        Self { page: RwSignal::new(Page::of(&page::path())), sent: StoredValue::new(false) }
    }

    /// The page on the screen.
    pub fn page(self) -> Page {
        self.page.get()
    }

    /// The same, without following it.
    pub fn page_untracked(self) -> Page {
        self.page.get_untracked()
    }

    /// Goes to a page, so that "back" returns.
    pub fn go(self, to: Page) {
        if self.page.get_untracked() != to {
            page::push(&to.path());
            self.show(to);
        }
    }

    /// Goes to a page because another tab wants it, so that "back" returns.
    pub fn send_to(self, to: Page) {
        if self.page.get_untracked() != to {
            self.go(to);
            self.sent.set_value(true);
        }
    }

    /// Whether it was another tab that wanted the page on the screen.
    pub fn was_sent(self) -> bool {
        self.sent.get_value()
    }

    /// Goes to a page in the place of this one.
    pub fn replace(self, to: Page) {
        page::replace(&to.path());
        self.show(to);
    }

    /// The same, unless one has gone elsewhere since it was asked for: to Hide above all.
    pub fn replace_if(self, is_still_there: impl FnOnce(&Page) -> bool, to: Page) {
        if self.page.with_untracked(is_still_there) {
            self.replace(to);
        }
    }

    /// Gives a new record its own address at its first keystroke, without drawing the page anew.
    pub fn name_new_record(self, id: Uuid) {
        if Page::of(&page::path()).is_new() {
            page::replace(&Page::Record(id, Step::Write).path());
        }
    }

    /// Follows the browser's own "back" and "forward".
    pub fn follow_address(self) {
        self.show(Page::of(&page::path()));
    }

    fn show(self, to: Page) {
        page::title(to.title());
        self.sent.set_value(false);
        self.page.set(to);
    }
}
