//! Where the database is, how a connection to it is made, and what is known of it while it can't be reached.

use std::{
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use companion_model::wire::Bytes;
use rustls::{ClientConfig, RootCertStore, crypto::ring};
use tokio_postgres::config::SslMode;
use tokio_postgres_rustls::MakeRustlsConnect;

use super::{
    OpenError, PostgresConnection, address::Address, checks, client::Client, key, life, life::KnownLife,
    schema,
};
use crate::{
    limits,
    store::{Life, StoreError, StoreResult},
};

/// How long after a failure the server is tried again: at first, and at most.
const AGAIN: (Duration, Duration) = (Duration::from_secs(2), Duration::from_secs(10));

/// What a connection is for. Each is bounded, so that nothing waits for a server that has stopped in the middle.
#[derive(Clone, Copy)]
pub(super) enum Purpose {
    Read,
    Write,
    /// All rows of a school, which take their time: of a large table, and to a file on a slow disk.
    Move,
}

impl Purpose {
    /// How long the server works on a statement before it gives up.
    fn statement(self) -> Duration {
        Duration::from_secs(match self {
            Self::Read => 5,
            Self::Write => 10,
            Self::Move => 600,
        })
    }

    /// How long a transaction may be left open with nothing asked in it.
    fn idle(self) -> Duration {
        Duration::from_secs(match self {
            Self::Read | Self::Write => 10,
            Self::Move => 60,
        })
    }

    fn settings(self) -> String {
        format!(
            "SET statement_timeout = {}; SET lock_timeout = '5s'; SET idle_in_transaction_session_timeout = {}",
            self.statement().as_millis(),
            self.idle().as_millis()
        )
    }
}

/// A database by its address.
pub(super) struct Database {
    address: Address,
    tls: MakeRustlsConnect,
    /// The public half of the endpoint's receipt key, which every school must know.
    receipt_key: Option<Bytes>,
    known: Arc<KnownLife>,
    /// Whether it was said that nobody else should be able to listen.
    has_warned: AtomicBool,
    state: Mutex<State>,
    /// Told when the state becomes `Down` or `Closed`.
    changed: Condvar,
}

enum State {
    /// The last connection was made.
    Up,
    /// No connection can be made, and why not: only the watch tries.
    Down(String),
    /// Nobody asks any more.
    Closed,
}

impl Database {
    /// Of an address like `postgres://user:password@host/name`. Nothing is connected yet.
    pub(super) fn new(url: &str, receipt_key: Option<Bytes>) -> Result<Self, OpenError> {
        let state = Mutex::new(State::Down("the database server was not asked yet".into()));
        Ok(Self {
            address: Address::parse(url)?,
            tls: tls()?,
            receipt_key,
            known: Arc::default(),
            has_warned: AtomicBool::new(false),
            state,
            changed: Condvar::new(),
        })
    }

    /// The life that was last read.
    pub(super) fn life(&self) -> Option<Life> {
        self.known.get()
    }

    /// Makes a connection, unless it is known that none can be made at the moment.
    pub(super) fn open(&self, purpose: Purpose) -> StoreResult<PostgresConnection> {
        if let State::Down(cause) = &*self.state() {
            return Err(StoreError::Unavailable(cause.clone()));
        }
        self.connect(purpose).map_err(|error| {
            let error = StoreError::from(error);
            self.note_down(error.to_string());
            error
        })
    }

    /// Makes a connection, and looks at the server before it is used.
    pub(super) fn connect(&self, purpose: Purpose) -> Result<PostgresConnection, OpenError> {
        let mut client = self.client(purpose)?;
        let engine = checks::check(&mut client)?;
        schema::check(&mut client).inspect_err(|error| {
            if matches!(error, OpenError::Newer) {
                self.known.note_outdated();
            }
        })?;
        let life = life::read(&mut client, engine)?;
        Ok(PostgresConnection::new(client, life, Arc::clone(&self.known)))
    }

    /// Makes a connection by which a school is moved: the database must be of exactly this version, because what another one has
    /// in it is not known by this one's tables.
    pub(super) fn client_to_move_with(&self) -> Result<Client, OpenError> {
        let mut client = self.client(Purpose::Move)?;
        let engine = checks::check(&mut client)?;
        schema::check_is_exactly_current(&mut client)?;
        // A database that was put back begins its new epoch before a school comes into it.
        life::read(&mut client, engine)?;
        Ok(client)
    }

    /// Brings the schema to this version's; makes it in an empty database if `creates`.
    pub(super) fn migrate(&self, creates: bool) -> Result<(), OpenError> {
        let mut client = self.client(Purpose::Write)?;
        let engine = checks::check(&mut client)?;
        schema::migrate(&mut client, engine, creates)
    }

    /// Notes a receipt key as the one that the schools know.
    pub(super) fn adopt_key(&self, public: &Bytes) -> Result<(), OpenError> {
        key::adopt(&mut self.client(Purpose::Write)?, public)
    }

    /// Whether the database can be served: brought to this version's schema, looked at, and its schools know the receipt key.
    fn prepare(&self) -> Result<PostgresConnection, OpenError> {
        self.migrate(false)?;
        self.receipt_key.as_ref().map_or(Ok(()), |public| self.adopt_key(public))?;
        self.connect(Purpose::Read)
    }

    /// Makes a connection, whatever is on its other end.
    pub(super) fn client(&self, purpose: Purpose) -> Result<Client, OpenError> {
        let mut client = self.first_that_connects(purpose)?;
        client.batch_execute(&purpose.settings())?;
        if !self.address.is_on_this_machine && !self.has_warned.load(Ordering::Relaxed) {
            self.warn_if_plain(&mut client)?;
        }
        Ok(client)
    }

    /// A connection to the first server that gives one.
    fn first_that_connects(&self, purpose: Purpose) -> Result<Client, OpenError> {
        let limit = purpose.statement() + limits::DATABASE_ANSWER;
        let mut failed = OpenError::Unreachable("its address names no server".into());
        for (place, server) in self.address.last_first() {
            let within = Address::connect_limit(server);
            match Client::connect(server, self.tls.clone(), within, limit) {
                Ok(client) => {
                    self.address.note_connected(place);
                    return Ok(client);
                }
                Err(error) => failed = error.into(),
            }
        }
        Err(failed)
    }

    fn warn_if_plain(&self, client: &mut Client) -> Result<(), OpenError> {
        let is_off = self.address.servers.iter().any(|server| server.get_ssl_mode() == SslMode::Disable);
        let is_plain = is_off || checks::is_encrypted(client)? == Some(false);
        if is_plain && !self.has_warned.swap(true, Ordering::Relaxed) {
            tracing::warn!(
                "The connection to the database is not encrypted: whoever can listen in between sees the digests of tokens and \
                 who wrote when. Add sslmode=require to its address, and give the server a certificate."
            );
        }
        Ok(())
    }

    /// Tries until a connection can be made, each time one can't, until nobody asks any more. Says so once, not at each try.
    pub(super) fn watch(&self, tried: impl FnOnce()) {
        let (mut tried, mut said, mut pause) = (Some(tried), None::<String>, AGAIN.0);
        loop {
            let found = self.prepare();
            match &found {
                Ok(_) => {
                    if said.take().is_some() {
                        tracing::info!("The database can be used again.");
                    }
                    pause = AGAIN.0;
                    self.set(State::Up);
                }
                Err(error) => {
                    let cause = error.to_string();
                    self.set(State::Down(cause.clone()));
                    if said.as_ref() != Some(&cause) {
                        tracing::error!(
                            "The database can't be used: {cause}. It is tried again every few seconds."
                        );
                        said = Some(cause);
                    }
                }
            }
            if let Some(tried) = tried.take() {
                tried();
            }
            let is_up = found.is_ok();
            drop(found);
            if !self.wait(if is_up { None } else { Some(pause) }) {
                return;
            }
            if !is_up {
                pause = AGAIN.1.min(pause * 2);
            }
        }
    }

    /// Ends the watch.
    pub(super) fn close(&self) {
        self.set(State::Closed);
    }

    fn note_down(&self, cause: String) {
        self.set(State::Down(cause));
    }

    fn set(&self, state: State) {
        let mut now = self.state();
        if !matches!(*now, State::Closed) {
            *now = state;
        }
        self.changed.notify_all();
    }

    /// Waits for a time, or until no connection can be made. Says whether to go on.
    fn wait(&self, pause: Option<Duration>) -> bool {
        let state = self.state();
        let state = match pause {
            Some(pause) => {
                let is_open = |state: &mut State| !matches!(state, State::Closed);
                self.changed
                    .wait_timeout_while(state, pause, is_open)
                    .unwrap_or_else(PoisonError::into_inner)
                    .0
            }
            None => {
                let is_up = |state: &mut State| matches!(state, State::Up);
                self.changed.wait_while(state, is_up).unwrap_or_else(PoisonError::into_inner)
            }
        };
        !matches!(*state, State::Closed)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// TLS by the certificates that the system trusts; those of the file or folder that `SSL_CERT_FILE` or `SSL_CERT_DIR` names
/// instead, for a trust with an authority of its own.
fn tls() -> Result<MakeRustlsConnect, OpenError> {
    let mut trusted = RootCertStore::empty();
    trusted.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| OpenError::Unreachable(error.to_string()))?
        .with_root_certificates(trusted)
        .with_no_client_auth();
    Ok(MakeRustlsConnect::new(config))
}
