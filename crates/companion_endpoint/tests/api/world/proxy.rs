//! An ordinary proxy: it speaks to the endpoint in its own name, and passes everything else on.

use std::{
    io::{BufRead, BufReader, Read, Write, copy},
    net::{TcpListener, TcpStream},
};

/// A proxy, for as long as the test's process lives.
pub struct Proxy {
    pub base: String,
}

impl Proxy {
    /// In front of an endpoint; each request gets these lines in place of its `Host`.
    pub fn before(endpoint: &str, lines: &'static str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let endpoint = endpoint.strip_prefix("http://").unwrap().to_owned();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (stream, endpoint) = (stream.unwrap(), endpoint.clone());
                std::thread::spawn(move || pass_one_on(stream, &endpoint, lines));
            }
        });
        Self { base }
    }
}

/// One request and its answer.
fn pass_one_on(mut person: TcpStream, endpoint: &str, lines: &str) {
    let mut reader = BufReader::new(person.try_clone().unwrap());
    let (mut head, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        let name = line.split(':').next().unwrap().to_ascii_lowercase();
        match name.as_str() {
            "host" => head.push_str(lines),
            "connection" => {}
            "\r\n" => break,
            _ => head.push_str(&line),
        }
        if name == "content-length" {
            length = line.split(':').nth(1).unwrap().trim().parse().unwrap();
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    let mut to = TcpStream::connect(endpoint).unwrap();
    to.write_all(format!("{head}Connection: close\r\n\r\n").as_bytes()).unwrap();
    to.write_all(&body).unwrap();
    copy(&mut to, &mut person).unwrap();
}
