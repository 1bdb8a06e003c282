//! What can go wrong between a phone and its school.

use std::fmt;

use companion_model::wire::v1::{Problem, problem};

use super::exchange::{self, Request};

/// Which requests a fault or a count concerns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matching {
    method: &'static str,
    path: &'static str,
}

impl Matching {
    /// Requests with this method whose path begins so.
    pub const fn new(method: &'static str, path: &'static str) -> Self {
        Self { method, path }
    }

    /// Deliveries of envelopes.
    pub const DELIVERIES: Self = Self::new("PUT", "/api/v1/envelopes/");

    /// True for such a request.
    pub fn concerns(&self, method: &str, path: &str) -> bool {
        method == self.method && path.starts_with(self.path)
    }
}

impl fmt::Display for Matching {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}…", self.method, self.path)
    }
}

/// A way to misbehave. A server that is not there at all is [`super::Proxy::refuses`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The endpoint gets the request and answers in full; the browser gets a closed connection.
    DropAnswerAfterCommit(Matching),
    /// The endpoint answers in full; the browser gets the headers and so many bytes of the body, then a
    /// closed connection.
    Truncate(Matching, usize),
    /// The endpoint answers in full; the browser hears it only when the fault is lifted.
    Late(Matching),
    /// Status 404 and nothing more. The endpoint hears nothing.
    Missing(Matching),
    /// Our own endpoint's document that it can't store anything at the moment, with this `Retry-After`. The endpoint hears
    /// nothing.
    Unavailable(Matching, &'static str),
    /// Our own endpoint's no, for a reason that only a newer one knows. The endpoint hears nothing.
    Refused(Matching),
    /// Somebody else's page that is busy for an hour, whatever was asked for: status 503 with `Retry-After`. The endpoint hears
    /// nothing.
    BusyToEverything,
    /// A hotel's login page with status 200, whatever was asked for. The endpoint hears nothing.
    HtmlToEverything,
    /// Status 200 and this JSON, as a filter that answers for others might. The endpoint hears
    /// nothing.
    Forged(Matching, String),
    /// The endpoint's answer with these words in the place of others: what another release would serve. It is asked for plain
    /// text, and of its headers only status and media type go on: the others are about its own words.
    Altered(Matching, &'static [(&'static str, &'static str)]),
    /// The endpoint's answer, byte for byte, under another media type: what a filter makes of files it does not know.
    Mistyped(Matching, &'static str),
    /// Every request goes on without the header of this name.
    RequestsWithout(&'static str),
    /// Every answer comes without the header of this name.
    AnswersWithout(&'static str),
}

const LOGIN_PAGE: &str = "<!doctype html><title>Hotel Wi-Fi</title><h1>Welcome! Log in to use the Wi-Fi</h1>";

impl Fault {
    fn concerns(&self, method: &str, path: &str) -> bool {
        match self {
            Self::DropAnswerAfterCommit(which)
            | Self::Truncate(which, _)
            | Self::Late(which)
            | Self::Missing(which)
            | Self::Unavailable(which, _)
            | Self::Refused(which)
            | Self::Forged(which, _)
            | Self::Altered(which, _)
            | Self::Mistyped(which, _) => which.concerns(method, path),
            Self::BusyToEverything
            | Self::HtmlToEverything
            | Self::RequestsWithout(_)
            | Self::AnswersWithout(_) => true,
        }
    }

    /// The answer given instead of the endpoint's, for the faults that don't ask it.
    pub fn instead(&self) -> Option<Vec<u8>> {
        match self {
            Self::Missing(_) => Some(made_up("404 Not Found", "text/plain", "")),
            Self::Unavailable(_, retry_after) => Some(unavailable(retry_after)),
            Self::Refused(_) => Some(refused()),
            Self::BusyToEverything => {
                Some(made_up("503 Service Unavailable\r\nretry-after: 3600", "text/html", "<h1>Busy</h1>"))
            }
            Self::HtmlToEverything => Some(made_up("200 OK", "text/html; charset=utf-8", LOGIN_PAGE)),
            Self::Forged(_, json) => Some(made_up("200 OK", "application/json", json)),
            _ => None,
        }
    }

    /// Whether the answer waits until the fault is lifted.
    pub fn is_late(&self) -> bool {
        matches!(self, Self::Late(_))
    }

    /// Changes the request that the endpoint gets.
    pub fn alters_request(&self, request: &mut Request) {
        match self {
            Self::Altered(..) => request.asks_plainly(),
            Self::RequestsWithout(name) => request.loses(name),
            _ => {}
        }
    }

    /// The endpoint's answer as it goes on.
    pub fn altered(&self, answer: Vec<u8>) -> Vec<u8> {
        match self {
            Self::Altered(_, words) => in_other_words(&answer, words),
            Self::Mistyped(_, kind) => with_another_head(&answer, "content-type", Some(kind)),
            Self::AnswersWithout(name) => with_another_head(&answer, name, None),
            _ => answer,
        }
    }

    /// How much of an answer the browser gets.
    pub fn bytes_of(&self, answer: &[u8]) -> usize {
        match self {
            Self::DropAnswerAfterCommit(_) => 0,
            Self::Truncate(_, bytes) => answer.len().min(exchange::end_of_head(answer).unwrap_or(0) + bytes),
            _ => answer.len(),
        }
    }
}

/// An answer whose words are replaced, one pair after the other.
fn in_other_words(answer: &[u8], words: &[(&str, &str)]) -> Vec<u8> {
    let status = exchange::status_words(answer).unwrap_or_default();
    let kind = exchange::kind(answer).unwrap_or_default();
    let body = &answer[exchange::end_of_head(answer).unwrap_or(answer.len())..];
    let body = String::from_utf8_lossy(body).into_owned();
    made_up(&status, &kind, &words.iter().fold(body, |body, (from, to)| body.replace(from, to)))
}

/// An answer with another value of this header, or without it.
fn with_another_head(answer: &[u8], name: &str, value: Option<&str>) -> Vec<u8> {
    let (head, body) = answer.split_at(exchange::end_of_head(answer).unwrap_or(answer.len()));
    let head = exchange::without(String::from_utf8_lossy(head).trim_end(), &[name]);
    let value = value.map(|value| format!("{name}: {value}\r\n")).unwrap_or_default();
    [head.as_bytes(), value.as_bytes(), b"\r\n", body].concat()
}

/// What our endpoint answers where its disk is full.
fn unavailable(retry_after: &str) -> Vec<u8> {
    let document = Problem {
        kind: problem::UNAVAILABLE.into(),
        title: "The school's server can't do this at the moment.".into(),
        status: 503,
        detail: "Anything the school hasn't confirmed is still on this phone. It will be sent again.".into(),
    };
    let status = format!("503 Service Unavailable\r\nretry-after: {retry_after}");
    made_up(&status, "application/problem+json", &serde_json::json!(document).to_string())
}

/// What a newer endpoint may answer.
fn refused() -> Vec<u8> {
    let document = Problem {
        kind: "/problems/of-a-newer-endpoint".into(),
        title: "Only a newer endpoint says this.".into(),
        status: 451,
        detail: "It is still on this phone.".into(),
    };
    made_up("451 For Another Reason", "application/problem+json", &serde_json::json!(document).to_string())
}

fn made_up(status: &str, kind: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    let head = format!("HTTP/1.1 {status}\r\ncontent-type: {kind}\r\ncontent-length: {length}");
    format!("{head}\r\nconnection: close\r\n\r\n{body}").into_bytes()
}

/// A fault that is on, once or until it is lifted.
pub struct Playing {
    /// What goes wrong.
    pub fault: Fault,
    /// Whether it ends with the first request it concerns.
    pub once: bool,
}

impl Playing {
    /// The fault for this request, if any; one that was for once is gone after that.
    pub fn next(playing: &mut Option<Self>, method: &str, path: &str) -> Option<Fault> {
        let now = playing.as_ref().filter(|it| it.fault.concerns(method, path))?;
        let (fault, once) = (now.fault.clone(), now.once);
        if once {
            *playing = None;
        }
        Some(fault)
    }
}
