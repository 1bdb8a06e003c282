//! PostgreSQL, or an engine that speaks it: one database for as many endpoints as a trust or a county needs.
//!
//! `database` makes connections, `checks` looks at the server before it is trusted, `schema` migrates, `life` notices a database
//! that was put back, `writer` commits in groups, a lane a school, `verify` looks at all of one. Each noun of the store has a file with its queries. Everything
//! here waits for the server on threads of its own: a rule is a plain function, and a query one write and one read of a socket.

mod address;
mod authors;
mod checks;
mod client;
mod connection;
mod database;
mod devices;
mod directories;
mod envelopes;
mod errors;
mod inbox;
mod joining;
mod key;
mod life;
mod marks;
mod members;
mod moving;
mod open_error;
mod rows;
mod schema;
mod schools;
mod sessions;
mod steps;
mod tries;
mod verify;
mod writer;

use std::{
    future::Future,
    panic::resume_unwind,
    pin::Pin,
    sync::{Arc, mpsc::sync_channel},
    thread,
    thread::JoinHandle,
};

use companion_model::{Millis, wire::Bytes};
use uuid::Uuid;

pub use connection::PostgresConnection;
pub(crate) use moving::{read_school, remove_school, write_school};
pub use open_error::OpenError;
#[cfg(debug_assertions)]
pub use steps::take_next_steps;
pub(crate) use verify::verify;

use self::{
    database::{Database, Purpose},
    writer::Writers,
};
use super::{Job, Life, Store, StoreError, StoreFuture, StoreResult, UnstoredSessions, readers::Readers};

/// How a database is served.
#[derive(Clone)]
pub struct Options {
    /// `postgres://user:password@host:port/name`, with `sslmode` and the other parameters of rust-postgres.
    pub url: String,
    /// The most connections that read.
    pub readers: usize,
    /// How many connections write, each for another school.
    pub writers: usize,
    /// The public half of the key that signs receipts. A database whose schools know another one is not served.
    pub receipt_key: Option<Bytes>,
}

impl Options {
    /// As many connections as a machine with a few processors can use.
    pub fn new(url: impl Into<String>) -> Self {
        Self { url: url.into(), readers: 8, writers: 16, receipt_key: None }
    }
}

/// A database on a server, as one of the endpoints that serve it sees it.
pub struct PostgresStore {
    writers: Writers,
    readers: Readers<PostgresConnection>,
    /// The last to be dropped: what is queued is written first.
    watch: Watch,
}

impl PostgresStore {
    /// Makes the tables in an empty database, or brings those of an earlier version to this one's.
    ///
    /// # Errors
    /// [`OpenError`] if the server can't be reached or trusted, or the database is not ours or too new.
    pub fn create(url: &str) -> Result<(), OpenError> {
        on_a_thread(|| Database::new(url, None)?.migrate(true))
    }

    /// Notes a receipt key as the one that the schools of a database know.
    ///
    /// # Errors
    /// [`OpenError`] if a school knows another one, or the database can't be asked.
    pub fn adopt_key(url: &str, public: &Bytes) -> Result<(), OpenError> {
        on_a_thread(|| Database::new(url, None)?.adopt_key(public))
    }

    /// Looks at a database as if to serve it, once.
    ///
    /// # Errors
    /// [`OpenError`] if it can't be served.
    pub fn connect_once(url: &str) -> Result<Life, OpenError> {
        on_a_thread(|| {
            let mut connection = Database::new(url, None)?.connect(Purpose::Read)?;
            Ok(super::Schools::life(&mut connection)?)
        })
    }

    /// Opens a database, and migrates it if need be. It need not be there: then everything is answered with
    /// [`StoreError::Unavailable`] and the reason, it is tried again, and goes on by itself.
    ///
    /// # Errors
    /// [`OpenError`] if the address can't be read, or no thread can be started.
    pub fn open(options: &Options) -> Result<Self, OpenError> {
        let database = Arc::new(Database::new(&options.url, options.receipt_key.clone())?);
        let writers = Writers::start(&database, options.writers)?;
        let of_readers = Arc::clone(&database);
        let readers = Readers::new(options.readers, move || of_readers.open(Purpose::Read));
        Ok(Self { writers, readers, watch: Watch::start(database)? })
    }
}

impl Store for PostgresStore {
    fn run_read(&self, job: Box<dyn Job>) -> StoreFuture<'_, ()> {
        Box::pin(self.readers.run(job))
    }

    fn queue_write(&self, school: Option<Uuid>, job: Box<dyn Job>) {
        self.writers.queue(school, job);
    }

    fn life(&self) -> StoreResult<Life> {
        let unread =
            || StoreError::Unavailable("the database could not be asked yet which epoch it is in".into());
        self.watch.database.life().ok_or_else(unread)
    }

    fn count_try(&self, place: u32, span: Millis, now: Millis) -> StoreFuture<'_, u32> {
        Box::pin(self.readers.ask(move |connection| tries::count(connection, place, span, now)))
    }

    fn forget_tries(&self, place: u32) -> StoreFuture<'_, ()> {
        Box::pin(self.readers.ask(move |connection| tries::forget(connection, place)))
    }

    /// Another endpoint would not know of them.
    fn unstored_sessions(&self) -> Option<&UnstoredSessions> {
        None
    }

    fn ended(&self) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        Box::pin(self.writers.ended())
    }
}

/// A thread that tries to connect while nobody can.
struct Watch {
    database: Arc<Database>,
    thread: Option<JoinHandle<()>>,
}

impl Watch {
    /// Starts the thread, and waits for its first try: a database that is there can be used at once.
    fn start(database: Arc<Database>) -> StoreResult<Self> {
        let (tried, is_tried) = sync_channel(1);
        let watched = Arc::clone(&database);
        let thread = thread::Builder::new().name("database".into()).spawn(move || {
            watched.watch(move || {
                // Whoever opened the database waits for this, unless it has ended meanwhile.
                let _heard = tried.send(());
            });
        });
        let thread = thread.map_err(|error| StoreError::Unavailable(error.to_string()))?;
        // The first try is over, or the thread is: both are told by what the database answers.
        let _tried = is_tried.recv();
        Ok(Self { database, thread: Some(thread) })
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.database.close();
        if let Some(thread) = self.thread.take() {
            // It holds nothing that was not written.
            let _ended = thread.join();
        }
    }
}

/// Runs what waits for the server on a thread that may, and waits for that.
fn on_a_thread<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    thread::scope(|scope| scope.spawn(work).join()).unwrap_or_else(|panic| resume_unwind(panic))
}
