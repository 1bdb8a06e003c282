//! The outbox as screens see it, and everything that wakes it.

use companion_app::sync::{self, Woken};
use companion_browser::{
    channel::Channel,
    clock,
    page::{self, Event, Listener},
    timer::Timeout,
};
use companion_model::{
    Millis,
    delivery::{Delivery, State},
    wire::v1::MemberEntry,
};
use companion_storage::Storage;
use leptos::{prelude::*, task::spawn_local};
use uuid::Uuid;

mod asking;

use super::{Session, TabMessage};
use crate::pwa;
use asking::ASKS_ANEW_MS;

/// While another tab sends, this one looks again after so long.
const ELSEWHERE_MS: u32 = 5_000;
/// Who can see this page has waited long enough for another one: it may be frozen, or long left.
const TAKES_OVER_AFTER_MS: Millis = 10_000;
/// When the plan is looked at again after something has changed it.
const SOON_MS: u32 = 50;
/// After a fault of the phone's own database.
const FAULT_MS: u32 = 5_000;
const CHANNEL: &str = "outbox";

/// The deliveries on this phone, and the loop that moves them.
#[derive(Clone, Copy)]
pub struct Outbox {
    session: Session,
    deliveries: RwSignal<Vec<Delivery>>,
    /// It has changed who has a place on this phone: another tab or a member's order did it.
    pub people_changed: RwSignal<bool>,
    /// How often it was worked through.
    pub drained: RwSignal<u32>,
    /// Why the phone's own database can't go on at the moment.
    pub fault: RwSignal<Option<String>>,
    /// How many things kept on this phone this build can't read.
    pub unreadable: RwSignal<usize>,
    running: StoredValue<Running>,
    /// What woke it while it was being worked through, or before the school was last asked for more than receipts.
    woken: StoredValue<Woken>,
    /// When the school was last asked for its directory and for orders, by the clock that nobody can set.
    asked_at: StoredValue<Option<Millis>>,
    next: StoredValue<Option<Timeout>, LocalStorage>,
    /// Since when another page has been at it.
    elsewhere_since: StoredValue<Option<Millis>>,
    listening: StoredValue<Vec<Listener>, LocalStorage>,
    channel: StoredValue<Option<Channel>, LocalStorage>,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Running {
    #[default]
    No,
    Yes,
    YesAndAgain,
}

impl Outbox {
    /// An outbox that has not been looked at yet.
    pub fn new(session: Session) -> Self {
        Self {
            session,
            deliveries: RwSignal::new(Vec::new()),
            people_changed: RwSignal::new(false),
            drained: RwSignal::new(0),
            fault: RwSignal::new(None),
            unreadable: RwSignal::new(0),
            woken: StoredValue::new(Woken::Time),
            asked_at: StoredValue::new(None),
            running: StoredValue::new(Running::No),
            next: StoredValue::new_local(None),
            elsewhere_since: StoredValue::new(None),
            listening: StoredValue::new_local(Vec::new()),
            channel: StoredValue::new_local(None),
        }
    }

    /// The deliveries of whoever has opened their vault, newest first.
    pub fn deliveries(self) -> Vec<Delivery> {
        let mut mine = self.deliveries.get();
        let me = self.session.me();
        mine.retain(|delivery| Some(delivery.author) == me);
        mine.sort_by_key(|delivery| std::cmp::Reverse(delivery.signed_at.utc_ms));
        mine
    }

    /// One of theirs.
    pub fn delivery(self, id: Uuid) -> Option<Delivery> {
        let me = self.session.me();
        let mine = |delivery: &&Delivery| delivery.id == id && Some(delivery.author) == me;
        self.deliveries.with(|all| all.iter().find(mine).cloned())
    }

    /// Everybody's records without a receipt.
    pub fn unsent(self) -> Vec<Delivery> {
        self.deliveries.with(|all| all.iter().filter(|delivery| delivery.is_unsent()).cloned().collect())
    }

    /// Whether an envelope is on its way this moment.
    pub fn is_sending_untracked(self) -> bool {
        self.deliveries.with_untracked(|all| all.iter().any(|delivery| delivery.state == State::Sending))
    }

    /// The first person to phone about a delivery: of its own route, never of another.
    pub fn first_to_phone(self, delivery: &Delivery) -> Option<MemberEntry> {
        let directory = self.session.directory()?;
        let entry = directory.routes.into_iter().find(|entry| entry.route == delivery.route)?;
        entry.members.into_iter().find(|member| !member.phone.is_empty())
    }

    /// Listens to everything that makes a new try sensible, and to the other tabs: `heard` is told what else they say.
    pub fn listen(self, heard: impl Fn(TabMessage) + 'static) {
        let wake = move || self.wake();
        let mut listeners: Vec<_> = [Event::Online, Event::Focus, Event::VisibilityChange, Event::PageShow]
            .into_iter()
            .map(|event| page::on(event, wake))
            .collect();
        listeners.push(page::on_worker_message(move |kind| {
            if kind == "drain" {
                self.wake();
            }
        }));
        // The last moment at which the page is sure to run.
        listeners.push(page::on(Event::VisibilityChange, move || {
            if !page::visible() && self.deliveries.with_untracked(|all| all.iter().any(Delivery::is_unsent)) {
                pwa::send_when_closed();
            }
        }));
        if let Some(channel) = Channel::open(CHANNEL) {
            listeners.push(channel.on_message(move |name| match TabMessage::named(&name) {
                TabMessage::Changed => self.look(),
                TabMessage::People => self.people_changed.set(true),
                message => heard(message),
            }));
            self.channel.set_value(Some(channel));
        }
        self.listening.set_value(listeners);
    }

