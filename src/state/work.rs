//! What a form asks for: done once at a time, and told.

use std::{future::Future, pin::Pin};

use leptos::{prelude::*, task::spawn_local};

/// One piece of work, and what went wrong with it.
#[derive(Clone, Copy)]
pub struct Work {
    under_way: RwSignal<bool>,
    /// What the person still has and what to do next, if it did not come about.
    pub trouble: RwSignal<Option<String>>,
}

impl Work {
    /// Work that nobody has asked for yet.
    pub fn new() -> Self {
        Self { under_way: RwSignal::new(false), trouble: RwSignal::new(None) }
    }

    /// Whether it is being done.
    pub fn is_under_way(self) -> bool {
        self.under_way.get()
    }

    /// Whether the screen that asked for it is still there.
    pub fn is_awaited(self) -> bool {
        self.trouble.try_get_untracked().is_some()
    }

    /// Does it, unless it is being done already.
    pub fn begin(self, work: impl Future<Output = Result<(), String>> + 'static) {
        self.carry_out(Box::pin(work));
    }

    fn carry_out(self, work: Pin<Box<dyn Future<Output = Result<(), String>>>>) {
        if self.under_way.get_untracked() {
            return;
        }
        self.under_way.set(true);
        spawn_local(async move {
            self.trouble.set(work.await.err());
            self.under_way.set(false);
        });
    }
}
