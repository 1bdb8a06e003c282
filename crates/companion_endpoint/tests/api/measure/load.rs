//! Deliveries over connections that stay open, as fast as the answers come, and how long each took.

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    runtime::Builder,
};

/// Makes the next request, whole, with its headers.
pub type NextRequest<'a> = &'a mut dyn FnMut() -> Vec<u8>;

/// How long deliveries took.
pub struct Taken {
    /// Sorted.
    all: Vec<Duration>,
    within: Duration,
}

impl Taken {
    pub fn of(mut all: Vec<Duration>, within: Duration) -> Self {
        all.sort();
        Self { all, within }
    }

    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// How many were answered in a second.
    pub fn per_second(&self) -> f64 {
        self.all.len() as f64 / self.within.as_secs_f64()
    }

    /// The time within which this share of a hundred was answered, in milliseconds.
    pub fn ms(&self, share: usize) -> f64 {
        self.all
            .get((self.all.len().saturating_sub(1)) * share / 100)
            .map_or(f64::NAN, |took| took.as_secs_f64() * 1000.0)
    }
}

/// Sends over so many connections, to these addresses in turn, for so long. Every answer must have one of these statuses.
pub fn deliver(
    addresses: &[SocketAddr],
    connections: usize,
    within: Duration,
    statuses: &[u16],
    next: NextRequest,
) -> Taken {
    // One thread: what asks must leave a core to what answers.
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    let next = std::cell::RefCell::new(next);
    let all = runtime.block_on(async {
        let until = Instant::now() + within;
        let lines = (0..connections).map(|number| {
            let (address, next) = (addresses[number % addresses.len()], &next);
            async move {
                let mut stream = TcpStream::connect(address).await.unwrap();
                stream.set_nodelay(true).unwrap();
                let (mut taken, mut buffer) = (Vec::new(), Vec::with_capacity(8192));
                while Instant::now() < until {
                    let request = (next.borrow_mut())();
                    let sent = Instant::now();
                    stream.write_all(&request).await.unwrap();
                    let status = answer(&mut stream, &mut buffer).await;
                    assert!(statuses.contains(&status), "{status}: {}", String::from_utf8_lossy(&buffer));
                    taken.push(sent.elapsed());
                }
                taken
            }
        });
        futures_util::future::join_all(lines).await.concat()
    });
    Taken::of(all, within)
}

/// Reads one answer, and says its status.
async fn answer(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> u16 {
    buffer.clear();
    loop {
        assert!(stream.read_buf(buffer).await.unwrap() > 0, "it hung up");
        let Some(head) = buffer.windows(4).position(|end| end == b"\r\n\r\n") else { continue };
        let text = String::from_utf8_lossy(&buffer[..head]).to_ascii_lowercase();
        let length = text.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok());
        let whole = head + 4 + length.unwrap_or(0_usize);
        let is_chunked = text.contains("transfer-encoding: chunked");
        while buffer.len() < whole || (is_chunked && !buffer.ends_with(b"0\r\n\r\n")) {
            assert!(stream.read_buf(buffer).await.unwrap() > 0, "it hung up");
        }
        return text.split(' ').nth(1).unwrap().parse().unwrap();
    }
}
