//! Who asks: a device by its token, a member by their session.

use std::sync::Arc;

use axum::{
    extract::{FromRequestParts, Request, State},
    http::{HeaderMap, HeaderValue, Method, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use companion_model::{
    Millis,
    wire::{Bytes, v1::MEMBER_HEADER},
};
use companion_seal::digest;
use uuid::Uuid;

use super::{App, origin, problem::Problem};
use crate::{
    rules::{self, members::MemberOnFile},
    store::{DeliveredBy, DeviceRow, SessionTimes, Sha256},
};

/// The session cookie's name.
pub(super) const COOKIE: &str = "companion_session";
/// A session nobody uses ends after this long; any session, after the other.
const IDLE: Millis = 15 * 60_000;
const ABSOLUTE: Millis = 12 * 60 * 60_000;

/// The token in a request, which proves nothing by itself.
pub(super) struct DeviceToken {
    pub(super) school: Uuid,
    pub(super) device: Uuid,
    pub(super) secret_sha256: Sha256,
}

/// A device that proved itself with its token. Removed ones too: what was written on them still arrives.
pub(super) struct Device {
    pub(super) school: Uuid,
    pub(super) device: Uuid,
    pub(super) is_removed: bool,
}

/// A member in an open session.
#[derive(Clone)]
pub(super) struct Member {
    pub(super) school: Uuid,
    pub(super) on_file: MemberOnFile,
}

/// Either: a device where the request has an `Authorization` header, a member where it has none. A phone whose network takes
/// that header out is therefore answered like a member without a session, which tells it nothing of itself.
pub(super) enum Caller {
    Device(Device),
    Member(Member),
}

impl Caller {
    pub(super) fn school(&self) -> Uuid {
        match self {
            Self::Device(device) => device.school,
            Self::Member(member) => member.school,
        }
    }
}

impl FromRequestParts<Arc<App>> for Device {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Problem> {
        DeviceToken::from_request_parts(parts, app).await?.device(app).await
    }
}

impl FromRequestParts<Arc<App>> for DeviceToken {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<App>) -> Result<Self, Problem> {
        device_token(&parts.headers).ok_or(Problem::NoToken)
    }
}

impl DeviceToken {
    /// Whose school an envelope comes to with this token, and from whom.
    pub(super) fn brings(&self) -> (Uuid, DeliveredBy) {
        (self.school, DeliveredBy::Device(self.device))
    }

    /// The device of this token.
    pub(super) async fn device(&self, app: &App) -> Result<Device, Problem> {
        self.prove(rules::devices::by_id(app.store(), self.school, self.device).await?)
    }

    /// The device of this token, if it is the one on file.
    fn prove(&self, on_file: Option<DeviceRow>) -> Result<Device, Problem> {
        let on_file = on_file.ok_or(Problem::UnknownDevice)?;
        if !on_file.is_proved_by(self.secret_sha256) {
            return Err(Problem::UnknownDevice);
        }
        Ok(Device { school: self.school, device: self.device, is_removed: on_file.removed_at.is_some() })
    }
}

impl FromRequestParts<Arc<App>> for Member {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Problem> {
        // Once the body is here: whoever was removed or has signed out while it came is nobody now.
        let member = Self::in_session(app, &parts.headers).await?.ok_or(Problem::SignIn)?;
        if names_nobody_else(&parts.headers, member.on_file.id) {
            Ok(member)
        } else {
            Err(Problem::OtherSession)
        }
    }
}

impl Member {
    /// The member whose open session a request is in.
    pub(super) async fn in_session(app: &App, headers: &HeaderMap) -> Result<Option<Self>, Problem> {
        let Some((school, token)) = session_token(headers) else { return Ok(None) };
        let times = SessionTimes { now: app.now(), idle_ms: IDLE, absolute_ms: ABSOLUTE };
        let on_file = rules::sessions::member(app.store(), token, school, times).await?;
        Ok(on_file.map(|on_file| Self { school, on_file }))
    }

    /// Refuses what names another member as the one who does it. A desk of an earlier release names nobody.
    pub(super) fn refuse_another(&self, by: Option<Uuid>) -> Result<(), Problem> {
        if by.is_none_or(|by| by == self.on_file.id) { Ok(()) } else { Err(Problem::OtherSession) }
    }

    /// Whether the school's root key is sealed to them.
    pub(super) fn is_administrator(&self) -> bool {
        self.on_file.root_key.is_some()
    }
}

impl FromRequestParts<Arc<App>> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Problem> {
        if parts.headers.contains_key(header::AUTHORIZATION) {
            return Device::from_request_parts(parts, app).await.map(Self::Device);
        }
        Member::from_request_parts(parts, app).await.map(Self::Member)
    }
}

/// School and digest of the session cookie. The school leads, as it does in every key of the store.
pub(super) fn session_token(headers: &HeaderMap) -> Option<(Uuid, Sha256)> {
    let (school, secret) = cookie_named(headers, COOKIE)?.split_once('.')?;
    Some((Uuid::parse_str(school).ok()?, secret_digest(secret)?))
}

/// The value of a cookie.
pub(super) fn cookie_named<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|text| text.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(found, _)| *found == name).map(|(_, value)| value)
}

/// The token of `Bearer <school>.<device>.<secret>`. `None` if the header is missing, came
/// more than once or is no such token: then something on the way changed it, and nothing is known of the device.
fn device_token(headers: &HeaderMap) -> Option<DeviceToken> {
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let only = values.next().filter(|_| values.next().is_none())?;
    let text = only.to_str().ok()?.strip_prefix("Bearer ")?;
    let mut parts = text.trim().splitn(3, '.');
    let (school, device) = (Uuid::parse_str(parts.next()?).ok()?, Uuid::parse_str(parts.next()?).ok()?);
    Some(DeviceToken { school, device, secret_sha256: secret_digest(parts.next()?)? })
}

fn secret_digest(text: &str) -> Option<Sha256> {
    Bytes::from_text(text)?.array::<32>().map(|secret| digest(&secret))
}

/// A member, as the header has them.
pub(super) fn member_header(member: Uuid) -> HeaderValue {
    // An id is hexadecimal digits and hyphens.
    HeaderValue::from_str(&member.to_string()).unwrap_or(HeaderValue::from_static("unknown"))
}

/// Whether nobody else is named.
pub(super) fn names_nobody_else(headers: &HeaderMap, member: Uuid) -> bool {
    let member = member_header(member);
    headers.get_all(MEMBER_HEADER).iter().all(|said| *said == member)
}

/// A page of another origin can send a member's browser here, but can't hide that it did.
pub(super) async fn refuse_foreign_pages(
    State(app): State<Arc<App>>,
    request: Request,
    next: Next,
) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    if reads || origin::is_own_page(request.headers(), &app.config.origins) {
        next.run(request).await
    } else {
        Problem::ForeignOrigin.into_response()
    }
}
