//! The directory: who can receive, by which keys.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::wire::Bytes;
use crate::{KeyId, Millis, Route};

/// The directory as text and the signature over exactly that text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedDirectory {
    /// JSON of [`Directory`], byte for byte as signed.
    pub body: String,
    /// The route whose signing key signed.
    pub signed_by: Route,
    /// Ed25519 over the body.
    pub signature: Bytes,
}

/// Routes, their keys and people, receipt keys and contacts of one school.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Directory {
    /// The protocol's version: 1.
    pub v: u8,
    /// The school.
    pub school: Uuid,
    /// The school's name, as people say it.
    pub school_name: String,
    /// Grows by one with every change; a phone refuses a smaller one than it has.
    pub version: u64,
    /// When it was signed, by the signer's clock.
    pub issued_at: Millis,
    /// Past this a phone warns, and never blocks. A desk signs the directory again before.
    pub valid_until: Millis,
    /// The school's root key (Ed25519, public); its fingerprint travels in the enrolment link.
    pub root_key: Bytes,
    /// The routes that have a member, each introduced by the root key.
    pub routes: Vec<RouteEntry>,
    /// The endpoint's receipt keys (Ed25519, public), the current one first.
    pub receipt_keys: Vec<Bytes>,
    /// Numbers the school added to the national ones: in the signed text since 0.1.0; no release has a page that adds or shows
    /// any.
    #[serde(default)]
    pub contacts: Vec<Contact>,
    /// After how many minutes without a touch a phone locks, as the school chose; `None` from a school that was never
    /// asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lock_after_min: Option<u16>,
}

/// What a phone does where its school has not chosen.
pub const LOCK_AFTER_MIN: u16 = 5;
/// A school can't choose less than a call takes, nor more than a phone may lie about.
const LOCK_AFTER_RANGE: std::ops::RangeInclusive<u16> = 1..=30;

impl Directory {
    /// Whether it was to be signed again before now: keys and telephone numbers may be out of date.
    pub fn has_run_out(&self, now: Millis) -> bool {
        now > self.valid_until
    }

    /// After how long without a touch a phone locks.
    pub fn lock_after_ms(&self) -> Millis {
        let minutes = self.lock_after_min.unwrap_or(LOCK_AFTER_MIN);
        Millis::from(minutes.clamp(*LOCK_AFTER_RANGE.start(), *LOCK_AFTER_RANGE.end())) * 60_000
    }
}

/// One route's keys and people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RouteEntry {
    /// The route.
    pub route: Route,
    /// The short name of `encryption_key`.
    pub kid: KeyId,
    /// X25519, public: what envelopes are sealed to.
    pub encryption_key: Bytes,
    /// Ed25519, public: what signs this entry's people, and its own successor.
    pub signing_key: Bytes,
    /// The root key's signature over route and signing key: the introduction. Where the key was changed since, of the first
    /// key.
    pub introduction: Bytes,
    /// The signing keys before this one, the first of them first; each signed for the next.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub succession: Vec<Predecessor>,
    /// The people who hold the route's keys.
    pub members: Vec<MemberEntry>,
    /// The signing key's signature over kid, encryption key and members.
    pub signature: Bytes,
    /// The people who held the route's keys before and were taken out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub former: Option<FormerMembers>,
}

/// People who were taken out of a route. They receive nothing any more; what they signed before still counts: at a desk, that a
/// phone's author is who they invited; on a phone, that they read a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormerMembers {
    /// Who they are, as the route had them last.
    pub members: Vec<MemberEntry>,
    /// By the route's signing key, over school, route and these people. Apart from the entry's own, which phones of earlier
    /// releases check.
    pub signature: Bytes,
}

/// A signing key that a route had before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Predecessor {
    /// Ed25519, public.
    pub signing_key: Bytes,
    /// By that key, over school, route and the key that came after it.
    pub signature: Bytes,
}

/// A person on the school's receiving side, as phones know them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberEntry {
    /// The member.
    pub id: Uuid,
    /// Their name.
    pub name: String,
    /// Their job, for example "Designated Safeguarding Lead".
    pub role: String,
    /// The number to reach them by, as dialled; empty if the school gave none.
    #[serde(default)]
    pub phone: String,
    /// Ed25519, public: checks "Read by".
    pub signing_key: Bytes,
    /// What a route's new keys are sealed to; `None` in a directory that an earlier release made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sealing: Option<SealingKey>,
}

/// A member's key that others seal to, by the member's own word. The route's signature over the entry leaves it out: phones of
/// earlier releases would not believe it otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealingKey {
    /// X25519, public.
    pub key: Bytes,
    /// By the member's signing key, over school, member and this key.
    pub signature: Bytes,
}

/// A number to call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// Who answers.
    pub name: String,
    /// As dialled, with spaces for the eye.
    pub number: String,
    /// What it is for.
    pub for_what: String,
}
