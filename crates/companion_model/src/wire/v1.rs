//! Version 1 of the protocol, DESIGN section 7. Frozen with release 0.1.0: fields may be added, never changed.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Bytes;
use crate::{Kid, Millis, Route};

/// The largest envelope the endpoint takes, in bytes.
pub const ENVELOPE_LIMIT: usize = 256 * 1024;

/// The header that tells which life of the database is speaking: new at each restore.
pub const EPOCH_HEADER: &str = "companion-epoch";

/// The endpoint's word that it holds exactly these bytes. Only a checked signature makes it true
/// (`companion_seal::receipt`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The protocol's version: 1.
    pub v: u8,
    /// The school.
    pub school: Uuid,
    /// The route, as the envelope's header names it.
    pub route: Route,
    /// The envelope.
    pub id: Uuid,
    /// SHA-256 of the envelope's bytes.
    pub sha256: Bytes,
    /// The endpoint's clock when the bytes were committed.
    pub received_at: Millis,
    /// The life of the database that committed them.
    pub epoch: Uuid,
    /// The envelope's number within its route.
    pub seq: u64,
    /// What is unusual about this delivery.
    #[serde(default)]
    pub flags: Vec<Flag>,
    /// Which receipt key signed.
    pub kid: Kid,
    /// Ed25519 over all of the above.
    pub signature: Bytes,
}

/// What is unusual about an envelope the endpoint holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Flag {
    /// Other bytes under an id that was already known: kept beside the first.
    Conflict,
    /// From a device the school has removed.
    RemovedDevice,
    /// Sealed under another device's name than the one that delivered it.
    OtherDevice,
}

/// A member's signed word that a concern was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedRead {
    /// The member who read, by id.
    pub member: Uuid,
    /// The reader's clock.
    pub read_at: Millis,
    /// Ed25519 by the member over school, route, envelope, its digest and `read_at`.
    pub signature: Bytes,
}

/// Answer to `GET /api/v1/envelopes/{id}/state`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnvelopeState {
    /// The first receipt for this envelope.
    pub receipt: Receipt,
    /// Who read it, if anyone has.
    pub read: Option<SignedRead>,
}

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
    /// Past this a phone warns, and never blocks.
    pub valid_until: Millis,
    /// The school's root key (Ed25519, public); its fingerprint travels in the enrolment link.
    pub root_key: Bytes,
    /// The routes that have a member, each introduced by the root key.
    pub routes: Vec<RouteEntry>,
    /// The endpoint's receipt keys (Ed25519, public), the current one first.
    pub receipt_keys: Vec<Bytes>,
    /// Numbers the school added to the national ones.
    #[serde(default)]
    pub contacts: Vec<Contact>,
}

/// One route's keys and people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RouteEntry {
    /// The route.
    pub route: Route,
    /// The short name of `encryption_key`.
    pub kid: Kid,
    /// X25519, public: what envelopes are sealed to.
    pub encryption_key: Bytes,
    /// Ed25519, public: what signs this entry's people, and its own successor.
    pub signing_key: Bytes,
    /// The root key's signature over route and signing key: the introduction.
    pub introduction: Bytes,
    /// The people who hold the route's keys.
    pub members: Vec<MemberEntry>,
    /// The signing key's signature over kid, encryption key and members.
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

/// Body of `POST /api/v1/enrolments/{code}`. The phone makes every secret itself, so that a repeated request
/// after a lost answer is the same request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnrolmentRequest {
    /// The device's id, made by the phone.
    pub device: Uuid,
    /// SHA-256 of the device's secret; the secret itself comes with later requests.
    pub secret_sha256: Bytes,
    /// The author's signing key (Ed25519, public).
    pub author_key: Bytes,
    /// Proof that the author's key comes from whoever held the link (`companion_seal::invitation`).
    pub proof: Bytes,
}

/// Answer to a redeemed enrolment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnrolmentAnswer {
    /// The school.
    pub school: Uuid,
    /// The person the invitation was made for.
    pub author: AuthorName,
    /// The school's directory.
    pub directory: SignedDirectory,
}

/// The member of staff an invitation names; frozen into each of their records.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthorName {
    /// The author.
    pub id: Uuid,
    /// Their name.
    pub name: String,
    /// Their job title.
    pub role: String,
}

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
    /// How the passphrase is stretched.
    pub stretch: Stretch,
    /// SHA-256 of the login key.
    pub login_sha256: Bytes,
    /// The member's private keys under the wrap key.
    pub wrapped_keys: Bytes,
    /// The member's public X25519 key: what route keys are sealed to.
    pub encryption_key: Bytes,
    /// The member's public Ed25519 key.
    pub signing_key: Bytes,
}

