//! One HTTP/1.1 request and its answer, as bytes.
//!
//! Requests end by their `content-length` (browsers send no other kind here); answers end with the
//! connection, because the endpoint is asked to close it.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Far above the largest envelope.
const LARGEST: usize = 4 << 20;

/// A request, whole.
pub struct Request {
    /// `GET`, `PUT` and so on.
    pub method: String,
    /// The path with its query.
    pub path: String,
    /// Head lines as they came, `Host` and `Origin` too, without those about the connection.
    head: String,
    body: Vec<u8>,
}

impl Request {
    /// Reads one request, or nothing if the browser only opened a connection, as browsers do ahead of need.
    pub async fn read(browser: &mut TcpStream) -> Option<Self> {
        let mut bytes = Vec::new();
        let end = loop {
            if let Some(end) = end_of_head(&bytes) {
                break end;
            }
            if bytes.len() > LARGEST || browser.read_buf(&mut bytes).await.ok()? == 0 {
                return None;
            }
        };
        let whole_head = std::str::from_utf8(&bytes[..end]).ok()?;
        let mut words = whole_head.split(' ');
        let (method, path) = (words.next()?.to_owned(), words.next()?.to_owned());
        let length = field(whole_head, "content-length").and_then(|it| it.parse().ok()).unwrap_or(0usize);
        let mut head = String::new();
        for line in whole_head.lines().filter(|line| !line.is_empty() && !is_about_connection(line)) {
            head.push_str(line);
            head.push_str("\r\n");
        }
        let mut body = bytes.split_off(end);
        while body.len() < length.min(LARGEST) {
            if browser.read_buf(&mut body).await.ok()? == 0 {
                return None;
            }
        }
        Some(Self { method, path, head, body })
    }

    /// Asks for an answer as plain text, whole, whatever the browser has of it already.
    pub fn asks_plainly(&mut self) {
        self.head = without(&self.head, &["accept-encoding", "if-none-match", "if-modified-since"]);
    }

    /// Goes on without this header.
    pub fn loses(&mut self, header: &str) {
        self.head = without(&self.head, &[header]);
    }

    /// The endpoint's complete answer, or nothing if it isn't there.
    pub async fn forward(&self, endpoint: u16) -> Option<Vec<u8>> {
        let mut stream = TcpStream::connect(("127.0.0.1", endpoint)).await.ok()?;
        stream.write_all(format!("{}connection: close\r\n\r\n", self.head).as_bytes()).await.ok()?;
        stream.write_all(&self.body).await.ok()?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.ok()?;
        (!answer.is_empty()).then_some(answer)
    }
}

/// Sends the first `bytes` of an answer and closes the connection.
pub async fn answer(browser: &mut TcpStream, answer: &[u8], bytes: usize) {
    // The browser may have gone: then nobody misses the rest.
    browser.write_all(&answer[..bytes]).await.ok();
    browser.shutdown().await.ok();
}

/// The status in an answer's first line.
pub fn status(answer: &[u8]) -> Option<u16> {
    std::str::from_utf8(answer.get(9..12)?).ok()?.parse().ok()
}

/// An answer's first line, after the protocol: number and words.
pub fn status_words(answer: &[u8]) -> Option<String> {
    let head = std::str::from_utf8(answer.get(..end_of_head(answer)?)?).ok()?;
    Some(head.lines().next()?.split_once(' ')?.1.to_owned())
}

/// The media type of an answer.
pub fn kind(answer: &[u8]) -> Option<String> {
    let head = std::str::from_utf8(answer.get(..end_of_head(answer)?)?).ok()?;
    field(head, "content-type").map(str::to_owned)
}

/// Where the body begins.
pub fn end_of_head(bytes: &[u8]) -> Option<usize> {
    bytes.windows(4).position(|window| window == b"\r\n\r\n").map(|at| at + 4)
}

/// Lines of a head without the fields of these names, each line with its end.
pub fn without(head: &str, names: &[&str]) -> String {
    let is_named = |line: &str| {
        line.split_once(':').is_some_and(|(name, _)| names.iter().any(|it| name.eq_ignore_ascii_case(it)))
    };
    head.lines().filter(|line| !is_named(line)).map(|line| format!("{line}\r\n")).collect()
}

fn field<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    let found =
        head.lines().filter_map(|line| line.split_once(':')).find(|(it, _)| it.eq_ignore_ascii_case(name));
    found.map(|(_, value)| value.trim())
}

fn is_about_connection(line: &str) -> bool {
    line.split_once(':').is_some_and(|(name, _)| {
        ["connection", "keep-alive", "upgrade"].iter().any(|it| name.eq_ignore_ascii_case(it))
    })
}
