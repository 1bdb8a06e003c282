//! The state of one envelope on the phone: what the plan decides by, and what its author reads.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    DeviceTime, Millis, Route,
    time::clock,
    wire::{
        Bytes,
        v1::{Receipt, SignedRead},
    },
};

/// The words for a draft, before there is an envelope.
pub const NOT_FINISHED: &str = "Not finished – on this phone only";

/// One envelope on the phone, without its bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// The envelope's id: the concern's.
    pub id: Uuid,
    /// Who wrote it.
    pub author: Uuid,
    /// Who can open it.
    pub route: Route,
    /// When it was signed, by the phone's clock.
    pub signed_at: DeviceTime,
    /// SHA-256 of the envelope's bytes.
    pub sha256: Bytes,
    /// Where it is.
    pub state: State,
    /// Failed tries since the last answer that meant something.
    #[serde(default)]
    pub tries: u32,
    /// When it was last tried or asked about.
    #[serde(default)]
    pub tried_at: Option<Millis>,
    /// Not to be tried before this.
    #[serde(default)]
    pub wait_until: Millis,
    /// Whether `wait_until` was named by the endpoint (`Retry-After`), and so outlasts every trigger.
    #[serde(default)]
    pub wait_was_named: bool,
    /// The life of the database that last confirmed it.
    #[serde(default)]
    pub confirmed_in: Option<Uuid>,
    /// Whether the sealed bytes are still kept.
    #[serde(default = "kept")]
    pub bytes_kept: bool,
    /// Whether it is practice: on a path of its own, with receipts of its own, and nobody need be told.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub practice: bool,
    /// The draft that it hands over unopened; `None` for a signed record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hands_over: Option<HandsOver>,
}

/// Which draft an envelope hands over, and as it was when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandsOver {
    /// The draft.
    pub draft: Uuid,
    /// Its revision.
    pub revision: u64,
}

fn kept() -> bool {
    true
}

/// Where an envelope is, with the uncomfortable state named.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Never tried.
    Queued,
    /// On its way. Found at a start, it means that the app was ended meanwhile: unconfirmed.
    Sending,
    /// Tried, and nobody knows whether it arrived.
    Unconfirmed,
    /// The endpoint refused it, in words of our own protocol.
    NeedsAttention(Refusal),
    /// The endpoint's checked receipt is here.
    Received(Box<Received>),
}

/// What came back for a delivered envelope.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Received {
    /// The checked receipt.
    pub receipt: Receipt,
    /// A member's checked word that it was read.
    #[serde(default)]
    pub read: Option<SignedRead>,
}

/// Why the endpoint does not take an envelope. Nothing is lost by any of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Refusal {
    /// 401: this phone's token was never issued there.
    UnknownDevice,
    /// 413.
    TooLarge,
    /// 422: header, size or digest.
    Unreadable,
    /// 422: sealed to a key the school never published.
    UnpublishedKey,
}

impl Refusal {
    /// What the person still has, and what to do next.
    pub fn sentence(self, route: Route) -> String {
        let who = route.people();
        match self {
            Self::UnknownDevice => format!(
                "The school no longer knows this phone. Your record is still here, sealed. Ask {who} for a new link \
                 and set this phone up again: the record is then sent. Until then, tell {who} by phone."
            ),
            Self::TooLarge => format!(
                "The record is too long for the school's endpoint. It is still here, sealed. Tell {who} by phone, \
                 and read it out."
            ),
            Self::Unreadable => format!(
                "The school's endpoint could not accept this record. It is still here, sealed, and will be tried \
                 again. Tell {who} by phone."
            ),
            Self::UnpublishedKey => format!(
                "The school's keys have changed since this record was sealed. It is still here, and will be tried \
                 again. Tell {who} by phone."
            ),
        }
    }
}

/// How long after the signature a record that is not received has become urgent.
const LATE_MS: Millis = 15 * 60_000;

impl Delivery {
    /// Whether the school should have had it by now, by the phone's own clock; one that was set back makes nothing late.
    pub fn is_late(&self, now: Millis) -> bool {
        self.is_unsent() && now.saturating_sub(self.signed_at.utc_ms) >= LATE_MS
    }

    /// Whether its author is offered to carry it to the school as a file: it was refused, or is late. What was handed over
    /// is not its author's to carry: they are here again, and sign it.
    pub fn can_be_carried(&self, now: Millis) -> bool {
        let is_stuck = matches!(self.state, State::NeedsAttention(_)) || self.is_late(now);
        is_stuck && self.is_unsent() && self.hands_over.is_none()
    }

    /// Whether a record is not with the school yet. Practice is no record.
    pub fn is_unsent(&self) -> bool {
        !self.practice && self.received().is_none()
    }

    /// Whether it hands over a draft, and the school does not have it yet: the draft is here as well.
    pub fn can_be_withdrawn(&self) -> bool {
        self.hands_over.is_some() && self.received().is_none()
    }

    /// An envelope that has just been signed.
    pub fn queued(id: Uuid, author: Uuid, route: Route, signed_at: DeviceTime, sha256: Bytes) -> Self {
        Self {
            id,
            author,
            route,
            signed_at,
            sha256,
            state: State::Queued,
            tries: 0,
            tried_at: None,
            wait_until: 0,
            wait_was_named: false,
            confirmed_in: None,
            bytes_kept: true,
            practice: false,
            hands_over: None,
        }
    }

