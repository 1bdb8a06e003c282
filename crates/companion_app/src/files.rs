//! The app's own files: which this build has, and the text of those that hold words.

use std::sync::Arc;

use companion_browser::{
    boot,
    http::{self, Method, Request},
};
use companion_model::{briefing::Briefing, wire::read};

const SHORT_MS: u32 = 15_000;

/// The ids of the briefings on this phone and their files: `cce=/a/cce.<hash>.json …`.
fn list() -> Vec<(String, String)> {
    boot::attribute("data-briefings")
        .split_whitespace()
        .filter_map(|entry| entry.split_once('='))
        .map(|(id, file)| (id.into(), file.into()))
        .collect()
}

/// The ids of the briefings on this phone.
pub fn briefings() -> Vec<String> {
    list().into_iter().map(|(id, _)| id).collect()
}

/// A briefing of this build, from the worker's cache; `None` if there is none of that id or it can't be read.
pub async fn briefing(id: &str) -> Option<Arc<Briefing>> {
    let (_, url) = list().into_iter().find(|(known, _)| known == id)?;
    read(&file(url).await?).ok().map(Arc::new)
}

/// As many words as there are numbers of eleven bits.
const WORDS: usize = 1 << 11;

/// The words that stand for a route's keys, one a line, from the worker's cache; `None` if they can't be read, or if it is
/// another list that came: a Wi-Fi log-in page answers to everything.
pub async fn words() -> Option<String> {
    String::from_utf8(file(boot::attribute("data-words")).await?)
        .ok()
        .filter(|list| list.lines().count() == WORDS)
}

async fn file(url: String) -> Option<Vec<u8>> {
    let request = Request {
        method: Method::GET,
        url,
        headers: vec![],
        body: None,
        timeout_ms: SHORT_MS,
        credentials: false,
    };
    let answer = http::send(request).await.ok().filter(|answer| answer.status == 200)?;
    Some(answer.body)
}
