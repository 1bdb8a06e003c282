//! HTTP with a time limit, on a page and in a worker. An answer is only what came back: whether it means anything is for others to judge.

use js_sys::Uint8Array;
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use web_sys::{
    AbortController, Headers, RequestCache, RequestCredentials, RequestInit, RequestRedirect, Response,
};

use super::{
    events::Cause,
    timer::{settled, within},
};

pub use http::Method;

#[wasm_bindgen]
extern "C" {
    /// The global one: a window's and a worker's alike. By hand: gloo-net panics where something between the page and the network
    /// (a filter, an extension) rejects with what is no `Error`, and a page that has panicked delivers nothing more.
    fn fetch(url: &str, init: &RequestInit) -> js_sys::Promise;
}

/// A request to our own endpoint.
pub struct Request {
    /// What is to be done there.
    pub method: Method,
    /// A path on this origin.
    pub url: String,
    /// Headers by name.
    pub headers: Vec<(&'static str, String)>,
    /// The body, if any.
    pub body: Option<Vec<u8>>,
    /// How long the whole exchange may take, the answer's body included.
    pub timeout_ms: u32,
    /// Whether cookies go along: the inbox's session does, a phone has none.
    pub credentials: bool,
}

/// What came back, whole.
pub struct HttpResponse {
    /// The HTTP status.
    pub status: u16,
    /// The whole body.
    pub body: Vec<u8>,
    headers: Headers,
}

impl HttpResponse {
    /// A header's value.
    pub fn header(&self, name: &str) -> Option<String> {
        self.headers.get(name).ok().flatten()
    }
}

/// Why nothing came back. Whether the request arrived can't be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoAnswer {
    /// No connection, an answer cut short, or a redirect to somewhere else.
    Unreachable,
    /// Nothing in time.
    TimedOut,
}

impl From<NoAnswer> for Cause {
    fn from(why: NoAnswer) -> Self {
        match why {
            NoAnswer::Unreachable => Self::Known("nothing came back"),
            NoAnswer::TimedOut => Self::Known("nothing in time"),
        }
    }
}

/// Sends a request and waits for the whole answer.
///
/// # Errors
/// [`NoAnswer`].
pub async fn send(request: Request) -> Result<HttpResponse, NoAnswer> {
    let stop = AbortController::new().map_err(|_| NoAnswer::Unreachable)?;
    // A browser that does not heed the abort is not waited for either.
    let Some(answer) = within(request.timeout_ms, exchange(request, &stop.signal())).await else {
        stop.abort();
        return Err(NoAnswer::TimedOut);
    };
    answer.map_err(|_| NoAnswer::Unreachable)
}

async fn exchange(request: Request, signal: &web_sys::AbortSignal) -> Result<HttpResponse, JsValue> {
    let headers = Headers::new()?;
    for (name, value) in &request.headers {
        headers.set(name, value)?;
    }
    let init = RequestInit::new();
    init.set_method(request.method.as_str());
    init.set_headers(&headers);
    init.set_cache(RequestCache::NoStore);
    init.set_redirect(RequestRedirect::Error);
    init.set_credentials(if request.credentials {
        RequestCredentials::SameOrigin
    } else {
        RequestCredentials::Omit
    });
    init.set_signal(Some(signal));
    if let Some(body) = &request.body {
        init.set_body(&Uint8Array::from(body.as_slice()));
    }
    let ms = request.timeout_ms;
    let response: Response =
        settled(ms, fetch(&request.url, &init)).await.unwrap_or_else(silent)?.dyn_into()?;
    let body = settled(ms, response.array_buffer()?).await.unwrap_or_else(silent)?;
    let body = Uint8Array::new(&body).to_vec();
    let answer = HttpResponse { status: response.status(), body, headers: response.headers() };
    if is_cut_short(&answer) { Err(JsValue::NULL) } else { Ok(answer) }
}

fn silent() -> Result<JsValue, JsValue> {
    Err(JsValue::NULL)
}

/// Not every browser calls a body too short a fault. A packed one's length says nothing about the body itself.
fn is_cut_short(answer: &HttpResponse) -> bool {
    let announced = answer.header("content-length").and_then(|length| length.parse().ok());
    answer.header("content-encoding").is_none()
        && announced.is_some_and(|length: usize| answer.body.len() < length)
}
