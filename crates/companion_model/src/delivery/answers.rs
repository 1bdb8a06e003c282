//! What each answer, or none, makes of a delivery.

use uuid::Uuid;

use super::{
    Delivery, Lost, Received, Refusal, State,
    pause::{ASK_MS, REFUSED_PAUSE_MS, pause_ms},
};
use crate::{
    Millis,
    wire::v1::{Receipt, SignedRead},
};

impl Delivery {
    /// A try begins. What the school has said of it stands until it says something else: a try without an answer must not make
    /// of a refusal that it waits for signal.
    pub fn begin(&mut self, now: Millis) {
        self.tried_at = Some(now);
        if matches!(self.state, State::Queued | State::Unconfirmed) {
            self.state = State::Sending;
        }
    }

    /// A try ended without an answer that means anything: no link, a time-out, somebody else's page.
    /// `jitter` is a random number from 0 to 1.
    pub fn unanswered(&mut self, now: Millis, named_wait_ms: Option<Millis>, jitter: f64) {
        self.tries = self.tries.saturating_add(1);
        self.wait_was_named = named_wait_ms.is_some();
        self.wait_until = now + pause_ms(self.tries, named_wait_ms, jitter);
        if matches!(self.state, State::Queued | State::Sending) {
            self.state = State::Unconfirmed;
        }
    }

    /// It can't be sent, or the endpoint refused it in our own protocol's words: also on the way back, to an endpoint that had
    /// it. One that does not know who asks, or says why in words that this build does not know, has not said that it does not hold it.
    pub fn refused(&mut self, now: Millis, refusal: Refusal) {
        self.tries = 0;
        self.wait_was_named = false;
        self.wait_until = now + REFUSED_PAUSE_MS;
        match &mut self.state {
            State::Received(received) => {
                let says_nothing_of_it =
                    matches!(refusal, Refusal::UnknownDevice | Refusal::NotHere | Refusal::Unknown);
                let was_certain = received.lost.is_some_and(|lost| lost.is_certain);
                received.lost =
                    Some(Lost { is_certain: was_certain || !says_nothing_of_it, refusal: Some(refusal) });
            }
            state => *state = State::NeedsAttention(refusal),
        }
    }

    /// A receipt came `now`, and its signature, digest, school and id have been checked. `epoch` is the one of the endpoint's
    /// database that gave it just now: a receipt names the one in which it was first given. A repeated receipt never takes a
    /// read away; another one, of a later epoch, is as old as it is itself.
    pub fn acknowledged(&mut self, receipt: Receipt, epoch: Uuid, now: Millis) {
        let mut received =
            Received { receipt, read: None, lost: None, came_at: Some(now), endpoint_at: None };
        if let State::Received(earlier) = &mut self.state {
            received.read = earlier.read.take();
            if earlier.receipt == received.receipt {
                received.came_at = earlier.came_at.or(received.came_at);
                received.endpoint_at = earlier.endpoint_at;
            }
        }
        self.state = State::Received(Box::new(received));
        self.confirmed_in = Some(epoch);
        self.answered();
    }

    /// The endpoint was asked `now`, and in this epoch it still holds it; `read` has been checked. `endpoint_at` is its own
    /// clock, where it said so.
    pub fn asked(
        &mut self,
        read: Option<SignedRead>,
        epoch: Option<Uuid>,
        endpoint_at: Option<Millis>,
        now: Millis,
    ) {
        if let State::Received(received) = &mut self.state {
            received.read = received.read.take().or(read);
            received.lost = None;
            received.came_at.get_or_insert(now);
            received.endpoint_at = endpoint_at.or(received.endpoint_at);
            self.confirmed_in = epoch.or(self.confirmed_in);
        }
        self.answered();
    }

    /// The endpoint, in this epoch of its database, does not hold it any more.
    pub fn forgotten(&mut self) {
        self.confirmed_in = None;
        if let State::Received(received) = &mut self.state {
            received.lost = Some(Lost { is_certain: true, refusal: None });
        }
        self.answered();
    }

    /// The school has a new token for its author: a refusal of the old one means nothing any more.
    pub fn mark_device_known(&mut self) {
        match &mut self.state {
            State::NeedsAttention(Refusal::UnknownDevice | Refusal::RemovedDevice) => {
                self.state = State::Unconfirmed;
            }
            State::Received(received) => {
                let stays =
                    |refusal: &Refusal| !matches!(refusal, Refusal::UnknownDevice | Refusal::RemovedDevice);
                received.lost =
                    received.lost.map(|lost| Lost { refusal: lost.refusal.filter(stays), ..lost });
            }
            _ => {}
        }
        self.answered();
    }

    /// Something happened that makes a new try sensible: signal, focus. What the endpoint itself asked for is respected.
    pub fn woken(&mut self, now: Millis) {
        if !self.wait_was_named {
            self.wait_until = 0;
            self.tried_at = self.tried_at.filter(|tried_at| (*tried_at..*tried_at + ASK_MS).contains(&now));
        }
    }

    /// Its author asks for a try, or the endpoint has just answered to another: nothing is waited for any longer.
    pub fn urged(&mut self) {
        self.wait_was_named = false;
        self.wait_until = 0;
        self.tried_at = None;
    }

    fn answered(&mut self) {
        self.tries = 0;
        self.wait_until = 0;
        self.wait_was_named = false;
    }
}
