//! The state of one envelope on the phone: what the plan decides by, and what its author reads.

use serde::{Deserialize, Deserializer, Serialize, de::Error as _};
use uuid::Uuid;

use crate::{
    DeviceTime, Millis, Route,
    time::clock,
    wire::{
        Bytes, Tree,
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
    /// What was last answered. What its author is to be told is [`Delivery::standing`].
    #[serde(deserialize_with = "State::of_any_build")]
    pub state: State,
    /// Since when it waits, where the phone's clock stood before `signed_at` when it was looked at later.
    #[serde(default)]
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

/// What was last answered to an envelope.
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

impl State {
    /// The names of the states in a row.
    const NAMES: [&str; 5] = ["queued", "sending", "unconfirmed", "needs-attention", "received"];

    /// A state that only a newer build knows is unconfirmed here: the envelope is put again, and the endpoint answers with
    /// the first receipt where there is one.
    fn of_any_build<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let written = Tree::deserialize(deserializer)?;
        let is_known = match &written {
            Tree::Text(name) => Self::NAMES.contains(&name.as_str()),
            Tree::Object(named) => Self::NAMES.iter().any(|name| named.has(name)),
            _ => return Err(D::Error::custom("no state")),
        };
        if is_known { written.into_value().map_err(D::Error::custom) } else { Ok(Self::Unconfirmed) }
    }
}

/// What came back for a delivered envelope.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Received {
    /// The checked receipt.
    pub receipt: Receipt,
    /// A member's checked word that it was read.
    #[serde(default)]
    pub read: Option<SignedRead>,
    /// Set where the receipt is not enough any more.
    #[serde(default)]
    pub lost: Option<Lost>,
    /// When the receipt came, by the phone's clock; `None` in a row of an earlier release until it is next asked about.
    #[serde(default)]
    pub came_at: Option<Millis>,
    /// The endpoint's clock when it last answered about this envelope.
    #[serde(default)]
    pub endpoint_at: Option<Millis>,
}

/// A receipt was given in an earlier life of the endpoint's database, and the present one has not confirmed it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lost {
    /// Whether the endpoint has said that it does not hold the envelope; else it has not been asked yet.
    #[serde(default)]
    pub is_certain: bool,
    /// Why it does not take the envelope back.
    #[serde(default)]
    pub refusal: Option<Refusal>,
}

/// Where an envelope is, as its author is to be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing<'a> {
    /// Signed, and not yet known to have arrived.
    Waiting,
    /// On its way.
    Sending,
    /// The endpoint does not take it.
    Refused(Refusal),
    /// The school has it.
    Received(&'a Received),
    /// The school had it, and does not or may not have it any more.
    Lost(Lost),
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
    /// One that only a newer build knows.
    #[serde(other)]
    Unknown,
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
            Self::Unknown => format!(
                "The school did not accept this record, for a reason that this version of the app does not know. It is \
                 still here, sealed, and will be tried again. Tell {who} by phone."
            ),
        }
    }
}

/// How long after the signature a record that is not received has become urgent.
const LATE_MS: Millis = 15 * 60_000;

impl Delivery {
    /// Whether the school should have had it by now. A clock that was set back does not begin the time anew: see
    /// [`Delivery::notices`].
    pub fn is_late(&self, now: Millis) -> bool {
        let since = self.waiting_since.unwrap_or(self.signed_at.utc_ms);
        self.is_unsent() && now.saturating_sub(since) >= LATE_MS
    }

    /// Takes a look at the phone's clock: where it stands before the moment since when this envelope waits, one of the two
    /// was wrong, and it waits since now. Says whether that has changed anything.
    pub fn notices(&mut self, now: Millis) -> bool {
        let is_ahead = self.waiting_since.unwrap_or(self.signed_at.utc_ms) > now;
        if is_ahead {
            self.waiting_since = Some(now);
        }
        is_ahead
    }

    /// Whether its author is offered to carry it to the school as a file: it was refused, or is late. What was handed over
    /// is not its author's to carry: they are here again, and sign it.
    pub fn can_be_carried(&self, now: Millis) -> bool {
        let is_stuck = self.refusal().is_some() || self.is_late(now);
        is_stuck && self.is_unsent() && self.bytes_kept && self.hands_over.is_none()
    }

