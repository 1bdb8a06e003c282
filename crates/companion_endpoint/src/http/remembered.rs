//! Whether a browser was set up here before, and what was on it when it last reported: in a cookie, because browsers that
//! throw a site's storage away after some unused days spare what a server has set. It names nobody.

use axum::{
    Json,
    http::{HeaderMap, HeaderName, StatusCode, header},
};
use companion_model::{
    Millis,
    wire::v1::{Remembered, Tally, address},
};

use super::{caller::cookie_named, headers::over_tls, problem::Problem};

const COOKIE: &str = "companion_phone";
/// The longest that browsers keep a cookie: 400 days.
const LIVES_S: u32 = 400 * 24 * 60 * 60;
/// More records than a phone holds.
const MOST: u32 = 10_000;
/// The last millisecond of the year 9999: a phone's clock may be wrong, and its time must still be one.
const LATEST: Millis = 253_402_300_799_999;

/// The cookie of a browser that has just been set up.
pub(super) fn cookie(headers: &HeaderMap, now: Millis) -> String {
    set_cookie(headers, &now.to_string(), LIVES_S)
}

/// The cookie of a browser that has counted what is on it; `None` where no phone counts so.
pub(super) fn counted(headers: &HeaderMap, tally: Tally, now: Millis) -> Option<String> {
    let set_up_at = remembered(headers).map_or(now, |known| known.set_up_at);
    let Tally { drafts, unsent, at } = tally;
    is_sound(&tally).then(|| set_cookie(headers, &format!("{set_up_at}.{drafts}.{unsent}.{at}"), LIVES_S))
}

/// When this browser was set up, and what it last counted.
pub(super) async fn show(headers: HeaderMap) -> Result<Json<Remembered>, Problem> {
    remembered(&headers).map(Json).ok_or(Problem::UnknownAddress)
}

/// Its person has left it.
pub(super) async fn forget(headers: HeaderMap) -> (StatusCode, [(HeaderName, String); 1]) {
    (StatusCode::NO_CONTENT, [(header::SET_COOKIE, set_cookie(&headers, "", 0))])
}

fn remembered(headers: &HeaderMap) -> Option<Remembered> {
    let value = cookie_named(headers, COOKIE)?;
    let (set_up_at, counted) = value.split_once('.').unwrap_or((value, ""));
    Some(Remembered { set_up_at: set_up_at.parse().ok()?, counted: tally(counted) })
}

fn tally(text: &str) -> Option<Tally> {
    let parts: Vec<&str> = text.split('.').collect();
    let [drafts, unsent, at] = parts[..] else { return None };
    let tally = Tally { drafts: drafts.parse().ok()?, unsent: unsent.parse().ok()?, at: at.parse().ok()? };
    is_sound(&tally).then_some(tally)
}

fn is_sound(tally: &Tally) -> bool {
    tally.drafts <= MOST && tally.unsent <= MOST && (0..=LATEST).contains(&tally.at)
}

fn set_cookie(headers: &HeaderMap, value: &str, lives_s: u32) -> String {
    let secure = if over_tls(headers) { "; Secure" } else { "" };
    format!("{COOKIE}={value}; Path={}/; Max-Age={lives_s}; HttpOnly; SameSite=Strict{secure}", address::ROOT)
}
