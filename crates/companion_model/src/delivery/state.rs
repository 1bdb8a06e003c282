//! What was answered to an envelope, and what that means for its author.

use serde::{Deserialize, Deserializer, Serialize, de::Error as _};

use crate::{
    Millis, Route,
    wire::{
        Tree,
        v1::{Receipt, SignedRead},
    },
};

/// What was last answered to an envelope.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Never tried.
    Queued,
    /// On its way. Found at a start, it means that the app was ended meanwhile: it is put again.
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
    pub(super) fn of_any_build<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
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
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lost: Option<Lost>,
    /// When the receipt came, by the phone's clock; `None` in a row of an earlier release until it is next asked about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub came_at: Option<Millis>,
    /// The endpoint's clock when it last answered about this envelope.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub endpoint_at: Option<Millis>,
}

/// A receipt was given in an earlier epoch of the endpoint's database, and the present one has not confirmed it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lost {
    /// Whether the endpoint has said that it does not hold the envelope, or does not take it back; else it has said nothing of
    /// it in this epoch.
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

/// Why an envelope is not taken, or can't be sent. Nothing is lost by any of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Refusal {
    /// 401: this phone's token was never issued there.
    UnknownDevice,
    /// 403: the school has removed this phone, and has taken from it since what it takes.
    RemovedDevice,
    /// 413.
    TooLarge,
    /// 422: header, size or digest.
    Unreadable,
    /// 422: sealed to a key the school never published.
    UnpublishedKey,
    /// Nobody refused it: what was sealed is not on this phone, or this build can't read it.
    NotHere,
    /// One that only a newer build knows.
    Unknown,
}

impl<'de> Deserialize<'de> for Refusal {
    /// A refusal that only a newer build knows is one here as well, whatever it says beside its name.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = match Tree::deserialize(deserializer)? {
            Tree::Text(name) => name,
            _ => return Ok(Self::Unknown),
        };
        Ok(match name.as_str() {
            "unknown-device" => Self::UnknownDevice,
            "removed-device" => Self::RemovedDevice,
            "too-large" => Self::TooLarge,
            "unreadable" => Self::Unreadable,
            "unpublished-key" => Self::UnpublishedKey,
            "not-here" => Self::NotHere,
            _ => Self::Unknown,
        })
    }
}

impl Refusal {
    /// What the person still has, and what to do next.
    pub fn sentence(self, route: Route) -> String {
        let who = route.people();
        match self {
            Self::UnknownDevice => format!(
                "The school no longer knows you on this phone. What you wrote is still here. Tell {who} by phone. \
                    Ask them for a new link, and set yourself up again."
            ),
            Self::RemovedDevice => format!(
                "The school has removed you from this phone. Your record is still here, sealed, but can't be \
                    sent. Tell {who} by phone. Ask them for a new link, and set yourself up again."
            ),
            Self::TooLarge => format!(
                "The record is too long for the school's server. It is still here, sealed. Tell {who} by phone \
                    what you wrote."
            ),
            Self::Unreadable => format!(
                "The school's server couldn't accept this record. It is still here, sealed, and will be sent \
                    again. Tell {who} by phone."
            ),
            Self::UnpublishedKey => format!(
                "The school's keys have changed since this record was sealed. It is still here, and will be \
                    sent again. Tell {who} by phone."
            ),
            Self::NotHere => format!(
                "The sealed record is missing or can't be read, so it can't be sent. Tell {who} by phone what \
                    you wrote, and keep this phone."
            ),
            Self::Unknown => format!(
                "The school did not accept this record, for a reason this version of the app doesn't know. It \
                    is still here, sealed, and will be sent again. Tell {who} by phone."
            ),
        }
    }
}
