//! The state of one envelope on the phone: what the plan decides by, and what its author reads.

mod answers;
pub(crate) mod pause;
mod state;

pub use state::{Lost, Received, Refusal, Standing, State};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{DeviceTime, Millis, Route, time::clock_and_other_day, wire::Bytes};

/// The words for a draft, before there is an envelope.
pub const NOT_FINISHED: &str = "Draft – on this phone only";

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
    /// What was last answered. What its author is to be told is [`Delivery::standing`].
    #[serde(deserialize_with = "State::of_any_build")]
    pub state: State,
    /// Since when it waits, where the phone's clock stood before `signed_at` when it was looked at later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waiting_since: Option<Millis>,
    /// Failed tries since the last answer that meant something.
    #[serde(default)]
    pub tries: u32,
    /// When it was last tried or asked about.
    #[serde(default)]
    pub tried_at: Option<Millis>,
    /// Not to be tried before this.
    #[serde(default)]
    pub wait_until: Millis,
    /// Whether `wait_until` was named by the endpoint (`Retry-After`): then no trigger ends it but a good answer, and its
    /// author's own ask.
    #[serde(default)]
    pub wait_was_named: bool,
    /// The epoch of the database that last confirmed it.
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

/// How long after the signature a record that is not received has become urgent.
const LATE_MS: Millis = 15 * 60_000;

impl Delivery {
    /// Whether the school should have had it by now. A clock that was set back makes nothing less late: see
    /// [`Delivery::notices`].
    pub fn is_late(&self, now: Millis) -> bool {
        let since = self.waiting_since.unwrap_or(self.signed_at.utc_ms);
        self.is_unsent() && now.saturating_sub(since) >= LATE_MS
    }

    /// Takes a look at the phone's clock. Where it stands before the last try, it was set back by at least as much: the try,
    /// the pause and the time it has waited are counted from there. Where it was not tried, or the receipt came in what is the
    /// future now, that moment is now. Says whether that has changed anything.
    pub fn notices(&mut self, now: Millis) -> bool {
        let before = (self.waiting_since, self.tried_at, self.wait_until, self.came_at());
        let set_back = self.tried_at.map_or(0, |tried_at| tried_at.saturating_sub(now)).max(0);
        if set_back > 0 {
            let since = self.waiting_since.unwrap_or(self.signed_at.utc_ms);
            self.waiting_since = Some(since.saturating_sub(set_back));
            self.tried_at = Some(now);
            self.wait_until = self.wait_until.saturating_sub(set_back).max(0);
        }
        if self.waiting_since.unwrap_or(self.signed_at.utc_ms) > now {
            self.waiting_since = Some(now);
        }
        if let State::Received(received) = &mut self.state {
            received.came_at = Some(received.came_at.map_or(now, |at| at.min(now)));
        }
        before != (self.waiting_since, self.tried_at, self.wait_until, self.came_at())
    }

    fn came_at(&self) -> Option<Millis> {
        self.received().and_then(|received| received.came_at)
    }

    /// Whether its author is offered to carry it to the school as a file: it was refused, or is late. What was handed over
    /// is not its author's to carry: they are here again, and sign it.
    pub fn can_be_carried(&self, now: Millis) -> bool {
        let is_stuck = self.refusal().is_some() || self.is_late(now);
        let is_here = self.bytes_kept && self.refusal() != Some(Refusal::NotHere);
        is_stuck && is_here && self.is_unsent() && self.hands_over.is_none()
    }