    /// Where it is, as its author is to be told.
    pub fn standing(&self) -> Standing<'_> {
        match &self.state {
            State::Queued | State::Unconfirmed => Standing::Waiting,
            State::Sending => Standing::Sending,
            State::NeedsAttention(refusal) => Standing::Refused(*refusal),
            State::Received(received) => received.lost.map_or(Standing::Received(received), Standing::Lost),
        }
    }

    /// Why the endpoint does not take it, or does not take it back.
    pub fn refusal(&self) -> Option<Refusal> {
        match self.standing() {
            Standing::Refused(refusal) => Some(refusal),
            Standing::Lost(lost) => lost.refusal,
            _ => None,
        }
    }

    /// Whether nothing more is done for it without its author: it was refused, or is lost with nothing left to send.
    pub fn needs_its_author(&self) -> bool {
        match self.standing() {
            Standing::Refused(_) => true,
            Standing::Lost(lost) => lost.is_certain && (lost.refusal.is_some() || !self.bytes_kept),
            _ => false,
        }
    }

    /// Whether a record is not known to be with the school, in the present life of its endpoint. Practice is no record.
    pub fn is_unsent(&self) -> bool {
        !self.practice && !matches!(self.standing(), Standing::Received(_))
    }

    /// Whether it hands over a draft, and the school does not have it yet: the draft is here as well.
    pub fn can_be_withdrawn(&self) -> bool {
        self.hands_over.is_some() && self.received().is_none()
    }

    /// Takes account of the life of the endpoint's database that was last heard of: a receipt that was confirmed in another
    /// one proves nothing of this one. Practice is not asked for again.
    pub fn in_life(&mut self, epoch: Option<Uuid>) {
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

    /// The words its author sees. `offset_min` is the phone's zone, in minutes east of UTC.
    pub fn status(&self, offset_min: i16) -> String {
        match self.standing() {
            Standing::Waiting if self.hands_over.is_some() => "Handed over – waiting for signal".into(),
            Standing::Waiting => "Signed – waiting for signal".into(),
            Standing::Sending => "Sending…".into(),
            Standing::Refused(_) => "Not accepted – needs you".into(),
            Standing::Received(received) if received.read.is_some() => {
                format!("Read by {}", self.route.readers())
            }
            Standing::Received(received) => {
                format!("Received by the school {}", clock(received.receipt.received_at, offset_min))
            }
            Standing::Lost(Lost { is_certain: false, .. }) if self.bytes_kept => {
                "The school may have lost it – sending again".into()
            }
            Standing::Lost(Lost { is_certain: false, .. }) => "The school may have lost it – asking".into(),
            Standing::Lost(_) if self.needs_its_author() => "The school has lost it – needs you".into(),
            Standing::Lost(_) => "The school has lost it – sending again".into(),
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

    /// The endpoint refused it in our own protocol's words: also on the way back, to an endpoint that had it.
    pub fn refused(&mut self, now: Millis, refusal: Refusal) {
        self.tries = 0;
        self.wait_was_named = false;
        self.wait_until = now + crate::plan::REFUSED_PAUSE_MS;
        match &mut self.state {
            State::Received(received) => {
                received.lost = Some(Lost { is_certain: true, refusal: Some(refusal) });
            }
            state => *state = State::NeedsAttention(refusal),
        }
    }

    /// A receipt came `now`, and its signature, digest, school and id have been checked. `life` is the one of the endpoint's
    /// database that gave it just now: a receipt names the one in which it was first given. A repeated receipt never takes a
    /// read away.
    pub fn acknowledged(&mut self, receipt: Receipt, life: Uuid, now: Millis) {
        let (read, endpoint_at) = match &mut self.state {
            State::Received(earlier) => (earlier.read.take(), earlier.endpoint_at),
            _ => (None, None),
        };
        let came_at = self.received().and_then(|received| received.came_at).or(Some(now));
        self.state = State::Received(Box::new(Received { receipt, read, lost: None, came_at, endpoint_at }));
        self.confirmed_in = Some(life);
        self.answered();
    }

    /// The endpoint was asked `now`, and in this life it still holds it; `read` has been checked. `endpoint_at` is its own
    /// clock, where it said so.
    pub fn asked(
        &mut self,
        read: Option<SignedRead>,
        life: Option<Uuid>,
        endpoint_at: Option<Millis>,
        now: Millis,
    ) {
        if let State::Received(received) = &mut self.state {
            received.read = received.read.take().or(read);
            received.lost = None;
            received.came_at.get_or_insert(now);
            received.endpoint_at = endpoint_at.or(received.endpoint_at);
            self.confirmed_in = life.or(self.confirmed_in);
        }
        self.answered();
    }

    /// The endpoint, in this life of its database, does not hold it any more.
    pub fn forgotten(&mut self) {
        self.confirmed_in = None;
        if let State::Received(received) = &mut self.state {
            received.lost = Some(Lost { is_certain: true, refusal: None });
        }
        self.answered();
    }

    /// The school has a new token for its author: a refusal of the old one means nothing any more.
    pub fn is_known_again(&mut self) {
        match &mut self.state {
            State::NeedsAttention(Refusal::UnknownDevice) => self.state = State::Unconfirmed,
            State::Received(received) => {
                received.lost = received.lost.map(|lost| Lost {
                    refusal: lost.refusal.filter(|refusal| *refusal != Refusal::UnknownDevice),
                    ..lost
                });
            }
            _ => {}
        }
        self.answered();
    }

    /// Something happened that makes a new try sensible: signal, focus. What the endpoint itself asked for is respected.
    pub fn woken(&mut self, now: Millis) {
        if !self.wait_was_named {
            self.wait_until = 0;
            self.tried_at =
                self.tried_at.filter(|tried_at| (*tried_at..*tried_at + crate::plan::ASK_MS).contains(&now));
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

#[cfg(test)]
mod tests;
