//! Signing in, in two steps: the salt first, the locked keys only for the login key.

use std::{sync::Arc, time::Duration};

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::IntoResponse,
};
use companion_model::wire::{
    Bytes,
    v1::{ChallengeRequest, KdfParams, MEMBER_HEADER, SessionAnswer, SessionRequest, address},
};
use companion_seal::{Secret, digest, kdf::new_params, os_random};
use uuid::Uuid;

use super::{
    App,
    body::JsonBody,
    caller::{COOKIE, member_header, session_token},
    headers::over_tls,
    problem::Problem,
};
use crate::rules::{self, members::MemberOnFile};

/// Longer names are nobody's (see set-up) and are not worth counting.
const NAME_LIMIT: usize = 64;
/// Wrong tries before answers slow down.
const FREE_TRIES: u32 = 5;
/// How long a wrong try waits at least, whatever its name: many of them side by side leave the machine to those who deliver.
const WRONG: Duration = Duration::from_millis(100);
/// The slowest answer. Answers slow down and are never refused: else a stranger who keeps trying could lock out the
/// very person who must read a concern. The passphrase's six generated words can do without more.
const SLOWEST: Duration = Duration::from_secs(4);

/// How keys are to be derived from the passphrase. Names nobody has get a salt too, the same one each time.
pub(super) async fn challenge(
    State(app): State<Arc<App>>,
    JsonBody(request): JsonBody<ChallengeRequest>,
) -> Result<Json<KdfParams>, Problem> {
    let ChallengeRequest { school, member } = request;
    let decoy = decoy(&app, school, &member)?;
    let params = rules::members::kdf_params(app.store(), school, member).await?;
    Ok(Json(params.unwrap_or(decoy)))
}

/// Opens a session and hands over everything locked that the passphrase opens.
pub(super) async fn sign_in(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    JsonBody(request): JsonBody<SessionRequest>,
) -> Result<impl IntoResponse, Problem> {
    let SessionRequest { school, member: name, login_key } = request;
    // Answers that wait hold a name and a digest, whatever was sent.
    let given = digest(&login_key.0);
    drop(login_key);
    let Some(member) = tried(&app, school, &name, given).await? else {
        tokio::time::sleep(WRONG).await;
        return Err(Problem::SignIn);
    };
    let directory = rules::directories::newest(app.store(), school).await?.ok_or(Problem::SignIn)?;

    let token: [u8; 32] = os_random().map_err(|error| Problem::Unavailable(error.to_string()))?;
    rules::sessions::open(app.store(), digest(&token), school, (member.id, &name), app.now()).await?;
    let answer = SessionAnswer {
        member: member.id,
        name: member.name,
        wrapped_keys: member.wrapped_keys,
        route_keys: member.route_keys,
        root_key: member.root_key,
        directory,
    };
    let cookie = cookie(&format!("{school}.{}", Bytes::from(token)), &headers);
    // The new session's, whatever session the request came in.
    let whose = [(MEMBER_HEADER, member_header(member.id))];
    Ok((StatusCode::CREATED, whose, [(header::SET_COOKIE, cookie)], Json(answer)))
}

/// The member of this name, if the passphrase is theirs. Every name is counted, and slowed down, alike.
async fn tried(
    app: &App,
    school: Uuid,
    name: &str,
    given: [u8; 32],
) -> Result<Option<MemberOnFile>, Problem> {
    if name.len() > NAME_LIMIT {
        return Ok(None);
    }
    // Counted before the answer is known: tries side by side slow each other down.
    let tries = rules::sessions::count_try(app.store(), school, name, app.now()).await?;
    slow_down(app, tries).await;
    let member = rules::members::by_name(app.store(), school, name.to_owned()).await?;
    // As secrets: compared in constant time. An impossible digest stands in for a member nobody is.
    let login_sha256 = member.as_ref().map_or([0; 32], |member| member.login_sha256);
    let right = Secret::new(given) == Secret::new(login_sha256);
    Ok(member.filter(|_| right))
}

/// Ends the session, if there is one.
pub(super) async fn sign_out(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
) -> Result<impl IntoResponse, Problem> {
    if let Some((school, token)) = session_token(&headers) {
        rules::sessions::close(app.store(), token, school).await?;
    }
    let cookie = format!("{}; Max-Age=0", cookie("", &headers));
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie)]))
}

fn cookie(value: &str, headers: &HeaderMap) -> String {
    let secure = if over_tls(headers) { "; Secure" } else { "" };
    format!("{COOKIE}={value}; HttpOnly; SameSite=Strict; Path={}{secure}", address::ROOT)
}

/// A salt that looks like any other, from a secret of the database and the name.
fn decoy(app: &App, school: Uuid, name: &str) -> Result<KdfParams, Problem> {
    let salt = digest(&[app.store().life()?.decoy.as_slice(), school.as_bytes(), name.as_bytes()].concat());
    let today = new_params().map_err(|error| Problem::Unavailable(error.to_string()))?;
    Ok(KdfParams { salt: Bytes(salt.iter().copied().take(16).collect()), ..today })
}

/// Waits with the answer after wrong tries. Answers that wait have half of the connections at the most: where that many wait
/// already, this one comes at once, so that those who guess keep nobody out, and nobody's right passphrase either.
async fn slow_down(app: &App, tries: u32) {
    if let Ok(_waiting) = app.slowed_down.try_acquire() {
        tokio::time::sleep(pause(tries)).await;
    }
}

fn pause(tries: u32) -> Duration {
    match tries.checked_sub(FREE_TRIES + 1) {
        None => Duration::ZERO,
        Some(doublings) => SLOWEST.min(Duration::from_millis(250 << doublings.min(8))),
    }
}
