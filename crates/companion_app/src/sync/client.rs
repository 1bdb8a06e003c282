//! The endpoint, over HTTP: docs/protocol.md.

use base64ct::{Base64, Encoding};
use companion_browser::{
    events::note,
    http::{self, HttpResponse, Method, NoAnswer, Request},
};
use companion_model::{
    delivery::Delivery,
    wire::v1::{
        DeviceReport, EPOCH_HEADER, EnrolmentRequest, StatesRequest, Tally, TimestampRequest, address,
    },
};
use companion_storage::Token;
use serde::Serialize;
use uuid::Uuid;

use super::judge::Response;

const SHORT_MS: u32 = 15_000;
/// A put has half a minute, and more for a long record over a thin link (about 4 kB a second).
const PUT_MS: u32 = 30_000;
const PUT_MS_PER_KIB: u32 = 250;

/// Who asks: a person on this phone, as the school knows them.
#[derive(Clone)]
pub struct Caller {
    /// The school.
    pub school: Uuid,
    /// By what it knows them.
    pub token: Token,
}

impl Caller {
    fn header(&self) -> String {
        format!("Bearer {}.{}.{}", self.school, self.token.device, self.token.secret)
    }
}

/// Puts an envelope under its id: a record among the records, practice apart from them.
pub async fn put(caller: &Caller, delivery: &Delivery, envelope: Vec<u8>) -> Result<HttpResponse, NoAnswer> {
    let Delivery { id, sha256, .. } = delivery;
    let route = if delivery.practice { address::PRACTICE } else { address::ENVELOPE };
    let kib = u32::try_from(envelope.len() / 1024).unwrap_or(u32::MAX);
    exchange(Request {
        method: Method::PUT,
        url: address::at(route, id),
        headers: vec![
            ("authorization", caller.header()),
            ("content-type", "application/octet-stream".into()),
            ("content-digest", format!("sha-256=:{}:", Base64::encode_string(&sha256.0))),
        ],
        body: Some(envelope),
        timeout_ms: PUT_MS.saturating_add(kib.saturating_mul(PUT_MS_PER_KIB)),
        credentials: false,
    })
    .await
}

/// Asks for the states of delivered envelopes.
pub async fn states(caller: &Caller, ids: Vec<Uuid>) -> Result<HttpResponse, NoAnswer> {
    post(address::STATES.into(), Some(caller.header()), &StatesRequest { ids }).await
}

/// Asks for the school's directory.
pub async fn directory(caller: &Caller) -> Result<HttpResponse, NoAnswer> {
    get(address::DIRECTORY.into(), Some(caller.header())).await
}

/// Says that this phone is there; answers a member's order to remove what is kept for this person. What was counted goes
/// along, and stays in the cookie by which a browser is remembered.
pub async fn report(caller: &Caller, counted: Option<Tally>) -> Result<HttpResponse, NoAnswer> {
    let report = DeviceReport { version: env!("CARGO_PKG_VERSION").to_owned(), counted };
    let body = serde_json::to_vec(&report).ok();
    let url = address::DEVICE.into();
    exchange(Request { credentials: true, ..json(Method::POST, url, Some(caller.header()), body) }).await
}

/// Asks when the endpoint sees this digest.
pub async fn timestamp(caller: &Caller, digest: [u8; 32]) -> Result<HttpResponse, NoAnswer> {
    post(address::TIMESTAMPS.into(), Some(caller.header()), &TimestampRequest { digest: digest.into() }).await
}

/// Asks whom an invitation is for; that does not use it up.
pub async fn offer(code: &str) -> Result<HttpResponse, NoAnswer> {
    get(address::at(address::ENROLMENT, code), None).await
}

/// Redeems an invitation. The same request again has the same answer. It sets the cookie by which a browser is remembered.
pub async fn enrol(code: &str, request: &EnrolmentRequest) -> Result<HttpResponse, NoAnswer> {
    let body = serde_json::to_vec(request).ok();
    let url = address::at(address::ENROLMENT, code);
    exchange(Request { credentials: true, ..json(Method::POST, url, None, body) }).await
}

/// Asks whether this browser was set up before, or has that forgotten.
pub async fn remembered(method: Method) -> Result<HttpResponse, NoAnswer> {
    exchange(Request { credentials: true, ..json(method, address::REMEMBERED.into(), None, None) }).await
}

/// What an answer says, for the judge.
pub fn response(answer: &HttpResponse) -> Response<'_> {
    Response {
        status: answer.status,
        retry_after_s: answer.header("retry-after").and_then(|value| value.trim().parse().ok()),
        epoch: answer.header(EPOCH_HEADER).and_then(|value| Uuid::parse_str(&value).ok()),
        body: &answer.body,
    }
}

/// Sends a request. What came back without being what was asked for is noted, by the noun of its address: ids and codes are not.
async fn exchange(request: Request) -> Result<HttpResponse, NoAnswer> {
    let what = noun(&request.url);
    let answer = http::send(request).await.inspect_err(|why| note(what, *why))?;
    if answer.status >= 300 {
        note(what, answer.status);
    }
    Ok(answer)
}

fn noun(url: &str) -> &'static str {
    const NOUNS: [&str; 7] = [
        address::ENROLMENT,
        address::REMEMBERED,
        address::DEVICE,
        address::ENVELOPE,
        address::STATES,
        address::PRACTICE,
        address::TIMESTAMPS,
    ];
    let is_it = |noun: &&&str| url.starts_with(&address::at(noun, ""));
    NOUNS.iter().find(is_it).copied().unwrap_or(address::DIRECTORY)
}

async fn post(url: String, token: Option<String>, body: &impl Serialize) -> Result<HttpResponse, NoAnswer> {
    exchange(json(Method::POST, url, token, serde_json::to_vec(body).ok())).await
}

async fn get(url: String, token: Option<String>) -> Result<HttpResponse, NoAnswer> {
    exchange(json(Method::GET, url, token, None)).await
}

fn json(method: Method, url: String, token: Option<String>, body: Option<Vec<u8>>) -> Request {
    let mut headers: Vec<_> = token.map(|token| ("authorization", token)).into_iter().collect();
    headers.extend(body.is_some().then(|| ("content-type", "application/json".into())));
    Request { method, url, headers, body, timeout_ms: SHORT_MS, credentials: false }
}
