//! Staff and their phones: invitations and enrolments.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::directory::SignedDirectory;
use crate::{Millis, wire::Bytes};

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

/// Answer to `GET /api/v1/enrolments/{code}`: whom the link is for. Looking does not use it up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnrolmentOffer {
    /// The person the invitation was made for.
    pub author: AuthorName,
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

/// Answer to `GET /api/v1/remembered`: what a cookie, which no script can read and no eviction of scripts' storage takes,
/// says of this browser. 404 from one that was never set up, or that was left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remembered {
    /// When this browser was last set up, by the endpoint's clock; where it had lost that, when it next reported.
    pub set_up_at: Millis,
    /// What was on the phone when it last reported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counted: Option<Tally>,
}

/// What was on a phone alone when it was last counted: everybody's, and no word of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Unfinished records.
    pub drafts: u32,
    /// Signed records that the school had not received.
    pub unsent: u32,
    /// When, by the phone's clock.
    pub at: Millis,
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
    /// The member who invites; the endpoint refuses another one's session. A desk of an earlier release does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Uuid>,
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
    #[serde(default)]
    pub enrolled: Option<EnrolledAuthor>,
    /// The inviting member's countersignature over author and key.
    #[serde(default)]
    pub countersign: Option<Countersign>,
}

impl AuthorOnFile {
    /// Stands for the author of an envelope whose device nobody on file has: a desk of an earlier release reads it as an
    /// author who is not proved.
    pub fn unknown() -> Self {
        Self {
            author: AuthorName { id: Uuid::nil(), name: "Not known".into(), role: String::new() },
            invited_by: Uuid::nil(),
            sealed_secret: Bytes::default(),
            enrolled: None,
            countersign: None,
        }
    }

    /// Whether this stands for an author who is not on file.
    pub fn is_unknown(&self) -> bool {
        self.author.id.is_nil()
    }
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
    /// When the device last delivered or reported, to the minute, by the endpoint's clock.
    #[serde(default)]
    pub last_seen_at: Option<Millis>,
    /// The app's version, as it last reported.
    #[serde(default)]
    pub version: Option<String>,
    /// When a member ordered it removed.
    #[serde(default)]
    pub removed_at: Option<Millis>,
    /// Whose order that was: once the directory names them no more, phones refuse it.
    #[serde(default)]
    pub removed_by: Option<Uuid>,
}

/// Body of `POST /api/v1/device`: a phone that has signal says so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceReport {
    /// The app's version.
    pub version: String,
    /// What is on the phone alone. The endpoint keeps none of it: it comes back in a cookie, and is told to whoever opens
    /// this browser after its storage was thrown away ([`Remembered`]).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counted: Option<Tally>,
}

/// Answer to a [`DeviceReport`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceAnswer {
    /// A member's order to remove what is kept for this device, once all of it has reached the school. Never left out: an
    /// object without it is somebody else's answer.
    pub removal: Option<Removal>,
}

/// A member's order that a device gives up what it keeps. Body of `PUT /api/v1/inbox/devices/{id}/removal`, and what the
/// phone is told: it obeys the signature, never the endpoint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Removal {
    /// The member who signs.
    pub member: Uuid,
    /// The member's clock.
    pub ordered_at: Millis,
    /// Ed25519 by that member over school, device and `ordered_at`.
    pub signature: Bytes,
}

/// An inviting member's word that a signing key is the invited author's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Countersign {
    /// The member who signs.
    pub member: Uuid,
    /// Ed25519 by that member over school, author and key.
    pub signature: Bytes,
}
