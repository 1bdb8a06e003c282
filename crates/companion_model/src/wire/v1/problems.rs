//! Errors as RFC 9457 problem documents.

use serde::{Deserialize, Serialize};

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
    /// What the slug of every problem begins with, also of those that only a newer endpoint knows.
    pub const PREFIX: &str = "/problems/";
    /// 401: the request came without a device's token, or with something that is none. It says nothing of the device: a
    /// network on the way can take the header out or alter it.
    pub const NO_TOKEN: &str = "/problems/no-token";
    /// 401: this device's token was never issued here.
    pub const UNKNOWN_DEVICE: &str = "/problems/unknown-device";
    /// 401: name or passphrase wrong, or the session is over.
    pub const SIGN_IN: &str = "/problems/sign-in";
    /// 403: a request from another page than the inbox.
    pub const FOREIGN_ORIGIN: &str = "/problems/foreign-origin";
    /// 403: sealed for a route that this member does not hold.
    pub const OTHER_ROUTE: &str = "/problems/other-route";
    /// 403: the school has removed this device: nothing new is taken from it any more, or given to it.
    pub const REMOVED_DEVICE: &str = "/problems/removed-device";
    /// 403: only whoever has the school's root key can do this.
    pub const NOT_ADMINISTRATOR: &str = "/problems/not-administrator";
    /// 403: only whoever made the link, or an administrator, can do this.
    pub const OTHER_S_LINK: &str = "/problems/other-s-link";
    /// 404: no such invitation or set-up code.
    pub const UNKNOWN_CODE: &str = "/problems/unknown-code";
    /// 404: this endpoint does not hold that envelope.
    pub const UNKNOWN_ENVELOPE: &str = "/problems/unknown-envelope";
    /// 404: no such address.
    pub const UNKNOWN_ADDRESS: &str = "/problems/unknown-address";
    /// 409: the office has somebody, and takes one more by no invitation.
    pub const HAS_SOMEBODY: &str = "/problems/office-has-somebody";
    /// 409: the session of this browser is another member's than the one the page asks for.
    pub const OTHER_SESSION: &str = "/problems/other-session";
    /// 409: somebody else signs in with this name.
    pub const NAME_TAKEN: &str = "/problems/name-taken";
    /// 410: the code was used on another phone, or has expired.
    pub const SPENT_CODE: &str = "/problems/spent-code";
    /// 413: over [`crate::wire::v1::ENVELOPE_LIMIT`].
    pub const TOO_LARGE: &str = "/problems/too-large";
    /// 422: the header can't be read, or does not fit the address; or no envelope is as long.
    pub const UNREADABLE_HEADER: &str = "/problems/unreadable-header";
    /// 422: `Content-Digest` is missing or does not match the body.
    pub const DIGEST: &str = "/problems/digest";
    /// 422: sealed to a key the school never published.
    pub const UNPUBLISHED_KEY: &str = "/problems/unpublished-key";
    /// 422: a JSON body that does not say what it should.
    pub const UNREADABLE_BODY: &str = "/problems/unreadable-body";
    /// 429: too many from one device.
    pub const TOO_MANY: &str = "/problems/too-many";
    /// 429: too many imported by one member.
    pub const TOO_MANY_FILES: &str = "/problems/too-many-files";
    /// 503: the endpoint can't store anything at the moment.
    pub const UNAVAILABLE: &str = "/problems/unavailable";
}
