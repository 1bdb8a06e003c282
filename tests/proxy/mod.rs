//! A fault proxy of our own between the browser and the endpoint.
//!
//! It keeps one origin for the life of a world, whatever port the endpoint has at the moment, and misbehaves
//! as Wi-Fi in a hotel does. One request per connection, so no fault is hidden by a browser's silent second
//! try on a reused one.

mod exchange;
mod fault;

pub use fault::{Fault, Matching};

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::task::{JoinHandle, JoinSet};

use crate::processes::free_port;
use crate::world::{PATIENCE, TestResult, soon};

/// The proxy. Dropping it closes its port.
pub struct Proxy {
    port: u16,
    state: Arc<Mutex<State>>,
    listening: Option<JoinHandle<()>>,
}

/// What the running connections look at.
#[derive(Default)]
struct State {
    endpoint: Option<u16>,
    fault: Option<fault::Playing>,
    seen: Vec<Seen>,
    /// Notified whenever a fault is lifted.
    lifted: Arc<Notify>,
}

/// One request that reached the proxy.
#[derive(Clone)]
struct Seen {
    method: String,
    path: String,
    /// The status the endpoint answered with, if it was asked; what the browser got may be another matter.
    status: Option<u16>,
}

impl Proxy {
    /// A proxy on a free port, answering at once; requests get no answer until an endpoint is named.
    pub async fn start() -> TestResult<Self> {
        let mut proxy = Self { port: free_port()?, state: Arc::default(), listening: None };
        proxy.answers_again().await?;
        Ok(proxy)
    }

    /// The origin that browsers see.
    pub fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Where requests go from now on.
    pub fn forwards_to(&self, endpoint: u16) {
        self.state().endpoint = Some(endpoint);
    }

    /// Closes the port and every open connection: to a browser the server is gone.
    pub async fn refuses(&mut self) {
        if let Some(listening) = self.listening.take() {
            listening.abort();
            // An aborted task says so; it has then dropped its listener and its connections.
            listening.await.ok();
        }
    }

    /// Opens the same port again.
    pub async fn answers_again(&mut self) -> TestResult {
        if self.listening.is_none() {
            // A process that is just being started holds a copy of the old listener for a moment.
            let bind = async || Ok(TcpListener::bind(("127.0.0.1", self.port)).await.ok());
            let listener = soon("the proxy's port", PATIENCE, bind).await?;
            self.listening = Some(tokio::spawn(listen(listener, Arc::clone(&self.state))));
        }
        Ok(())
    }

    /// Plays a fault on the next request it concerns, and then no more.
    pub fn plays_once(&self, fault: Fault) {
        self.state().fault = Some(fault::Playing { fault, once: true });
    }

    /// Plays a fault on every request it concerns, until [`Proxy::behaves`].
    pub fn plays(&self, fault: Fault) {
        self.state().fault = Some(fault::Playing { fault, once: false });
    }

    /// No fault from now on.
    pub fn behaves(&self) {
        let mut state = self.state();
        state.fault = None;
        state.lifted.notify_waiters();
    }

    /// How many requests of this kind have reached the proxy so far.
    pub fn seen(&self, which: &Matching) -> usize {
        self.state().seen.iter().filter(|seen| which.concerns(&seen.method, &seen.path)).count()
    }

    /// What the endpoint answered to requests of this kind, in order; none for one that it did not answer.
    pub fn statuses(&self, which: &Matching) -> Vec<Option<u16>> {
        let state = self.state();
        state.seen.iter().filter(|it| which.concerns(&it.method, &it.path)).map(|it| it.status).collect()
    }

    /// Waits until so many requests of this kind have reached the proxy.
    pub async fn has_seen(&self, times: usize, which: &Matching, within: Duration) -> TestResult {
        let what = format!("{times} × {which} at the proxy");
        soon(&what, within, async || Ok((self.seen(which) >= times).then_some(()))).await
    }

    fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        if let Some(listening) = self.listening.take() {
            listening.abort();
        }
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Connections end with the set that holds them, and the set ends with this task.
async fn listen(listener: TcpListener, state: Arc<Mutex<State>>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            Ok((connection, _)) = listener.accept() => { connections.spawn(one(connection, Arc::clone(&state))); }
            Some(_) = connections.join_next() => {}
        }
    }
}

/// One request and what becomes of it. A side that goes away in the middle is no news to anybody.
async fn one(mut browser: TcpStream, state: Arc<Mutex<State>>) {
    let Some(mut request) = exchange::Request::read(&mut browser).await else { return };
    let (number, fault, endpoint, lifted) = {
        let mut state = lock(&state);
        let (method, path) = (request.method.clone(), request.path.clone());
        let fault = fault::Playing::next(&mut state.fault, &method, &path);
        state.seen.push(Seen { method, path, status: None });
        (state.seen.len() - 1, fault, state.endpoint, Arc::clone(&state.lifted))
    };
    let is_lifted = lifted.notified();
    let answer = match (fault.as_ref().and_then(Fault::instead), endpoint) {
        (Some(instead), _) => instead,
        (None, Some(endpoint)) => {
            if let Some(fault) = &fault {
                fault.alters_request(&mut request);
            }
            let Some(answer) = request.forward(endpoint).await else { return };
            lock(&state).seen[number].status = exchange::status(&answer);
            match &fault {
                Some(fault) => fault.altered(answer),
                None => answer,
            }
        }
        (None, None) => return,
    };
    if fault.as_ref().is_some_and(Fault::is_late) {
        is_lifted.await;
    }
    exchange::answer(&mut browser, &answer, fault.map_or(answer.len(), |fault| fault.bytes_of(&answer)))
        .await;
}