    /// Where it is, as its author is to be told.
    pub fn standing(&self) -> Standing<'_> {
        match &self.state {
            State::Queued | State::Sending | State::Unconfirmed if !self.bytes_kept => {
                Standing::Refused(Refusal::NotHere)
            }
            State::Queued | State::Unconfirmed => Standing::Waiting,
            State::Sending => Standing::Sending,
            State::NeedsAttention(refusal) => Standing::Refused(*refusal),
            State::Received(received) => received.lost.map_or(Standing::Received(received), Standing::Lost),
        }
    }

    /// Why it can't be sent, or the endpoint does not take it, or not back.
    pub fn refusal(&self) -> Option<Refusal> {
        match self.standing() {
            Standing::Refused(refusal) => Some(refusal),
            Standing::Lost(lost) => lost.refusal,
            _ => None,
        }
    }

    /// Whether its author must act: it was refused, or is lost with nothing left to send. What was refused is also tried again
    /// by itself, and about what is lost the endpoint is asked.
    pub fn needs_its_author(&self) -> bool {
        match self.standing() {
            Standing::Refused(_) => true,
            Standing::Lost(lost) => lost.refusal.is_some() || (lost.is_certain && !self.bytes_kept),
            _ => false,
        }
    }

    /// Whether a record is not known to be with the school, in the present epoch of its endpoint. Practice is no record.
    pub fn is_unsent(&self) -> bool {
        !self.practice && !self.is_held()
    }

    /// Whether the endpoint has it, by its own word in this epoch of its database.
    pub fn is_held(&self) -> bool {
        matches!(self.standing(), Standing::Received(_))
    }

    /// Whether it hands over a draft, and the school does not have it yet: the draft is here as well.
    pub fn can_be_withdrawn(&self) -> bool {
        self.hands_over.is_some() && self.received().is_none()
    }

    /// Takes account of the epoch of the endpoint's database that was last heard of: a receipt that was confirmed in another
    /// one proves nothing of this one. Practice is not asked for again.
    pub fn in_epoch(&mut self, epoch: Option<Uuid>) {
        let is_confirmed = epoch.is_none() || self.confirmed_in == epoch;
        let practice = self.practice;
        if let State::Received(received) = &mut self.state {
            match received.lost {
                None if !is_confirmed && !practice => received.lost = Some(Lost::default()),
                Some(lost) if is_confirmed && lost == Lost::default() => received.lost = None,
                _ => {}
            }
        }
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
            waiting_since: None,
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

    /// The receipt and what followed, once there is one. That the school still has it is not said by it: see
    /// [`Delivery::standing`].
    pub fn received(&self) -> Option<&Received> {
        match &self.state {
            State::Received(received) => Some(received),
            _ => None,
        }
    }

    /// The words its author sees, by the phone's day and zone.
    pub fn status(&self, now: &DeviceTime) -> String {
        match self.standing() {
            Standing::Waiting if self.hands_over.is_some() => "Draft – waiting to be sent".into(),
            Standing::Waiting => "Signed – waiting for signal".into(),
            Standing::Sending => "Sending…".into(),
            Standing::Refused(Refusal::NotHere) => "Can’t be sent from this phone – needs you".into(),
            Standing::Refused(_) => "Not accepted – needs you".into(),
            Standing::Received(received) if received.read.is_some() => {
                format!("Read by {}", self.route.readers())
            }
            Standing::Received(received) => {
                format!("With the school since {}", clock_and_other_day(received.receipt.received_at, now))
            }
            Standing::Lost(Lost { is_certain: false, .. }) if self.needs_its_author() => {
                "The school may have lost it – needs you".into()
            }
            Standing::Lost(Lost { is_certain: false, .. }) if self.bytes_kept => {
                "The school may have lost it – will be sent again".into()
            }
            Standing::Lost(Lost { is_certain: false, .. }) => {
                "The school may have lost it – the app will ask".into()
            }
            Standing::Lost(_) if self.needs_its_author() => "The school has lost it – needs you".into(),
            Standing::Lost(_) => "The school has lost it – will be sent again".into(),
        }
    }

    /// Until when the endpoint has asked for a pause before what it does not have, a record or practice, is tried again, if it
    /// still has.
    pub fn asked_to_wait_until(&self, now: Millis) -> Option<Millis> {
        let (_, wait_until) = self.by_this_clock(now);
        (self.wait_was_named && !self.is_held() && wait_until > now).then_some(wait_until)
    }
}

#[cfg(test)]
mod tests;
