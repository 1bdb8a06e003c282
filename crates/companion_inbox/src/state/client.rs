//! The endpoint, over HTTP, with the session's cookie.

use companion_inbox::answer::{Trouble, granted};
use companion_parts::browser::http::{self, Request};
use serde::{Serialize, de::DeserializeOwned};

const PATIENCE_MS: u32 = 30_000;

/// Asks for something.
pub async fn get<T: DeserializeOwned>(path: &str) -> Result<T, Trouble> {
    read(&exchange("GET", path, None).await?)
}

/// Sends something and reads what comes back.
pub async fn post<B: Serialize, T: DeserializeOwned>(path: &str, body: &B) -> Result<T, Trouble> {
    read(&exchange("POST", path, Some(written(body)?)).await?)
}

/// Sends something of which it is enough to know that it was taken.
pub async fn post_without_answer<B: Serialize>(path: &str, body: &B) -> Result<(), Trouble> {
    exchange("POST", path, Some(written(body)?)).await.map(drop)
}

/// Puts something.
pub async fn put<B: Serialize>(path: &str, body: &B) -> Result<(), Trouble> {
    exchange("PUT", path, Some(written(body)?)).await.map(drop)
}

/// Ends something.
pub async fn delete(path: &str) -> Result<(), Trouble> {
    exchange("DELETE", path, None).await.map(drop)
}

async fn exchange(method: &'static str, path: &str, body: Option<Vec<u8>>) -> Result<Vec<u8>, Trouble> {
    let headers = if body.is_some() { vec![("content-type", "application/json".to_owned())] } else { vec![] };
    let url = path.to_owned();
    let request = Request { method, url, headers, body, timeout_ms: PATIENCE_MS, credentials: true };
    let answer = http::send(request).await.map_err(|_| Trouble::NoAnswer)?;
    granted(answer.status, &answer.body).map(<[u8]>::to_vec)
}

fn written<T: Serialize>(body: &T) -> Result<Vec<u8>, Trouble> {
    serde_json::to_vec(body).map_err(|_| Trouble::Strange)
}

/// A 200 proves nothing: a hotel's Wi-Fi answers 200 to everything.
fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Trouble> {
    serde_json::from_slice(body).map_err(|_| Trouble::Strange)
}
