//! The receiving side: set-up, sign-in, inbox.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::delivery::{Acknowledgement, Receipt, SignedRead};
use super::directory::SignedDirectory;
use super::enrolment::AuthorOnFile;
use crate::wire::Bytes;
use crate::{KeyId, Route};

/// Body of `POST /api/v1/setup/{code}`: a school made in the browser of its first member.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetupRequest {
    /// The school's id, made by the browser.
    pub school: Uuid,
    /// The people and their locked keys.
    pub members: Vec<NewMember>,
    /// Each route's private keys, sealed to each of its members.
    pub route_keys: Vec<SealedRouteKey>,
    /// The root key, sealed to each administrator.
    pub root_keys: Vec<SealedRootKey>,
    /// The signed directory; it must name the endpoint's receipt key (from `GET /api/v1/setup/{code}`).
    pub directory: SignedDirectory,
}

/// Answer to `GET /api/v1/setup/{code}`: what the browser needs in order to make a school.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetupOffer {
    /// The endpoint's receipt key (Ed25519, public), to be named in the directory.
    pub receipt_key: Bytes,
}

/// A member as the endpoint first learns of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewMember {
    /// The member's id.
    pub id: Uuid,
    /// What they sign in with: lower-case letters, digits and hyphens.
    pub sign_in_name: String,
    /// Their name.
    pub name: String,
    /// How keys are derived from the passphrase.
    pub stretch: KdfParams,
    /// SHA-256 of the login key.
    pub login_sha256: Bytes,
    /// The member's private keys under the wrap key.
    pub wrapped_keys: Bytes,
    /// The member's public X25519 key: what route keys are sealed to.
    pub encryption_key: Bytes,
    /// The member's public Ed25519 key.
    pub signing_key: Bytes,
}

/// How a key is derived from a PIN or passphrase: Argon2id, version 0x13, one lane.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KdfParams {
    /// 16 random bytes.
    pub salt: Bytes,
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over the memory.
    pub passes: u32,
}

/// A route's private keys, sealed to one member.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedRouteKey {
    /// The route.
    pub route: Route,
    /// The key they open.
    pub kid: KeyId,
    /// The member they are sealed to.
    pub member: Uuid,
    /// HPKE.
    pub sealed: Bytes,
}

/// The root key, sealed to one administrator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedRootKey {
    /// The member it is sealed to.
    pub member: Uuid,
    /// HPKE.
    pub sealed: Bytes,
}

/// Answer to a finished set-up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetupAnswer {
    /// The school.
    pub school: Uuid,
}

/// Body of `PUT /api/v1/inbox/directory`: a newer directory, and the keys it publishes, sealed to who holds them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DirectoryRequest {
    /// The directory; its version follows the one before.
    pub directory: SignedDirectory,
    /// New route keys, sealed to each of their members.
    pub route_keys: Vec<SealedRouteKey>,
}

/// Body of `POST /api/v1/members/challenges`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChallengeRequest {
    /// The school.
    pub school: Uuid,
    /// The sign-in name.
    pub member: String,
}

/// Body of `POST /api/v1/members/sessions`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionRequest {
    /// The school.
    pub school: Uuid,
    /// The sign-in name.
    pub member: String,
    /// The login key that was derived from the passphrase.
    pub login_key: Bytes,
}

/// Answer to a sign-in: everything locked that the passphrase opens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionAnswer {
    /// The member's id.
    pub member: Uuid,
    /// The member's name.
    pub name: String,
    /// The member's private keys under the wrap key.
    pub wrapped_keys: Bytes,
    /// The keys of the member's routes.
    pub route_keys: Vec<SealedRouteKey>,
    /// The root key, for an administrator.
    #[serde(default)]
    pub root_key: Option<SealedRootKey>,
    /// The school's directory.
    pub directory: SignedDirectory,
}

/// Answer to `GET /api/v1/inbox/envelopes`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InboxPage {
    /// Envelopes of the member's own routes, oldest first.
    pub envelopes: Vec<InboxEnvelope>,
    /// What to pass as `after` for the next page; `None` when this was the last.
    #[serde(default)]
    pub next: Option<String>,
}

/// Answer to `GET /api/v1/inbox/changes`: what a desk does not have yet. Since 0.4.1; an endpoint before it has no such address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InboxChanges {
    /// Envelopes of the member's own routes: what came since they last asked, oldest first; then what was there before and
    /// was not fetched yet, newest first.
    pub envelopes: Vec<InboxEnvelope>,
    /// What was read since they last asked, fetched or not.
    pub reads: Vec<ReadMark>,
    /// What was looked at since, although it does not open.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub looked_at: Vec<AcknowledgementMark>,
    /// What to pass as `after` next time, always.
    pub next: String,
    /// Whether there is more already.
    pub more: bool,
    /// How many envelopes there are for the member in all; `None` once this desk has them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held: Option<u64>,
    /// The database is another one than `after` was made by, an earlier state of it perhaps: everything is told anew.
    #[serde(default)]
    pub anew: bool,
}

/// That an envelope was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadMark {
    /// The envelope's id.
    pub id: Uuid,
    /// SHA-256 of its bytes: under one id there can be several.
    pub sha256: Bytes,
    /// The member's word.
    pub read: SignedRead,
}

/// That an envelope was looked at although it does not open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AcknowledgementMark {
    /// The envelope's id.
    pub id: Uuid,
    /// SHA-256 of its bytes: under one id there can be several.
    pub sha256: Bytes,
    /// The member's word.
    pub said: Acknowledgement,
}

/// One envelope as the inbox fetches it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InboxEnvelope {
    /// The receipt the phone was given.
    pub receipt: Receipt,
    /// The device that delivered it; of an imported one, the device that sealed it.
    pub device: Uuid,
    /// The person who enrolled that device; of an imported one perhaps nobody ([`AuthorOnFile::unknown`]).
    pub author: AuthorOnFile,
    /// The envelope.
    pub bytes: Bytes,
    /// Who read it, if anyone has.
    #[serde(default)]
    pub read: Option<SignedRead>,
    /// The member who imported it from a file; `None` where a phone delivered it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub imported_by: Option<Uuid>,
    /// Who has looked at it although it does not open, or although it is not the practice it came as.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acknowledged: Option<Acknowledgement>,
}

/// Answer to `GET /api/v1/inbox/practice/pages`: practice records of the member's own routes, each route in the order in
/// which they came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PracticePage {
    /// The records.
    pub practice: Vec<InboxEnvelope>,
    /// What to pass as `after` to go on, now or later.
    pub next: String,
    /// Whether more are here already.
    pub more: bool,
}
