//! The network between an endpoint and its database server: a real proxy that can stop in the middle.

use std::{
    io::{Read, Write},
    net::{Shutdown, TcpListener, TcpStream},
    sync::{
        Arc, Condvar, Mutex, MutexGuard,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

/// What happens at the next COMMIT that goes to the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AtCommit {
    /// It does not arrive, and nothing else does from then on.
    HoldIt,
    /// It arrives, and neither its answer nor anything else from then on.
    HoldAnswer,
    /// It arrives, and in place of its answer its connection ends.
    CutAnswer,
}

/// A network, for as long as the test's process lives.
#[derive(Clone)]
pub struct Network {
    /// The database's address by way of this network.
    pub url: String,
    server: u16,
    way: Arc<(Mutex<Way>, Condvar)>,
}

#[derive(Default)]
struct Way {
    /// Nothing passes, and nobody is told: bytes wait here, as those of a network wait that will carry them again.
    is_held: bool,
    at_commit: Option<AtCommit>,
    connections: usize,
}

impl Network {
    /// In front of the server of a database's address, which is of this machine.
    pub fn before(direct: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = direct.rsplit_once(':').unwrap().1.split('/').next().unwrap();
        let url =
            direct.replace(&format!(":{port}/"), &format!(":{}/", listener.local_addr().unwrap().port()));
        let network = Self { url, server: port.parse().unwrap(), way: Arc::default() };
        let accepting = network.clone();
        thread::spawn(move || {
            for near in listener.incoming() {
                let near = near.unwrap();
                accepting.way().connections += 1;
                // A server that is gone is gone behind the proxy, too.
                if let Ok(far) = TcpStream::connect(("127.0.0.1", accepting.server)) {
                    accepting.carry(near, far);
                }
            }
        });
        network
    }

    /// Nothing passes from now on, in either direction, and no connection ends.
    pub fn holds(&self) {
        self.way().is_held = true;
    }

    /// What was held passes, and everything else.
    pub fn passes(&self) {
        self.way().is_held = false;
        self.way.1.notify_all();
    }

    pub fn at_commit(&self, what: AtCommit) {
        self.way().at_commit = Some(what);
    }

    /// Whether what was to happen at a COMMIT has happened.
    pub fn has_seen_commit(&self) -> bool {
        self.way().at_commit.is_none()
    }

    /// How many connections have come to it.
    pub fn connections(&self) -> usize {
        self.way().connections
    }

    fn carry(&self, near: TcpStream, far: TcpStream) {
        let is_cut = Arc::new(AtomicBool::new(false));
        for (from, to, is_to_server) in
            [(near.try_clone().unwrap(), far.try_clone().unwrap(), true), (far, near, false)]
        {
            let (network, is_cut) = (self.clone(), Arc::clone(&is_cut));
            thread::spawn(move || network.carry_one_way(from, to, is_to_server, &is_cut));
        }
    }

    fn carry_one_way(&self, mut from: TcpStream, mut to: TcpStream, is_to_server: bool, is_cut: &AtomicBool) {
        let mut bytes = [0; 64 * 1024];
        while let Ok(count @ 1..) = from.read(&mut bytes) {
            let bytes = &bytes[..count];
            let passes_anyway = is_to_server && self.meets_commit(bytes, is_cut);
            if !passes_anyway {
                self.waits_until_it_passes();
            }
            let is_answer_to_cut = !is_to_server && is_cut.load(Ordering::SeqCst);
            if is_answer_to_cut || to.write_all(bytes).is_err() {
                break;
            }
        }
        for stream in [from, to] {
            drop(stream.shutdown(Shutdown::Both));
        }
    }

    /// Does what is to happen at a COMMIT, if this is one. Says whether it passes all the same.
    fn meets_commit(&self, bytes: &[u8], is_cut: &AtomicBool) -> bool {
        if !bytes.windows(7).any(|part| part == b"COMMIT\0") {
            return false;
        }
        let mut way = self.way();
        match way.at_commit.take() {
            None => return false,
            Some(AtCommit::HoldIt) => way.is_held = true,
            Some(AtCommit::HoldAnswer) => {
                way.is_held = true;
                return true;
            }
            Some(AtCommit::CutAnswer) => is_cut.store(true, Ordering::SeqCst),
        }
        false
    }

    fn waits_until_it_passes(&self) {
        drop(self.way.1.wait_while(self.way(), |way| way.is_held).unwrap());
    }

    fn way(&self) -> MutexGuard<'_, Way> {
        self.way.0.lock().unwrap()
    }
}
