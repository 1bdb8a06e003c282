//! Whether the app opens without signal: said only when the worker in charge has every file of its build. It is asked
//! itself, and whatever may have changed that makes it be asked again: browsers throw files away without a word.

use std::time::Duration;

use companion_browser::{
    boot,
    page::{self, Event, Listener},
    service_worker,
    timer::Timeout,
};
use leptos::{prelude::*, task::spawn_local};

/// On the boot script's tag: as long as it is there, that script registers no worker.
const LEFT: &str = "data-left";

/// A worker that has not answered by then does not.
const ANSWERS_WITHIN: Duration = Duration::from_secs(10);
const ASKED_AGAIN: Duration = Duration::from_secs(20);
const ASKED_AGAIN_WHEN_READY: Duration = Duration::from_mins(5);

/// What becomes of the app's own files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Files {
    /// They are on this phone, or are being put there.
    Stay,
    /// Another page removes them, and says to this one when it is done.
    GoElsewhere,
    /// This page is removing them.
    Go,
    /// This page has removed them.
    AreGone,
}

thread_local! {
    /// A page has one set of files, and whoever follows what becomes of them is told.
    static FILES: ArcRwSignal<Files> = ArcRwSignal::new(files_at_first());
}

/// The boot script may have heard that another page removes everything before the app had started.
fn files_at_first() -> Files {
    if boot::has_attribute(LEFT) { Files::GoElsewhere } else { Files::Stay }
}

/// What becomes of the app's own files.
pub(super) fn files() -> Files {
    FILES.with(ArcRwSignal::get)
}

/// Takes over what becomes of the app's own files: as long as they do not stay, this page puts none of them on the phone.
pub(super) fn set_files(files: Files) {
    boot::set_attribute(LEFT, files != Files::Stay);
    FILES.with(|signal| signal.set(files));
}

/// What is known of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Readiness {
    /// The worker is being asked.
    Unknown,
    /// This browser has no workers, or not for this page.
    Impossible,
    /// Some file, or the worker, is missing. The boot script goes on trying.
    NotYet,
    /// Every file is there.
    Ready,
}

/// Asks, and goes on asking.
#[derive(Clone, Copy)]
pub struct WithoutSignal {
    readiness: RwSignal<Readiness>,
    no_answer: StoredValue<Option<Timeout>, LocalStorage>,
    next: StoredValue<Option<Timeout>, LocalStorage>,
    /// Whether everything was removed while this page was open, and the app is used again in it.
    anew: StoredValue<bool>,
    listening: StoredValue<Vec<Listener>, LocalStorage>,
}

impl WithoutSignal {
    /// Begins to ask.
    pub fn watch() -> Self {
        let it = Self {
            readiness: RwSignal::new(Readiness::Unknown),
            no_answer: StoredValue::new_local(None),
            next: StoredValue::new_local(None),
            anew: StoredValue::new(false),
            listening: StoredValue::new_local(Vec::new()),
        };
        if !service_worker::is_supported() {
            it.readiness.set(Readiness::Impossible);
            return it;
        }
        let chances = [Event::Online, Event::Focus, Event::VisibilityChange, Event::PageShow];
        let mut listening: Vec<_> = chances.map(|event| page::on(event, move || it.ask())).into();
        listening.push(service_worker::on_message(move |kind| match kind.as_str() {
            "whole" => it.note_readiness(Readiness::Ready),
            "part" => it.note_readiness(Readiness::NotYet),
            _ => {}
        }));
        it.listening.set_value(listening);
        Effect::new(move |_| {
            if files() != Files::Stay {
                it.note_readiness(Readiness::NotYet);
            }
        });
        it.ask();
        it
    }

    /// What is known.
    pub fn readiness(self) -> Readiness {
        self.readiness.get()
    }

    /// Whether the app's files were removed. By another page: that one says when it is done, and then nobody is set up here.
    pub fn was_left(self) -> bool {
        matches!(files(), Files::GoElsewhere | Files::AreGone)
    }

    /// Everything was removed, and somebody goes on in the app: as at any opening, it is made ready again.
    pub fn make_ready_again(self) {
        set_files(Files::Stay);
        self.anew.set_value(true);
        self.ask();
    }

    fn ask(self) {
        if self.readiness.get_untracked() == Readiness::Impossible || is_left() {
            return;
        }
        // Whatever the browser's promises come to, or never come to, something is known by then.
        self.no_answer.set_value(Some(later(ANSWERS_WITHIN, move || self.note_readiness(Readiness::NotYet))));
        self.ask_later(ASKED_AGAIN);
        spawn_local(async move {
            match service_worker::registered().await.and_then(|registration| registration.active()) {
                // It answers by a message. One that is gone meanwhile does not.
                Some(worker) => {
                    // A browser may go on with the worker that was told to store nothing any more.
                    let words = ["stays", "keep"].into_iter().skip(usize::from(!self.anew.get_value()));
                    words.for_each(|word| worker.post(word, "asking the worker"));
                }
                None => self.note_readiness(Readiness::NotYet),
            }
        });
    }

    fn ask_later(self, wait: Duration) {
        self.next.set_value(Some(later(wait, move || self.ask())));
    }

    fn note_readiness(self, readiness: Readiness) {
        self.no_answer.set_value(None);
        if readiness == Readiness::Ready && is_left() {
            // Said before the files went.
            return;
        }
        if readiness == Readiness::Ready {
            self.ask_later(ASKED_AGAIN_WHEN_READY);
        }
        if self.readiness.get_untracked() != readiness {
            self.readiness.set(readiness);
        }
    }
}

fn is_left() -> bool {
    untrack(files) != Files::Stay
}

fn later(wait: Duration, then: impl FnOnce() + 'static) -> Timeout {
    Timeout::new(u32::try_from(wait.as_millis()).unwrap_or(u32::MAX), then)
}
