//! The loop that moves the outbox: woken by an event, by a person, or at the moment that the plan named; one run at a time.
//! What comes of it is reported as values, in their order.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use companion_browser::{clock, page, timer::Timeout};
use companion_model::{Millis, delivery::Delivery};
use companion_storage::Storage;
use futures_channel::mpsc::{UnboundedReceiver, unbounded};
use wasm_bindgen_futures::spawn_local;

use crate::sync::{self, Drained, Progress, Refreshed, Reporter, VerifiedDirectory, Woken};

/// While another tab sends, this one looks again after so long.
const ELSEWHERE_MS: u32 = 5_000;
/// Who can see this page has waited long enough for another one: it may be frozen, or long left.
const TAKES_OVER_AFTER_MS: Millis = 10_000;
/// When the plan is looked at again after something has changed it.
const SOON_MS: u32 = 50;
/// After a fault of the phone's own database.
const FAULT_MS: u32 = 5_000;
/// How often the school is asked while nothing wakes the outbox.
const ASKS_ANEW_MS: Millis = 10 * 60_000;
/// The longest that a timer is set for: a clock that was set meanwhile is noticed by then.
const LONGEST_MS: Millis = 300_000;

/// The loop. Clones share it.
#[derive(Clone)]
pub struct Outbox(Rc<State>);

struct State {
    reporter: Reporter,
    /// The phone's database, as it was last named.
    storage: RefCell<Option<Storage>>,
    directory: VerifiedDirectory,
    running: Cell<Running>,
    /// What woke it while it was being worked through, or before the school was last asked for more than receipts.
    woken: Cell<Woken>,
    /// When the school was last asked for its directory and for orders, by the clock that nobody can set.
    asked_at: Cell<Option<Millis>>,
    /// Since when another page has been at it.
    elsewhere_since: Cell<Option<Millis>>,
    next: RefCell<Option<Timeout>>,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Running {
    #[default]
    No,
    Yes,
    YesAndAgain,
}

impl Outbox {
    /// A loop that nothing has woken yet, and what it will report.
    pub fn new() -> (Self, UnboundedReceiver<Progress>) {
        let (listener, progress) = unbounded();
        let state = State {
            reporter: Reporter::to(listener),
            storage: RefCell::default(),
            directory: VerifiedDirectory::default(),
            running: Cell::default(),
            woken: Cell::default(),
            asked_at: Cell::default(),
            elsewhere_since: Cell::default(),
            next: RefCell::default(),
        };
        (Self(Rc::new(state)), progress)
    }

    /// Wakes it. What wakes it during a run begins another one afterwards.
    pub fn wake(&self, storage: Storage, woken: Woken) {
        self.0.storage.replace(Some(storage));
        self.run(woken);
    }

    fn run(&self, woken: Woken) {
        let state = &self.0;
        state.woken.set(state.woken.get().max(woken));
        if state.running.get() != Running::No {
            if woken != Woken::Time {
                state.running.set(Running::YesAndAgain);
            }
            return;
        }
        state.running.set(Running::Yes);
        state.next.take();
        spawn_local(self.clone().run_until_done());
    }

    async fn run_until_done(self) {
        let state = &self.0;
        loop {
            let pause_ms = self.run_once(state.woken.take()).await;
            if state.running.get() == Running::YesAndAgain {
                state.running.set(Running::Yes);
                continue;
            }
            state.running.set(Running::No);
            let again = self.clone();
            let next = pause_ms.map(|ms| Timeout::new(ms, move || again.run(Woken::Time)));
            state.next.replace(next);
            return;
        }
    }

