//! What stands before the endpoints: it keeps connections open, and draws by lot which endpoint it asks. In turn, a phone that
//! repeats the same three requests would meet the same one of three endpoints each time. It knows nothing of an endpoint that is
//! gone, and repeats nothing: that is left to phones and desks.

use std::{cell::RefCell, collections::HashMap, net::SocketAddr, sync::Mutex, time::Duration};

use companion_seal::os_random;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

/// Where the endpoints are: one that is started again has another address.
pub type Addresses = Mutex<Vec<SocketAddr>>;

pub struct Front<'a> {
    addresses: &'a Addresses,
    idle: RefCell<HashMap<SocketAddr, Vec<TcpStream>>>,
    pub traffic: RefCell<Traffic>,
}

/// What went through.
#[derive(Clone, Copy, Default)]
pub struct Traffic {
    pub answered: usize,
    pub unanswered: usize,
    /// To the endpoints, and from them.
    pub sent: usize,
    pub heard: usize,
    /// Requests that are being answered: each has a connection.
    open: usize,
    pub most_open: usize,
}

pub struct Answer {
    pub status: u16,
    pub retry_after_ms: Option<i64>,
    pub body: Vec<u8>,
}

impl<'a> Front<'a> {
    pub fn of(addresses: &'a Addresses) -> Self {
        Self { addresses, idle: RefCell::default(), traffic: RefCell::default() }
    }

    fn drawn(&self) -> SocketAddr {
        let addresses = self.addresses.lock().unwrap();
        addresses[usize::from(u16::from_le_bytes(os_random().unwrap())) % addresses.len()]
    }

    /// Sends a request to one of the endpoints; `None` where nothing comes of it within the time that the app waits.
    pub async fn ask(&self, request: &[u8], patience: Duration) -> Option<Answer> {
        let address = self.drawn();
        self.opens();
        let answer = timeout(patience, self.exchange(address, request)).await.ok().flatten();
        self.counts(request.len(), answer.as_ref());
        answer.map(|(answer, _)| answer)
    }

    fn opens(&self) {
        let mut traffic = self.traffic.borrow_mut();
        traffic.open += 1;
        traffic.most_open = traffic.most_open.max(traffic.open);
    }

    fn counts(&self, sent: usize, answer: Option<&(Answer, usize)>) {
        let mut traffic = self.traffic.borrow_mut();
        traffic.open -= 1;
        traffic.sent += sent;
        traffic.heard += answer.map_or(0, |(_, length)| *length);
        *if answer.is_some() { &mut traffic.answered } else { &mut traffic.unanswered } += 1;
    }

    /// The answer, and how many bytes it had with its head.
    async fn exchange(&self, address: SocketAddr, request: &[u8]) -> Option<(Answer, usize)> {
        let mut stream = self.connection(address).await?;
        stream.write_all(request).await.ok()?;
        let mut buffer = Vec::with_capacity(4096);
        let length = hear_whole(&mut stream, &mut buffer).await?;
        self.idle.borrow_mut().entry(address).or_default().push(stream);
        let bytes = buffer.len();
        Some((read(buffer, length), bytes))
    }

    /// One that lies open and was not closed by the other side, or a new one.
    async fn connection(&self, address: SocketAddr) -> Option<TcpStream> {
        loop {
            let idle = self.idle.borrow_mut().get_mut(&address).and_then(Vec::pop);
            let Some(stream) = idle else { break };
            let heard = stream.try_read(&mut [0]);
            if heard.is_err_and(|error| error.kind() == std::io::ErrorKind::WouldBlock) {
                return Some(stream);
            }
        }
        let stream = TcpStream::connect(address).await.ok()?;
        stream.set_nodelay(true).ok()?;
        Some(stream)
    }
}

/// Reads one answer whole; says how long its body is.
async fn hear_whole(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> Option<usize> {
    loop {
        if stream.read_buf(buffer).await.ok()? == 0 {
            return None;
        }
        let Some(head) = buffer.windows(4).position(|end| end == b"\r\n\r\n") else { continue };
        let length: usize =
            header(&buffer[..head], "content-length").map_or(0, |length| length.parse().unwrap());
        while buffer.len() < head + 4 + length {
            if stream.read_buf(buffer).await.ok()? == 0 {
                return None;
            }
        }
        return Some(length);
    }
}

fn read(mut buffer: Vec<u8>, length: usize) -> Answer {
    let body = buffer.split_off(buffer.len() - length);
    let status = String::from_utf8_lossy(&buffer).split(' ').nth(1).unwrap().parse().unwrap();
    let retry_after = header(&buffer, "retry-after").and_then(|seconds| seconds.parse::<i64>().ok());
    Answer { status, retry_after_ms: retry_after.map(|seconds| seconds * 1000), body }
}

fn header(head: &[u8], name: &str) -> Option<String> {
    let text = String::from_utf8_lossy(head);
    let mut lines = text.lines().filter_map(|line| line.split_once(": "));
    lines.find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim().to_owned())
}
