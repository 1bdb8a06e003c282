//! One connection, spoken on byte by byte.

use std::{
    io::{ErrorKind, Read, Write},
    net::TcpStream,
    time::Duration,
};

/// An endpoint that says nothing for so long says nothing at all.
const PATIENCE: Duration = Duration::from_secs(30);

pub struct Line {
    stream: TcpStream,
    /// What has come and was not asked for yet.
    heard: Vec<u8>,
}

impl Line {
    pub fn to(base: &str) -> Self {
        let stream = TcpStream::connect(base.strip_prefix("http://").unwrap()).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.set_write_timeout(Some(PATIENCE)).unwrap();
        Self { stream, heard: Vec::new() }
    }

    /// Sends bytes, or as many as the other side takes before it hangs up.
    pub fn sends(&mut self, bytes: &[u8]) {
        drop(self.stream.write_all(bytes));
    }

    /// Sends as many as the system takes at once.
    pub fn pours(&mut self, bytes: &[u8]) {
        self.stream.set_nonblocking(true).unwrap();
        drop(self.stream.write_all(bytes));
        self.stream.set_nonblocking(false).unwrap();
    }

    /// Status, head and body of the next answer; `None` where the other side hangs up first.
    pub fn hears(&mut self) -> Option<(u16, String, Vec<u8>)> {
        let (head, length) = self.hears_head()?;
        while self.heard.len() < length {
            self.hears_more()?;
        }
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Some((status, head, self.heard.drain(..length).collect()))
    }

    /// The head of the next answer, and how long its body is.
    fn hears_head(&mut self) -> Option<(String, usize)> {
        let end = loop {
            match self.heard.windows(4).position(|window| window == b"\r\n\r\n") {
                Some(end) => break end + 4,
                None => self.hears_more()?,
            }
        };
        let head = String::from_utf8(self.heard.drain(..end).collect()).unwrap().to_lowercase();
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
        let length = length.map_or(0, |length| length.parse().unwrap());
        Some((head, length))
    }

    /// Waits until the other side hangs up; answers how many bytes came before.
    pub fn is_hung_up(&mut self) -> usize {
        while self.hears_more().is_some() {}
        self.heard.len()
    }

    /// Reads the body of the next answer, and after so many bytes each time nothing for a while. Answers how many came.
    pub fn hears_with_pauses(&mut self, pause: Duration, after: usize) -> usize {
        let (_, length) = self.hears_head().unwrap();
        let (mut pauses, mut heard) = (1, 0);
        loop {
            heard += self.heard.len();
            self.heard.clear();
            if heard >= length || self.hears_more().is_none() {
                return heard + self.heard.len();
            }
            if heard >= pauses * after {
                pauses += 1;
                std::thread::sleep(pause);
            }
        }
    }

    /// Whether the other side has neither hung up nor said anything.
    pub fn is_open(&self) -> bool {
        self.stream.set_nonblocking(true).unwrap();
        let looked = self.stream.peek(&mut [0]);
        self.stream.set_nonblocking(false).unwrap();
        looked.is_err_and(|error| error.kind() == ErrorKind::WouldBlock)
    }

    fn hears_more(&mut self) -> Option<()> {
        let mut bytes = [0; 16 * 1024];
        match self.stream.read(&mut bytes) {
            Ok(0) => None,
            Ok(count) => {
                self.heard.extend_from_slice(&bytes[..count]);
                Some(())
            }
            Err(error) if error.kind() == ErrorKind::WouldBlock => panic!("nothing came for {PATIENCE:?}"),
            Err(_) => None,
        }
    }
}
