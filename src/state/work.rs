//! What a form asks for: done once at a time, and told.

use std::{future::Future, pin::Pin};

use companion_app::AppError;
use companion_browser::timer;
use leptos::{prelude::*, task::spawn_local};

/// How long after a fault the next try is made.
const AGAIN_MS: u32 = 3_000;

/// One piece of work, and what went wrong with it.
#[derive(Clone, Copy)]
pub struct Work {
    under_way: RwSignal<bool>,
    /// Why it did not come about.
    pub error: RwSignal<Option<AppError>>,
}

impl Work {
    /// Work that nobody has asked for yet.
    pub fn new() -> Self {
        Self { under_way: RwSignal::new(false), error: RwSignal::new(None) }
    }

    /// Whether it is being done.
    pub fn is_under_way(self) -> bool {
        self.under_way.get()
    }

    /// Whether the screen that asked for it is still there.
    pub fn is_awaited(self) -> bool {
        self.error.try_get_untracked().is_some()
    }

    /// Does it, unless it is being done already.
    pub fn begin(self, work: impl Future<Output = Result<(), AppError>> + 'static) {
        self.carry_out(Box::pin(work));
    }

    /// Does it; and where a fault keeps it from coming about, again after a pause, until it has or the screen that asked for it
    /// is gone: a fault of the phone's database may pass.
    pub fn begin_until_done<W>(self, work: impl Fn() -> W + 'static)
    where
        W: Future<Output = Result<(), AppError>> + 'static,
    {
        spawn_local(async move {
            loop {
                let error = work().await.err();
                let is_done = error.is_none();
                if !self.is_awaited() {
                    return;
                }
                self.error.set(error);
                if is_done {
                    return;
                }
                timer::sleep_ms(AGAIN_MS).await;
            }
        });
    }

    fn carry_out(self, work: Pin<Box<dyn Future<Output = Result<(), AppError>>>>) {
        if self.under_way.get_untracked() {
            return;
        }
        self.under_way.set(true);
        spawn_local(async move {
            self.error.set(work.await.err());
            self.under_way.set(false);
        });
    }
}
