//! The outbox as screens see it, and everything that wakes it.

use companion_app::{
    AppError, background, outbox,
    sync::{Progress, Woken},
};
use companion_browser::{
    channel::Channel,
    page::{self, Event, Listener},
    service_worker,
};
use companion_model::{
    delivery::{Delivery, State},
    wire::v1::MemberEntry,
};
use futures_util::StreamExt;
use leptos::{prelude::*, task::spawn_local};
use uuid::Uuid;

use super::{DirectoryFault, Session, TabMessage};

const CHANNEL: &str = "outbox";

/// The deliveries on this phone, and what the loop that moves them has reported.
#[derive(Clone, Copy)]
pub struct Outbox {
    session: Session,
    deliveries: RwSignal<Vec<Delivery>>,
    /// It has changed who has a place on this phone: another tab or a member's order did it.
    pub people_changed: RwSignal<bool>,
    /// How often it was worked through.
    pub drained: RwSignal<u32>,
    /// Why the phone's own database can't go on at the moment.
    pub fault: RwSignal<Option<AppError>>,
    /// How many things kept on this phone this build can't read.
    pub unreadable: RwSignal<usize>,
    delivering: StoredValue<outbox::Outbox, LocalStorage>,
    listening: StoredValue<Vec<Listener>, LocalStorage>,
    channel: StoredValue<Option<Channel>, LocalStorage>,
}

impl Outbox {
    /// An outbox that has not been looked at yet.
    pub fn new(session: Session) -> Self {
        let (delivering, mut progress) = outbox::Outbox::new();
        let outbox = Self {
            session,
            deliveries: RwSignal::new(Vec::new()),
            people_changed: RwSignal::new(false),
            drained: RwSignal::new(0),
            fault: RwSignal::new(None),
            unreadable: RwSignal::new(0),
            delivering: StoredValue::new_local(delivering),
            listening: StoredValue::new_local(Vec::new()),
            channel: StoredValue::new_local(None),
        };
        spawn_local(async move {
            while let Some(progress) = progress.next().await {
                outbox.apply(progress);
            }
        });
        outbox
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
        listeners.push(service_worker::on_message(move |kind| {
            if kind == "drain" {
                self.wake();
            }
        }));
        // The last moment at which the page is sure to run.
        listeners.push(page::on(Event::VisibilityChange, move || {
            if !page::visible() && self.deliveries.with_untracked(|all| all.iter().any(Delivery::is_unsent)) {
                spawn_local(background::send_when_closed());
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
        self.wake_by(Woken::Event);
    }

    /// Somebody asks for a try now, whatever pause the school's endpoint asked for.
    pub fn try_now(self) {
        self.wake_by(Woken::Person);
    }

    fn wake_by(self, woken: Woken) {
        if let Some(storage) = self.session.storage() {
            self.delivering.with_value(|delivering| delivering.wake(storage, woken));
        }
    }

    /// Takes over what the loop reports. After everything was removed nothing of it is shown any more.
    fn apply(self, progress: Progress) {
        if self.session.storage().is_none() {
            return;
        }
        match progress {
            Progress::Outbox(outbox) => self.show(outbox),
            Progress::OutboxElsewhere(outbox) => self.deliveries.set(outbox),
            Progress::NewerDirectory(enrolment) => self.session.enrolled(*enrolment),
            Progress::SameDirectory => self.session.directory_fault.set(None),
            Progress::RefusedDirectory(why) => {
                self.session.directory_fault.set(Some(DirectoryFault::Refused(why)));
            }
            Progress::Ordered => {
                self.say(TabMessage::People);
                self.people_changed.set(true);
            }
            Progress::People(people) => self.session.set_unknown(&people),
            Progress::Unreadable(unreadable) => self.unreadable.set(unreadable),
            Progress::Fault(fault) => self.fault.set(fault.map(AppError::from)),
            Progress::Ended => {
                self.session.check_eviction();
                self.drained.update(|times| *times += 1);
            }
        }
    }

    /// Reads the outbox again: another tab has changed it.
    fn look(self) {
        spawn_local(async move {
            if let Some(outbox) = self.stored().await {
                self.deliveries.set(outbox);
            }
        });
    }

    /// Shows what this page has just signed. What can't be read now is read with the next run.
    pub async fn show_signed(self) {
        if let Some(outbox) = self.stored().await {
            self.show(outbox);
        }
    }

    async fn stored(self) -> Option<Vec<Delivery>> {
        self.session.storage()?.outbox().await.ok()
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
            spawn_local(background::send_when_closed());
        }
        if self.deliveries.with_untracked(|shown| *shown != outbox) {
            self.deliveries.set(outbox);
            self.say(TabMessage::Changed);
            self.session.count();
        }
    }
}
