//! A blocking client of one endpoint: no redirect, no proxy, no other origin.

use std::{sync::Mutex, time::Duration};

use base64ct::{Base64, Encoding};
use companion_model::wire::v1::{Problem, address};
use companion_seal::digest;
use serde::{Serialize, de::DeserializeOwned};
use ureq::{Agent, http};
use uuid::Uuid;

use crate::{Error, origin};

const PATIENCE: Duration = Duration::from_secs(30);
/// A page of the inbox is about 4 MiB of envelopes, in base64.
const ANSWER_LIMIT: u64 = 16 * 1024 * 1024;

/// A client of one endpoint, with the session it was given.
pub(crate) struct Client {
    origin: String,
    agent: Agent,
    cookie: Mutex<Option<String>>,
}

pub(crate) struct HttpResponse {
    doing: &'static str,
    status: u16,
    body: Vec<u8>,
}

impl Client {
    pub(crate) fn new(origin: &str) -> Result<Self, Error> {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .proxy(None)
            .timeout_global(Some(PATIENCE));
        Ok(Self { origin: origin::loopback(origin)?, agent: config.build().into(), cookie: Mutex::new(None) })
    }

    pub(crate) fn origin(&self) -> &str {
        &self.origin
    }

    pub(crate) fn get(&self, doing: &'static str, path: &str) -> Result<HttpResponse, Error> {
        self.send(doing, "GET", path, Vec::new())
    }

    pub(crate) fn post<T: Serialize>(
        &self,
        doing: &'static str,
        path: &str,
        body: &T,
    ) -> Result<HttpResponse, Error> {
        self.send(doing, "POST", path, json(doing, body)?)
    }

    pub(crate) fn put<T: Serialize>(
        &self,
        doing: &'static str,
        path: &str,
        body: &T,
    ) -> Result<HttpResponse, Error> {
        self.send(doing, "PUT", path, json(doing, body)?)
    }

    /// Delivers an envelope with a phone's token.
    pub(crate) fn put_envelope(
        &self,
        token: &str,
        id: Uuid,
        envelope: Vec<u8>,
    ) -> Result<HttpResponse, Error> {
        let doing = "the delivery";
        let digest = Base64::encode_string(&digest(&envelope));
        let request = http::Request::builder()
            .method("PUT")
            .uri(format!("{}{}", self.origin, address::at(address::ENVELOPE, id)))
            .header("authorization", token)
            .header("content-digest", format!("sha-256=:{digest}:"))
            .header("content-type", "application/octet-stream")
            .body(envelope)
            .map_err(|cause| Error::Unreadable { doing, cause: cause.to_string() })?;
        let mut answer = self.agent.run(request)?;
        let body = answer.body_mut().with_config().limit(ANSWER_LIMIT).read_to_vec()?;
        Ok(HttpResponse { doing, status: answer.status().as_u16(), body })
    }

    fn send(
        &self,
        doing: &'static str,
        method: &str,
        path: &str,
        body: Vec<u8>,
    ) -> Result<HttpResponse, Error> {
        let mut request = http::Request::builder().method(method).uri(format!("{}{path}", self.origin));
        if let Some(cookie) = self.session().as_deref() {
            request = request.header("cookie", cookie);
        }
        let unsendable = |cause: http::Error| Error::Unreadable { doing, cause: cause.to_string() };
        let mut answer = if method == "GET" {
            self.agent.run(request.body(()).map_err(unsendable)?)?
        } else {
            let request = request.header("content-type", "application/json");
            self.agent.run(request.body(body).map_err(unsendable)?)?
        };
        self.keep_session(answer.headers());
        let body = answer.body_mut().with_config().limit(ANSWER_LIMIT).read_to_vec()?;
        Ok(HttpResponse { doing, status: answer.status().as_u16(), body })
    }

    fn keep_session(&self, headers: &http::HeaderMap) {
        let cookie = headers.get("set-cookie").and_then(|value| value.to_str().ok());
        if let Some(pair) = cookie.and_then(|cookie| cookie.split(';').next()) {
            *self.session() = Some(pair.to_owned());
        }
    }

    fn session(&self) -> std::sync::MutexGuard<'_, Option<String>> {
        // A thread that panicked while it held the lock left a whole value: there is only one.
        self.cookie.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl HttpResponse {
    /// The answer, unless it is a refusal.
    pub(crate) fn granted(self) -> Result<Self, Error> {
        if (200..300).contains(&self.status) {
            return Ok(self);
        }
        let problem = serde_json::from_slice::<Problem>(&self.body);
        let sentence = problem.map_or_else(
            |_| "It gave no reason.".to_owned(),
            |problem| format!("{} {}", problem.title, problem.detail),
        );
        Err(Error::Refused { doing: self.doing, status: self.status, sentence })
    }

    /// What it says.
    pub(crate) fn json<T: DeserializeOwned>(self) -> Result<T, Error> {
        let answer = self.granted()?;
        serde_json::from_slice(&answer.body)
            .map_err(|error| Error::Unreadable { doing: answer.doing, cause: error.to_string() })
    }
}

fn json<T: Serialize>(doing: &'static str, body: &T) -> Result<Vec<u8>, Error> {
    serde_json::to_vec(body).map_err(|error| Error::Unreadable { doing, cause: error.to_string() })
}
