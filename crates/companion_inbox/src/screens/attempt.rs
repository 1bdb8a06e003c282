//! What a form or a button is doing, and why it was not done.

use companion_inbox::{error::InboxError, words};
use companion_parts::view::Tone;
use leptos::{prelude::*, task::spawn_local};

use super::notice::Notice;

/// One thing that is done at a time.
#[derive(Clone, Copy, Default)]
pub struct Attempt {
    /// Whether it is being done.
    pub busy: RwSignal<bool>,
    /// Why it was not done.
    pub error: RwSignal<Option<InboxError>>,
}

impl Attempt {
    /// Does it, unless it is being done. A form that goes away once it is done takes these signals with it: they are left alone
    /// then, and a form that stays calls [`Attempt::finish`].
    pub fn start(self, act: impl Future<Output = Result<(), InboxError>> + 'static) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        spawn_local(async move {
            if let Err(error) = act.await {
                self.error.set(Some(error));
                self.busy.set(false);
            }
        });
    }

    /// Makes it possible to do it again, after it was done.
    pub fn finish(self) {
        self.error.set(None);
        self.busy.set(false);
    }
}

/// A form's button: what it does, or is doing. Then it does not listen.
#[component]
pub fn Submit(
    /// What it does.
    words: &'static str,
    /// What it is doing.
    doing: &'static str,
    /// Whether it is doing it.
    busy: RwSignal<bool>,
) -> impl IntoView {
    view! {
        <button class="main" type="submit" aria-disabled=move || busy.get().to_string()>
            {move || if busy.get() { doing } else { words }}
        </button>
    }
}

/// Why something was not done, in words, read out at once.
#[component]
pub fn ErrorText(
    /// The error.
    error: RwSignal<Option<InboxError>>,
) -> impl IntoView {
    move || {
        let sentence = error.with(|error| error.as_ref().map(words::error));
        sentence.map(|sentence| view! { <Notice tone=Tone::Waiting urgent=true><p>{sentence}</p></Notice> })
    }
}
