//! The proxy misbehaves as it says, and in no other way.

use std::sync::{Arc, Mutex, PoisonError};

use companion_model::wire::v1::{Problem, problem};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::proxy::{Fault, Matching, Proxy};
use crate::world::{PATIENCE, TestResult, soon};

const PUT: &str = "PUT /api/v1/envelopes/1 HTTP/1.1\r\nhost: x\r\nauthorization: Bearer y\r\n\
                   accept-encoding: br\r\ncontent-length: 4\r\n\r\nbody";
const GET: &str = "GET /healthz HTTP/1.1\r\nhost: x\r\nauthorization: Bearer y\r\nif-none-match: z\r\n\r\n";
const ANSWER: &str = "HTTP/1.1 201 Created\r\ncontent-type: text/plain\r\ncompanion-epoch: 1\r\n\
                      content-length: 9\r\nconnection: close\r\n\r\ncommitted";

/// A proxy before a server that says "committed" to everything, and what that server has heard.
struct Scene {
    proxy: Proxy,
    heard: Arc<Mutex<Vec<String>>>,
}

impl Scene {
    async fn set() -> TestResult<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let proxy = Proxy::start().await?;
        proxy.forwards_to(listener.local_addr()?.port());
        let heard = Arc::default();
        tokio::spawn(serves(listener, Arc::clone(&heard)));
        Ok(Self { proxy, heard })
    }

    async fn playing(fault: Fault) -> TestResult<Self> {
        let scene = Self::set().await?;
        scene.proxy.plays(fault);
        Ok(scene)
    }

    fn heard(&self) -> Vec<String> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    async fn asks(&self, request: &'static str) -> TestResult<String> {
        asks(self.proxy.origin(), request).await
    }

    /// What the server heard of this request.
    async fn hears_of(&self, request: &'static str) -> TestResult<String> {
        self.asks(request).await?;
        self.heard().pop().ok_or_else(|| "the endpoint was not asked".into())
    }

    /// This request goes through as it is, and so does its answer.
    async fn passes(&self, request: &'static str) -> TestResult {
        holds(self.asks(request).await? == ANSWER, "the answer was changed")?;
        holds(self.heard().pop() == Some(forwarded(request)), "the request was changed")
    }

    fn asked_nobody(&self) -> TestResult {
        holds(self.heard().is_empty(), "the endpoint was asked")
    }
}

async fn serves(listener: TcpListener, heard: Arc<Mutex<Vec<String>>>) {
    while let Ok((mut stream, _)) = listener.accept().await {
        let mut request = Vec::new();
        while !is_whole(&request) && stream.read_buf(&mut request).await.is_ok_and(|bytes| bytes > 0) {}
        let request = String::from_utf8_lossy(&request).into_owned();
        heard.lock().unwrap_or_else(PoisonError::into_inner).push(request);
        stream.write_all(ANSWER.as_bytes()).await.ok();
    }
}

fn is_whole(request: &[u8]) -> bool {
    request.ends_with(if request.starts_with(b"PUT") { b"body" } else { b"\r\n\r\n" })
}

async fn asks(origin: String, request: &'static str) -> TestResult<String> {
    let mut stream = TcpStream::connect(origin.replace("http://", "")).await?;
    stream.write_all(request.as_bytes()).await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    Ok(answer)
}

/// A request as the endpoint gets it, from a proxy that has no fault.
fn forwarded(request: &str) -> String {
    request.replace("\r\n\r\n", "\r\nconnection: close\r\n\r\n")
}

fn holds(what: bool, otherwise: &str) -> TestResult {
    if what { Ok(()) } else { Err(otherwise.into()) }
}

pub async fn faultless() -> TestResult {
    let scene = Scene::set().await?;
    scene.passes(GET).await?;
    scene.passes(PUT).await
}

pub async fn dropped() -> TestResult {
    let scene = Scene::set().await?;
    scene.proxy.plays_once(Fault::DropAnswerAfterCommit(Matching::DELIVERIES));
    scene.passes(GET).await?;
    holds(scene.asks(PUT).await?.is_empty(), "the browser got an answer")?;
    holds(scene.heard() == [GET, PUT].map(forwarded), "the endpoint was not asked")?;
    holds(scene.proxy.statuses(&Matching::DELIVERIES) == [Some(201)], "the endpoint's answer was not noted")?;
    scene.passes(PUT).await
}

pub async fn truncated() -> TestResult {
    let scene = Scene::playing(Fault::Truncate(Matching::DELIVERIES, 4)).await?;
    let cut = ANSWER.replace("committed", "comm");
    holds(scene.asks(PUT).await? == cut, "the answer does not end after four bytes")?;
    scene.passes(GET).await?;
    scene.proxy.behaves();
    scene.passes(PUT).await
}

pub async fn late() -> TestResult {
    let scene = Scene::playing(Fault::Late(Matching::DELIVERIES)).await?;
    let waiting = tokio::spawn(asks(scene.proxy.origin(), PUT));
    let is_answered = || scene.proxy.statuses(&Matching::DELIVERIES) == [Some(201)];
    soon("the endpoint's answer", PATIENCE, async || Ok(is_answered().then_some(()))).await?;
    scene.passes(GET).await?;
    holds(!waiting.is_finished(), "the answer did not wait")?;
    scene.proxy.behaves();
    holds(waiting.await?? == ANSWER, "the answer that had waited is another one")
}

