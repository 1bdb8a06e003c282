//! The first member of a route: invited by an administrator, joins in their own browser, and is confirmed.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::directory::{RouteEntry, SignedDirectory};
use super::members::{NewMember, SealedRouteKey};
use crate::wire::Bytes;
use crate::{Millis, Route};

/// Body of `POST /api/v1/inbox/joining`: an administrator invites somebody to a route that has nobody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RouteInvitationRequest {
    /// The invitation's id, made by the inviting browser.
    pub id: Uuid,
    /// The route.
    pub route: Route,
    /// Whom it is for, as the inviting member calls them.
    pub name: String,
    /// SHA-256 of the code.
    pub code_sha256: Bytes,
    /// The link's secret, sealed to the inviting member, who alone can check the proof later.
    pub sealed_secret: Bytes,
    /// How long the link lives, in seconds; at most a day.
    pub lives_s: u32,
    /// The member who invites; the endpoint refuses another one's session. A desk of an earlier release does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Uuid>,
}

/// Answer to `GET /api/v1/joining/{code}`. Looking does not use the link up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JoiningOffer {
    /// The member who invites.
    pub invited_by: Uuid,
    /// Names that others sign in with already.
    pub sign_in_names: Vec<String>,
    /// The school's directory.
    pub directory: SignedDirectory,
}

/// Body of `POST /api/v1/joining/{code}`: member and route, made in the browser of whoever was invited. The same again, after
/// a lost answer, is the same request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JoiningRequest {
    /// The member and their locked keys.
    pub member: NewMember,
    /// The route's private keys, sealed to that member.
    pub route_key: SealedRouteKey,
    /// The route's entry, signed by its own key; not introduced yet.
    pub entry: RouteEntry,
    /// Proof that the entry comes from whoever held the link (`companion_seal::joining`).
    pub proof: Bytes,
}

/// An invitation that is open or waits to be confirmed: `GET /api/v1/inbox/joining` answers a list of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitedMember {
    /// The invitation.
    pub id: Uuid,
    /// The route.
    pub route: Route,
    /// Whom it is for, as the inviting member calls them.
    pub name: String,
    /// The member who invited.
    pub invited_by: Uuid,
    /// The link's secret, sealed to that member.
    pub sealed_secret: Bytes,
    /// When the link ends, by the endpoint's clock.
    pub expires_at: Millis,
    /// Who used the link; `None` while nobody has.
    #[serde(default)]
    pub waiting: Option<WaitingMember>,
}

/// Somebody who has used their link. Their locked keys stay on the endpoint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitingMember {
    /// The route's entry as they signed it, with them as its one member.
    pub entry: RouteEntry,
    /// Proof that it comes from whoever held the link.
    pub proof: Bytes,
}

/// Body of `PUT /api/v1/inbox/joining/{id}`: the directory with the new route in it, introduced by the root key and otherwise
/// as it waited. It publishes the directory and lets the member in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConfirmationRequest {
    /// The directory; its version follows the one before.
    pub directory: SignedDirectory,
}