    /// The receipt and what followed, once there is one.
    pub fn received(&self) -> Option<&Received> {
        match &self.state {
            State::Received(received) => Some(received),
            _ => None,
        }
    }

    /// The words its author sees. `offset_min` is the phone's zone, in minutes east of UTC.
    pub fn status(&self, offset_min: i16) -> String {
        match &self.state {
            State::Queued | State::Unconfirmed if self.hands_over.is_some() => {
                "Handed over – waiting for signal".into()
            }
            State::Queued | State::Unconfirmed => "Signed – waiting for signal".into(),
            State::Sending => "Sending…".into(),
            State::NeedsAttention(_) => "Not accepted – needs you".into(),
            State::Received(received) if received.read.is_some() => {
                format!("Read by {}", self.route.readers())
            }
            State::Received(received) => {
                format!("Received by the school {}", clock(received.receipt.received_at, offset_min))
            }
        }
    }

    /// A try begins.
    pub fn begin(&mut self, now: Millis) {
        self.tried_at = Some(now);
        if self.received().is_none() {
            self.state = State::Sending;
        }
    }

    /// A try ended without an answer that means anything: no link, a time-out, somebody else's page.
    /// `jitter` is a random number from 0 to 1.
    pub fn unanswered(&mut self, now: Millis, named_wait_ms: Option<Millis>, jitter: f64) {
        self.tries = self.tries.saturating_add(1);
        self.wait_was_named = named_wait_ms.is_some();
        self.wait_until = now + crate::plan::pause_ms(self.tries, named_wait_ms, jitter);
        if matches!(self.state, State::Queued | State::Sending) {
            self.state = State::Unconfirmed;
        }
    }

    /// The endpoint refused it in our own protocol's words.
    pub fn refused(&mut self, now: Millis, refusal: Refusal) {
        self.tries = 0;
        self.wait_was_named = false;
        self.wait_until = now + crate::plan::REFUSED_PAUSE_MS;
        if self.received().is_none() {
            self.state = State::NeedsAttention(refusal);
        }
    }

    /// A receipt came, and its signature, digest, school and id have been checked. A repeated receipt never
    /// takes a read away.
    pub fn acknowledged(&mut self, receipt: Receipt, epoch: Uuid) {
        let read = self.received().and_then(|received| received.read.clone());
        self.state = State::Received(Box::new(Received { receipt, read }));
        self.confirmed_in = Some(epoch);
        self.answered();
    }

    /// The endpoint was asked for the state and still holds it; `read` has been checked.
    pub fn asked(&mut self, read: Option<SignedRead>, epoch: Uuid) {
        if let State::Received(received) = &mut self.state {
            received.read = received.read.take().or(read);
            self.confirmed_in = Some(epoch);
        }
        self.answered();
    }

    /// The endpoint, in this life of its database, does not hold it any more.
    pub fn forgotten(&mut self) {
        self.confirmed_in = None;
        self.answered();
    }

    /// The school has a new token for its author: a refusal of the old one means nothing any more.
    pub fn is_known_again(&mut self) {
        if self.state == State::NeedsAttention(Refusal::UnknownDevice) {
            self.state = State::Unconfirmed;
        }
        self.answered();
    }

    /// Something happened that makes a new try sensible: signal, focus, a tap.
    pub fn woken(&mut self) {
        if !self.wait_was_named {
            self.wait_until = 0;
        }
    }

    fn answered(&mut self) {
        self.tries = 0;
        self.wait_until = 0;
        self.wait_was_named = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_late_after_a_quarter_of_an_hour_and_never_before_it_was_signed() {
        let signed_at = DeviceTime { utc_ms: 1_793_716_320_000, offset_min: 0, zone: String::new() };
        let delivery = Delivery::queued(Uuid::nil(), Uuid::nil(), Route::Dsl, signed_at, Bytes(vec![]));
        for (minutes, late) in [(-600, false), (0, false), (14, false), (15, true), (4_320, true)] {
            assert_eq!(delivery.is_late(1_793_716_320_000 + minutes * 60_000), late, "{minutes}");
            assert_eq!(delivery.can_be_carried(1_793_716_320_000 + minutes * 60_000), late, "{minutes}");
        }
    }

    #[test]
    fn what_is_refused_can_be_carried_at_once_and_practice_and_what_is_handed_over_never() {
        let signed_at = DeviceTime { utc_ms: 1_793_716_320_000, offset_min: 0, zone: String::new() };
        let mut refused = Delivery::queued(Uuid::nil(), Uuid::nil(), Route::Dsl, signed_at, Bytes(vec![]));
        refused.refused(1_793_716_320_000, Refusal::UnknownDevice);
        let hands_over = Some(HandsOver { draft: Uuid::nil(), revision: 1 });
        for (delivery, carried) in [
            (refused.clone(), true),
            (Delivery { practice: true, ..refused.clone() }, false),
            (Delivery { hands_over, ..refused }, false),
        ] {
            assert_eq!(delivery.can_be_carried(1_793_716_320_000), carried, "{delivery:?}");
        }
    }
}