pub async fn missing() -> TestResult {
    let scene = Scene::playing(Fault::Missing(Matching::DELIVERIES)).await?;
    let answer = scene.asks(PUT).await?;
    holds(answer.starts_with("HTTP/1.1 404 ") && answer.ends_with("\r\n\r\n"), "not a bare 404")?;
    scene.asked_nobody()?;
    scene.passes(GET).await
}

pub async fn unavailable() -> TestResult {
    let scene = Scene::playing(Fault::Unavailable(Matching::DELIVERIES, "7")).await?;
    let answer = scene.asks(PUT).await?;
    let (head, body) = answer.split_once("\r\n\r\n").ok_or("no whole answer")?;
    holds(head.starts_with("HTTP/1.1 503 ") && head.contains("\r\nretry-after: 7\r\n"), "not this pause")?;
    holds(head.contains("\r\ncontent-type: application/problem+json\r\n"), "not a problem's type")?;
    let document: Problem = serde_json::from_str(body)?;
    holds((document.kind.as_str(), document.status) == (problem::UNAVAILABLE, 503), "not our document")?;
    scene.asked_nobody()?;
    scene.passes(GET).await
}

pub async fn refused() -> TestResult {
    let scene = Scene::playing(Fault::Refused(Matching::DELIVERIES)).await?;
    let answer = scene.asks(PUT).await?;
    let (head, body) = answer.split_once("\r\n\r\n").ok_or("no whole answer")?;
    holds(head.starts_with("HTTP/1.1 451 ") && head.contains("application/problem+json"), "not this no")?;
    let document: Problem = serde_json::from_str(body)?;
    holds(document.status == 451 && document.kind.starts_with(problem::PREFIX), "not our document")?;
    scene.asked_nobody()?;
    scene.passes(GET).await
}

pub async fn busy() -> TestResult {
    let scene = Scene::playing(Fault::BusyToEverything).await?;
    for request in [GET, PUT] {
        let answer = scene.asks(request).await?;
        let is_busy = answer.starts_with("HTTP/1.1 503 ") && answer.contains("\r\nretry-after: 3600\r\n");
        holds(is_busy && answer.contains("\r\ncontent-type: text/html\r\n"), "not somebody's busy page")?;
    }
    scene.asked_nobody()
}

pub async fn hotel() -> TestResult {
    let scene = Scene::playing(Fault::HtmlToEverything).await?;
    for request in [GET, PUT] {
        let answer = scene.asks(request).await?;
        holds(answer.starts_with("HTTP/1.1 200 ") && answer.contains("text/html"), "not a login page")?;
    }
    scene.asked_nobody()
}

pub async fn forged() -> TestResult {
    let scene = Scene::playing(Fault::Forged(Matching::DELIVERIES, "{\"forged\":true}".into())).await?;
    let answer = scene.asks(PUT).await?;
    let is_forged = answer.starts_with("HTTP/1.1 200 ") && answer.ends_with("\r\n\r\n{\"forged\":true}");
    holds(is_forged, "no forged receipt")?;
    scene.asked_nobody()?;
    scene.passes(GET).await
}

pub async fn altered() -> TestResult {
    let words = &[("commit", "omit"), ("ted", "ting")];
    let scene = Scene::playing(Fault::Altered(Matching::new("GET", "/healthz"), words)).await?;
    let answer = scene.asks(GET).await?;
    let has_both = answer.starts_with("HTTP/1.1 201 Created\r\ncontent-type: text/plain\r\n");
    holds(has_both, "status or media type were changed")?;
    let is_whole = answer.contains("\r\ncontent-length: 8\r\n") && answer.ends_with("\r\n\r\nomitting");
    holds(is_whole, "other words, or another length")?;
    let plain = forwarded(GET).replace("if-none-match: z\r\n", "");
    holds(scene.heard().pop() == Some(plain), "not asked for plainly")?;
    scene.passes(PUT).await
}

pub async fn mistyped() -> TestResult {
    let kind = "application/octet-stream";
    let scene = Scene::playing(Fault::Mistyped(Matching::DELIVERIES, kind)).await?;
    let answer = scene.asks(PUT).await?;
    let (without, with) = ("content-type: text/plain\r\n", format!("content-type: {kind}\r\n"));
    holds(answer.contains(&with), "not this type")?;
    holds(answer.replace(&with, "") == ANSWER.replace(without, ""), "more than the type was changed")?;
    scene.passes(GET).await
}

pub async fn requests_without() -> TestResult {
    let scene = Scene::playing(Fault::RequestsWithout("authorization")).await?;
    for request in [GET, PUT] {
        let expected = forwarded(request).replace("authorization: Bearer y\r\n", "");
        holds(scene.hears_of(request).await? == expected, "not that header, or others too")?;
        holds(scene.asks(request).await? == ANSWER, "the answer was changed")?;
    }
    scene.proxy.behaves();
    scene.passes(PUT).await
}

pub async fn answers_without() -> TestResult {
    let scene = Scene::playing(Fault::AnswersWithout("companion-epoch")).await?;
    for request in [GET, PUT] {
        let expected = ANSWER.replace("companion-epoch: 1\r\n", "");
        holds(scene.asks(request).await? == expected, "not that header, or others too")?;
        holds(scene.heard().pop() == Some(forwarded(request)), "the request was changed")?;
    }
    scene.proxy.behaves();
    scene.passes(GET).await
}

pub async fn refuses() -> TestResult {
    let mut scene = Scene::set().await?;
    let origin = scene.proxy.origin();
    scene.proxy.refuses().await;
    holds(scene.asks(GET).await.is_err(), "somebody still listens")?;
    scene.proxy.answers_again().await?;
    holds(origin == scene.proxy.origin(), "another origin")?;
    scene.passes(GET).await
}