/// How a PIN or passphrase is stretched: Argon2id, version 0x13, one lane.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stretch {
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
    pub kid: Kid,
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
    /// The login half of the stretched passphrase.
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
    pub next: Option<String>,
}

/// One envelope as the inbox fetches it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InboxEnvelope {
    /// The receipt the phone was given.
    pub receipt: Receipt,
    /// The device that delivered it.
    pub device: Uuid,
    /// The person who enrolled that device.
    pub author: AuthorOnFile,
    /// The envelope.
    pub bytes: Bytes,
    /// Who read it, if anyone has.
    pub read: Option<SignedRead>,
}

/// Body of `POST /api/v1/inbox/invitations`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationRequest {
    /// The author's id, made by the inviting browser.
    pub author: Uuid,
    /// SHA-256 of the code.
    pub code_sha256: Bytes,
    /// The link's secret, sealed to the inviting member, who alone can check the proof later.
    pub sealed_secret: Bytes,
    /// The author's name.
    pub name: String,
    /// The author's job title.
    pub role: String,
    /// How long the link lives, in seconds; at most a day.
    pub lives_s: u32,
}

/// An invited member of staff, as the endpoint has them on file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthorOnFile {
    /// Who they are.
    pub author: AuthorName,
    /// The member who invited them.
    pub invited_by: Uuid,
    /// The link's secret, sealed to that member.
    pub sealed_secret: Bytes,
    /// What the phone enrolled with; `None` while the link is unused.
    pub enrolled: Option<EnrolledAuthor>,
    /// The inviting member's countersignature over author and key.
    pub countersign: Option<Countersign>,
}

/// What a phone enrolled an author with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnrolledAuthor {
    /// The device.
    pub device: Uuid,
    /// The author's signing key (Ed25519, public).
    pub author_key: Bytes,
    /// Proof that the key comes from whoever held the link.
    pub proof: Bytes,
}

/// An inviting member's word that a signing key is the invited author's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Countersign {
    /// The member who signs.
    pub member: Uuid,
    /// Ed25519 by that member over school, author and key.
    pub signature: Bytes,
}

/// An RFC 9457 problem document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// `/problems/` and a slug of [`problem`].
    #[serde(rename = "type")]
    pub kind: String,
    /// One sentence.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What the person still has and what to do next.
    pub detail: String,
}

/// The slugs of problem documents.
pub mod problem {
    /// 401: this device's token was never issued here.
    pub const UNKNOWN_DEVICE: &str = "/problems/unknown-device";
    /// 401: name or passphrase wrong, or the session is over.
    pub const SIGN_IN: &str = "/problems/sign-in";
    /// 403: a request from another page than the inbox.
    pub const FOREIGN_ORIGIN: &str = "/problems/foreign-origin";
    /// 404: no such invitation or set-up code.
    pub const UNKNOWN_CODE: &str = "/problems/unknown-code";
    /// 404: this endpoint does not hold that envelope.
    pub const UNKNOWN_ENVELOPE: &str = "/problems/unknown-envelope";
    /// 404: no such address.
    pub const UNKNOWN_ADDRESS: &str = "/problems/unknown-address";
    /// 410: the code was used on another phone, or has expired.
    pub const SPENT_CODE: &str = "/problems/spent-code";
    /// 413: over [`super::ENVELOPE_LIMIT`].
    pub const TOO_LARGE: &str = "/problems/too-large";
    /// 422: the header can't be read, or does not fit the address.
    pub const UNREADABLE_HEADER: &str = "/problems/unreadable-header";
    /// 422: `Content-Digest` is missing or does not match the body.
    pub const DIGEST: &str = "/problems/digest";
    /// 422: sealed to a key the school never published.
    pub const UNPUBLISHED_KEY: &str = "/problems/unpublished-key";
    /// 422: a JSON body that does not say what it should.
    pub const UNREADABLE_BODY: &str = "/problems/unreadable-body";
    /// 429: too many from one device.
    pub const TOO_MANY: &str = "/problems/too-many";
    /// 503: the endpoint can't store anything at the moment.
    pub const UNAVAILABLE: &str = "/problems/unavailable";
}
