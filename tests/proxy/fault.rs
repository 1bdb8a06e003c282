//! What can go wrong between a phone and its school.

use std::fmt;

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
    /// Somebody else's page that is busy for an hour, whatever was asked for: status 503 with `Retry-After`. The endpoint hears
    /// nothing.
    BusyToEverything,
    /// A hotel's login page with status 200, whatever was asked for. The endpoint hears nothing.
    HtmlToEverything,
    /// Status 200 and this JSON, as a filter that answers for others might. The endpoint hears
    /// nothing.
    Forged(Matching, String),
    /// The endpoint's answer with these words in the place of others: what another release would serve.
    Altered(Matching, &'static [(&'static str, &'static str)]),
}

const LOGIN_PAGE: &str = "<!doctype html><title>Hotel Wi-Fi</title><h1>Welcome! Log in to use the Wi-Fi</h1>";

impl Fault {
    fn concerns(&self, method: &str, path: &str) -> bool {
        match self {
            Self::DropAnswerAfterCommit(which) | Self::Truncate(which, _) | Self::Missing(which) => {
                which.concerns(method, path)
            }
            Self::Late(which) => which.concerns(method, path),
            Self::HtmlToEverything | Self::BusyToEverything => true,
            Self::Forged(which, _) | Self::Altered(which, _) => which.concerns(method, path),
        }
    }

    /// The answer given instead of the endpoint's, for the faults that don't ask it.
    pub fn instead(&self) -> Option<Vec<u8>> {
        match self {
            Self::Missing(_) => Some(made_up("404 Not Found", "text/plain", "")),
            Self::HtmlToEverything => Some(made_up("200 OK", "text/html; charset=utf-8", LOGIN_PAGE)),
            Self::BusyToEverything => {
                Some(made_up("503 Service Unavailable\r\nretry-after: 3600", "text/html", "<h1>Busy</h1>"))
            }
            Self::Forged(_, json) => Some(made_up("200 OK", "application/json", json)),
            Self::DropAnswerAfterCommit(_) | Self::Truncate(..) | Self::Late(_) | Self::Altered(..) => None,
        }
    }

    /// Whether the answer waits until the fault is lifted.
    pub fn is_late(&self) -> bool {
        matches!(self, Self::Late(_))
    }

    /// Whether the endpoint must answer in words that can be altered.
    pub fn alters(&self) -> bool {
        matches!(self, Self::Altered(..))
    }

    /// The endpoint's answer as it goes on.
    pub fn altered(&self, answer: Vec<u8>) -> Vec<u8> {
        let Self::Altered(_, words) = self else { return answer };
        let body = super::exchange::end_of_head(&answer).unwrap_or(answer.len());
        let body = String::from_utf8_lossy(&answer[body..]).into_owned();
        let body = words.iter().fold(body, |body, (from, to)| body.replace(from, to));
        made_up("200 OK", "text/javascript; charset=utf-8", &body)
    }

    /// How much of an answer the browser gets.
    pub fn bytes_of(&self, answer: &[u8]) -> usize {
        match self {
            Self::DropAnswerAfterCommit(_) => 0,
            Self::Truncate(_, bytes) => super::exchange::end_of_head(answer).unwrap_or(0) + bytes,
            Self::Missing(_)
            | Self::HtmlToEverything
            | Self::BusyToEverything
            | Self::Forged(..)
            | Self::Late(_)
            | Self::Altered(..) => answer.len(),
        }
        .min(answer.len())
    }
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
