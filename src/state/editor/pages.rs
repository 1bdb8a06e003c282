//! What the opening of a page of the record does.

use companion_browser::clock;
use companion_model::concern::{Moment, Step};
use leptos::prelude::*;

use super::Editor;

impl Editor {
    /// A page of the open record is opened. Where it asks when the author was told or noticed, and nothing was said of that,
    /// now is filled in, to be changed by them. Once the record was checked as a whole, each question leads back there.
    pub fn enter(self, step: Step) {
        if step == Step::Check {
            self.checked.set(true);
        }
        if step.asks_for("noticed") && self.says_nothing_of_when() {
            self.edit(|content| content.noticed = Moment::filled_in(&clock::now()));
        }
    }

    fn says_nothing_of_when(self) -> bool {
        self.draft.with_untracked(|draft| {
            draft.as_ref().is_some_and(|draft| draft.content.noticed == Moment::default())
        })
    }

    /// Whether the record has been checked as a whole since it was opened.
    pub fn is_checked(self) -> bool {
        self.checked.get()
    }
}
