//! The endpoint, over HTTP, with the session's cookie.

use std::cell::Cell;

use companion_browser::http::{self, HttpResponse, Method, Request};
use companion_inbox::{
    answer::{RequestError, is_of_another, require_success},
    import::Import,
};
use companion_model::wire::v1::{MEMBER_HEADER, address};
use companion_seal::digest;
use data_encoding::BASE64;
use serde::{Serialize, de::DeserializeOwned};
use uuid::Uuid;

const PATIENCE_MS: u32 = 30_000;

thread_local! {
    /// Whom this page works for, or has worked for last: what was begun in their name and goes on while the page locks is
    /// refused in another's session too. Here and not with each caller, so that no request can leave it out.
    static MEMBER: Cell<Option<Uuid>> = const { Cell::new(None) };
    /// How often somebody has signed in here: what was asked before the last time is answered to nobody.
    static SIGN_INS: Cell<u32> = const { Cell::new(0) };
}

/// What somebody asks who is no member yet, or none that this page knows.
const BEFORE_A_SESSION: [&str; 4] =
    [address::SETUP, address::JOINING, address::CHALLENGES, address::SESSIONS];

/// Says whom this page works for from now on.
pub fn set_member(member: Uuid) {
    MEMBER.set(Some(member));
    SIGN_INS.set(SIGN_INS.get().wrapping_add(1));
}

fn member(path: &str) -> Option<Uuid> {
    let is_before = |route: &&str| path.starts_with(&address::at(route, ""));
    MEMBER.get().filter(|_| !BEFORE_A_SESSION.iter().any(is_before))
}

/// Asks for something.
pub async fn get<T: DeserializeOwned>(path: &str) -> Result<T, RequestError> {
    read(&exchange(Method::GET, path, None).await?)
}

/// Asks for something that is read elsewhere.
pub async fn get_bytes(path: &str) -> Result<Vec<u8>, RequestError> {
    exchange(Method::GET, path, None).await
}

/// Sends something and reads what comes back.
pub async fn post<B: Serialize, T: DeserializeOwned>(path: &str, body: &B) -> Result<T, RequestError> {
    read(&exchange(Method::POST, path, Some(written(body)?)).await?)
}

/// Sends something of which it is enough to know that it was taken.
pub async fn post_without_answer<B: Serialize>(path: &str, body: &B) -> Result<(), RequestError> {
    exchange(Method::POST, path, Some(written(body)?)).await.map(drop)
}

/// Puts something.
pub async fn put<B: Serialize>(path: &str, body: &B) -> Result<(), RequestError> {
    exchange(Method::PUT, path, Some(written(body)?)).await.map(drop)
}

/// Puts an envelope; its answer is for the desk to judge.
pub async fn put_envelope(import: &Import) -> Result<HttpResponse, RequestError> {
    let digest = BASE64.encode(&digest(&import.envelope.0));
    let headers = vec![
        ("content-type", "application/octet-stream".to_owned()),
        ("content-digest", format!("sha-256=:{digest}:")),
    ];
    let url = address::at(address::INBOX_ENVELOPE, import.id);
    let body = Some(import.envelope.0.clone());
    let member = member(&url);
    send(Method::PUT, url, headers, body, member).await
}

/// Ends something.
pub async fn delete(path: &str) -> Result<(), RequestError> {
    exchange(Method::DELETE, path, None).await.map(drop)
}

/// Ends this member's session, whoever works here by the time it is sent.
pub async fn end_session(path: &str, member: Uuid) -> Result<(), RequestError> {
    let answer = send(Method::DELETE, path.to_owned(), vec![], None, Some(member)).await?;
    require_success(answer.status, &answer.body).map(drop)
}

async fn exchange(method: Method, path: &str, body: Option<Vec<u8>>) -> Result<Vec<u8>, RequestError> {
    let headers = if body.is_some() { vec![("content-type", "application/json".to_owned())] } else { vec![] };
    let answer = send(method, path.to_owned(), headers, body, member(path)).await?;
    require_success(answer.status, &answer.body).map(<[u8]>::to_vec)
}

/// Every request and every answer of this page passes here. An endpoint of an earlier release does not say whose session it
/// is.
async fn send(
    method: Method,
    url: String,
    mut headers: Vec<(&'static str, String)>,
    body: Option<Vec<u8>>,
    member: Option<Uuid>,
) -> Result<HttpResponse, RequestError> {
    headers.extend(member.map(|member| (MEMBER_HEADER, member.to_string())));
    let request = Request { method, url, headers, body, timeout_ms: PATIENCE_MS, credentials: true };
    let asked_in = SIGN_INS.get();
    let answer = http::send(request).await.map_err(|_| RequestError::NoAnswer)?;
    // A late word that an earlier session is over must not close the desk that is open now.
    if asked_in != SIGN_INS.get() {
        return Err(RequestError::NoAnswer);
    }
    if is_of_another(member, answer.header(MEMBER_HEADER).as_deref()) {
        return Err(RequestError::OtherSession);
    }
    Ok(answer)
}

fn written<T: Serialize>(body: &T) -> Result<Vec<u8>, RequestError> {
    serde_json::to_vec(body).map_err(|_| RequestError::Strange)
}

/// A 200 proves nothing: a hotel's Wi-Fi answers 200 to everything.
fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, RequestError> {
    serde_json::from_slice(body).map_err(|_| RequestError::Strange)
}
