//! A blocking HTTP client, and what it got.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use companion_model::wire::v1::Problem;
use serde::{Serialize, de::DeserializeOwned};
use ureq::{Agent, http};

pub type Headers<'a> = &'a [(&'a str, &'a str)];

/// Asks one endpoint, or several of one database in turn: no two requests one after the other reach the same.
#[derive(Clone)]
pub struct Client {
    pub base: String,
    others: Arc<[String]>,
    asked: Arc<AtomicUsize>,
    agent: Agent,
}

pub struct HttpResponse {
    pub status: u16,
    headers: http::HeaderMap,
    pub body: Vec<u8>,
}

impl Client {
    pub fn new(base: &str) -> Self {
        let config = Agent::config_builder().http_status_as_error(false).max_redirects(0);
        // An endpoint that does not answer fails its test.
        let config = config.timeout_global(Some(Duration::from_secs(60)));
        let (others, asked) = (Arc::new([]), Arc::default());
        Self { base: base.to_owned(), others, asked, agent: config.build().into() }
    }

    /// Asks these in turn.
    pub fn of_all(bases: &[String]) -> Self {
        let (first, others) = bases.split_first().unwrap();
        Self { others: others.into(), ..Self::new(first) }
    }

    fn next_base(&self) -> &str {
        let turn = self.asked.fetch_add(1, Ordering::Relaxed) % (self.others.len() + 1);
        turn.checked_sub(1).map_or(&self.base, |other| &self.others[other])
    }

    pub fn get(&self, path: &str, headers: Headers) -> HttpResponse {
        self.try_send("GET", path, headers, None).unwrap()
    }

    pub fn delete(&self, path: &str, headers: Headers) -> HttpResponse {
        self.try_send("DELETE", path, headers, None).unwrap()
    }

    pub fn post<T: Serialize>(&self, path: &str, headers: Headers, body: &T) -> HttpResponse {
        self.try_send("POST", path, headers, Some(&serde_json::to_vec(body).unwrap())).unwrap()
    }

    pub fn put<T: Serialize>(&self, path: &str, headers: Headers, body: &T) -> HttpResponse {
        self.send("PUT", path, headers, &serde_json::to_vec(body).unwrap())
    }

    pub fn send(&self, method: &str, path: &str, headers: Headers, body: &[u8]) -> HttpResponse {
        self.try_send(method, path, headers, Some(body)).unwrap()
    }

    /// `None` when the endpoint is gone.
    pub fn try_send(
        &self,
        method: &str,
        path: &str,
        headers: Headers,
        body: Option<&[u8]>,
    ) -> Option<HttpResponse> {
        let mut request = http::Request::builder().method(method).uri(format!("{}{path}", self.next_base()));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let answered = match body {
            Some(body) => self.agent.run(request.body(body).unwrap()),
            None => self.agent.run(request.body(()).unwrap()),
        };
        let mut answered = answered.ok()?;
        let body = answered.body_mut().with_config().limit(64 * 1024 * 1024).read_to_vec().ok()?;
        Some(HttpResponse { status: answered.status().as_u16(), headers: answered.headers().clone(), body })
    }
}

impl HttpResponse {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    #[track_caller]
    pub fn is(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", String::from_utf8_lossy(&self.body));
        self
    }

    #[track_caller]
    pub fn json<T: DeserializeOwned>(&self) -> T {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| {
            panic!("{error} in {} {}", self.status, String::from_utf8_lossy(&self.body));
        })
    }

    /// The answer is a problem document of this kind, and its sentences are these.
    #[track_caller]
    pub fn says(&self, status: u16, kind: &str, sentence: &str) {
        let problem: Problem = self.json();
        assert_eq!((self.status, problem.kind.as_str()), (status, kind), "{problem:?}");
        assert_eq!(problem.status, status);
        assert_eq!(self.header("content-type"), "application/problem+json");
        assert!(!problem.title.is_empty());
        assert!(problem.detail.contains(sentence), "{:?} does not say {sentence:?}", problem.detail);
    }
}