    /// Something happened that makes a new try sensible: signal, focus, a signature.
    pub fn wake(self) {
        self.run(Woken::Event);
    }

    /// Somebody asks for a try now, whatever pause the school's endpoint asked for.
    pub fn tries_now(self) {
        self.run(Woken::Person);
    }

    fn run(self, woken: Woken) {
        self.woken.update_value(|so_far| *so_far = (*so_far).max(woken));
        if self.running.get_value() != Running::No {
            if woken != Woken::Time {
                self.running.set_value(Running::YesAndAgain);
            }
            return;
        }
        self.running.set_value(Running::Yes);
        self.next.set_value(None);
        spawn_local(async move {
            loop {
                let woken = self.woken.try_update_value(std::mem::take).unwrap_or_default();
                let pause_ms = self.drain(woken).await;
                if self.running.get_value() == Running::YesAndAgain {
                    self.running.set_value(Running::Yes);
                    continue;
                }
                self.running.set_value(Running::No);
                self.next.set_value(pause_ms.map(|ms| Timeout::new(ms, move || self.run(Woken::Time))));
                return;
            }
        });
    }

    /// Works through the outbox; the milliseconds until it should be done again.
    async fn drain(self, woken: Woken) -> Option<u32> {
        let storage = self.session.storage()?;
        let told = move |outbox: &[Delivery]| self.show(outbox.to_vec());
        let since = self.elsewhere_since.get_value();
        let too_long = since.is_some_and(|since| clock::steady_ms() - since >= TAKES_OVER_AFTER_MS);
        match sync::drain(&storage, woken, too_long && page::visible(), &told).await {
            Ok(drained) if drained.elsewhere => {
                self.elsewhere_since.set_value(Some(since.unwrap_or_else(clock::steady_ms)));
                self.look();
                Some(ELSEWHERE_MS)
            }
            Ok(drained) => {
                self.session.check_eviction();
                self.elsewhere_since.set_value(None);
                let again = drained.fault.is_some().then_some(FAULT_MS);
                self.fault.set(drained.fault.map(|error| error.sentence().to_owned()));
                let asks = woken != Woken::Time || drained.lacks_directory;
                self.ask_the_school(asks).await;
                self.drained.update(|times| *times += 1);
                if asks && self.show_anew(&storage).await {
                    return Some(SOON_MS);
                }
                let ask_anew = page::visible().then(|| clock::now_ms() + ASKS_ANEW_MS);
                let at = drained.wake_at.into_iter().chain(ask_anew).min();
                let wait = at.map(|at| (at - clock::now_ms()).clamp(50, 300_000));
                let wait = wait.and_then(|wait| u32::try_from(wait).ok());
                wait.into_iter().chain(again).min()
            }
            // Everything was removed meanwhile.
            Err(_) if self.session.storage().is_none() => None,
            Err(error) => {
                self.fault.set(Some(error.sentence().to_owned()));
                self.ask_the_school(false).await;
                Some(FAULT_MS)
            }
        }
    }

    /// Shows the outbox as it is now, and says whether that is anything new: what the school answered may have ended a pause,
    /// and then the next try is not to wait for the end of it.
    async fn show_anew(self, storage: &Storage) -> bool {
        let Ok(outbox) = storage.outbox().await else { return false };
        let is_new = self.deliveries.with_untracked(|shown| *shown != outbox);
        if is_new {
            self.show(outbox);
        }
        is_new
    }

    /// Reads the outbox again: another tab has changed it.
    fn look(self) {
        spawn_local(async move {
            if let Some(storage) = self.session.storage()
                && let Ok(outbox) = storage.outbox().await
            {
                self.deliveries.set(outbox);
            }
        });
    }

    /// Somebody has a new place on this phone, another name, or none any more: every other tab starts anew.
    pub fn notify_people_change(self) {
        self.look();
        self.say(TabMessage::People);
    }

    /// Says something to the other tabs.
    pub fn say(self, message: TabMessage) {
        self.channel.with_value(|channel| channel.iter().for_each(|channel| channel.post(message.name())));
    }

    fn show(self, outbox: Vec<Delivery>) {
        self.session.check_eviction();
        let is_new = |one: &Delivery, shown: &[Delivery]| {
            one.is_unsent() && !shown.iter().any(|before| before.id == one.id && before.is_unsent())
        };
        // Not at each try: where the browser believes that there is a network, it wakes the worker at once, and that this page.
        if self.deliveries.with_untracked(|shown| outbox.iter().any(|one| is_new(one, shown))) {
            pwa::send_when_closed();
        }
        if self.deliveries.with_untracked(|shown| *shown != outbox) {
            self.deliveries.set(outbox);
            self.say(TabMessage::Changed);
            self.session.count();
        }
    }
}
