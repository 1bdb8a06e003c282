//! The proxy misbehaves as it says, and in no other way.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::proxy::{Fault, Matching, Proxy};
use crate::world::Told;

const PUT: &str = "PUT /api/v1/envelopes/1 HTTP/1.1\r\nhost: x\r\ncontent-length: 4\r\n\r\nbody";
const GET: &str = "GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n";

/// A server that says "committed" to everything, and how often it has.
async fn scene() -> Told<(Proxy, Arc<AtomicUsize>)> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let proxy = Proxy::start().await?;
    proxy.forwards_to(listener.local_addr()?.port());
    let answered = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&answered);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = vec![0; 4096];
            if stream.read(&mut request).await.is_ok() {
                counted.fetch_add(1, Ordering::SeqCst);
                let answer =
                    "HTTP/1.1 201 Created\r\ncontent-length: 9\r\nconnection: close\r\n\r\ncommitted";
                let _ = stream.write_all(answer.as_bytes()).await;
            }
        }
    });
    Ok((proxy, answered))
}

async fn asks(proxy: &Proxy, request: &str) -> Told<String> {
    let address = proxy.origin().replace("http://", "");
    let mut stream = TcpStream::connect(address).await?;
    stream.write_all(request.as_bytes()).await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    Ok(answer)
}

fn holds(what: bool, otherwise: &str) -> Told {
    if what { Ok(()) } else { Err(otherwise.into()) }
}

pub async fn dropped() -> Told {
    let (proxy, answered) = scene().await?;
    proxy.plays_once(Fault::DropAnswerAfterCommit(Matching::DELIVERIES));
    holds(asks(&proxy, GET).await?.ends_with("committed"), "another request was dropped")?;
    holds(asks(&proxy, PUT).await?.is_empty(), "the browser got an answer")?;
    holds(answered.load(Ordering::SeqCst) == 2, "the endpoint was not asked")?;
    holds(proxy.statuses(&Matching::DELIVERIES) == [Some(201)], "the endpoint's answer was not noted")?;
    holds(asks(&proxy, PUT).await?.ends_with("committed"), "once was more than once")
}

pub async fn truncated() -> Told {
    let (proxy, _answered) = scene().await?;
    proxy.plays(Fault::Truncate(Matching::DELIVERIES, 4));
    holds(asks(&proxy, PUT).await?.ends_with("\r\n\r\ncomm"), "the answer does not end after four bytes")?;
    proxy.behaves();
    holds(asks(&proxy, PUT).await?.ends_with("committed"), "the fault was not lifted")
}

pub async fn hotel() -> Told {
    let (proxy, answered) = scene().await?;
    proxy.plays(Fault::HtmlToEverything);
    for request in [GET, PUT] {
        let answer = asks(&proxy, request).await?;
        holds(answer.starts_with("HTTP/1.1 200") && answer.contains("text/html"), "not a login page")?;
    }
    holds(answered.load(Ordering::SeqCst) == 0, "the endpoint was asked")
}

pub async fn forged() -> Told {
    let (proxy, answered) = scene().await?;
    proxy.plays(Fault::Forged(Matching::DELIVERIES, "{\"forged\":true}".into()));
    holds(asks(&proxy, PUT).await?.ends_with("{\"forged\":true}"), "no forged receipt")?;
    holds(answered.load(Ordering::SeqCst) == 0, "the endpoint was asked")?;
    holds(asks(&proxy, GET).await?.ends_with("committed"), "another request was forged")
}

pub async fn refuses() -> Told {
    let (mut proxy, _answered) = scene().await?;
    let origin = proxy.origin();
    proxy.refuses().await;
    holds(asks(&proxy, GET).await.is_err(), "somebody still listens")?;
    proxy.answers_again().await?;
    holds(origin == proxy.origin(), "another origin")?;
    holds(asks(&proxy, GET).await?.ends_with("committed"), "no answer after coming back")
}