    /// Works through the outbox; the milliseconds until it should be done again.
    async fn run_once(&self, woken: Woken) -> Option<u32> {
        let state = &self.0;
        let storage = state.storage.borrow().clone()?;
        let since = state.elsewhere_since.get();
        let too_long = since.is_some_and(|since| clock::steady_ms() - since >= TAKES_OVER_AFTER_MS);
        let takes_over = too_long && page::visible();
        match sync::drain(&storage, &state.directory, woken, takes_over, &state.reporter).await {
            Ok(Drained::Elsewhere) => {
                state.elsewhere_since.set(Some(since.unwrap_or_else(clock::steady_ms)));
                // What can't be looked at now is looked at with the next run.
                if let Ok(outbox) = storage.outbox().await {
                    state.reporter.report(Progress::OutboxElsewhere(outbox));
                }
                Some(ELSEWHERE_MS)
            }
            Ok(Drained::Done { wake_at, lacks_directory, fault, outbox }) => {
                state.elsewhere_since.set(None);
                let after_fault = fault.is_some().then_some(FAULT_MS);
                state.reporter.report(Progress::Fault(fault));
                let asks = woken != Woken::Time || lacks_directory;
                self.ask_the_school(&storage, asks).await;
                state.reporter.report(Progress::Ended);
                if asks && self.is_changed(&storage, &outbox).await {
                    return Some(SOON_MS);
                }
                let ask_anew = page::visible().then(|| clock::now_ms() + ASKS_ANEW_MS);
                let at = wake_at.into_iter().chain(ask_anew).min();
                let wait = at.map(|at| (at - clock::now_ms()).clamp(i64::from(SOON_MS), LONGEST_MS));
                let wait = wait.and_then(|wait| u32::try_from(wait).ok());
                wait.into_iter().chain(after_fault).min()
            }
            // Everything was removed meanwhile.
            Err(_) if storage.was_left() => None,
            Err(error) => {
                state.reporter.report(Progress::Fault(Some(error)));
                self.ask_the_school(&storage, false).await;
                Some(FAULT_MS)
            }
        }
    }

    /// Whether the outbox is another one than it was: what the school answered may have ended a pause, and then the next try is
    /// not to wait for the end of it.
    async fn is_changed(&self, storage: &Storage, before: &[Delivery]) -> bool {
        let Ok(outbox) = storage.outbox().await else { return false };
        let is_changed = outbox != before;
        if is_changed {
            self.0.reporter.report(Progress::Outbox(outbox));
        }
        is_changed
    }

    /// Asks the school for its directory and for orders, if somebody has woken the outbox (`at_once`) or it is time; and looks
    /// whom it knows. A fault with envelopes does not keep it from that.
    async fn ask_the_school(&self, storage: &Storage, at_once: bool) {
        if at_once || self.is_time_to_ask() {
            self.0.asked_at.set(Some(clock::steady_ms()));
            self.refresh_directory(storage).await;
            self.report_phone(storage).await;
        }
        self.look_at_people(storage).await;
    }

    fn is_time_to_ask(&self) -> bool {
        let now = clock::steady_ms();
        page::visible() && self.0.asked_at.get().is_none_or(|asked| now - asked >= ASKS_ANEW_MS)
    }

    async fn refresh_directory(&self, storage: &Storage) {
        let progress = match sync::refresh_directory(storage, &self.0.directory).await {
            Ok(Refreshed::Newer(enrolment)) => Progress::NewerDirectory(enrolment),
            Ok(Refreshed::Refused(why)) => Progress::RefusedDirectory(why),
            Ok(Refreshed::Same) => Progress::SameDirectory,
            Ok(Refreshed::Unanswered) => return,
            // Everything was removed meanwhile.
            Err(_) if storage.was_left() => return,
            Err(error) => Progress::Fault(Some(error)),
        };
        self.0.reporter.report(progress);
    }

    /// Says to the school that this phone is there.
    async fn report_phone(&self, storage: &Storage) {
        match sync::report(storage, &self.0.directory).await {
            Ok(true) => self.0.reporter.report(Progress::Ordered),
            Ok(false) => {}
            Err(_) if storage.was_left() => {}
            Err(error) => self.0.reporter.report(Progress::Fault(Some(error))),
        }
    }

    /// Looks whom the school knows, and what this build can't read. What can't be looked at now is looked at next time.
    async fn look_at_people(&self, storage: &Storage) {
        if let Ok(people) = storage.profiles().await {
            self.0.reporter.report(Progress::People(people));
        }
        if let Ok(unreadable) = storage.unreadable().await {
            self.0.reporter.report(Progress::Unreadable(unreadable));
        }
    }
}
