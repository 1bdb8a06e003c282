//! Whether a browser was set up here before: in a cookie, because browsers that throw a site's storage away after some
//! unused days spare what a server has set. It names nobody.

use axum::{
    Json,
    http::{HeaderMap, HeaderName, StatusCode, header},
};
use companion_model::{Millis, wire::v1::Remembered};

use super::{caller::cookie_named, headers::over_tls, problem::Problem};

const COOKIE: &str = "companion_phone";
/// The longest that browsers keep a cookie: 400 days.
const LIVES_S: u32 = 400 * 24 * 60 * 60;

/// The cookie of a browser that has just been set up.
pub(super) fn cookie(headers: &HeaderMap, now: Millis) -> String {
    with(headers, &now.to_string(), LIVES_S)
}

/// When this browser was set up.
pub(super) async fn tell(headers: HeaderMap) -> Result<Json<Remembered>, Problem> {
    let set_up_at = cookie_named(&headers, COOKIE).and_then(|value| value.parse().ok());
    set_up_at.map(|set_up_at| Json(Remembered { set_up_at })).ok_or(Problem::UnknownAddress)
}

/// Its person has left it.
pub(super) async fn forget(headers: HeaderMap) -> (StatusCode, [(HeaderName, String); 1]) {
    (StatusCode::NO_CONTENT, [(header::SET_COOKIE, with(&headers, "", 0))])
}

fn with(headers: &HeaderMap, value: &str, lives_s: u32) -> String {
    let secure = if over_tls(headers) { "; Secure" } else { "" };
    format!("{COOKIE}={value}; Path=/api/v1/; Max-Age={lives_s}; HttpOnly; SameSite=Strict{secure}")
}
