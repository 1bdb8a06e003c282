//! SQLite: one file, one writer, everything acknowledged is on the disk (WAL, `synchronous=FULL`).
//!
//! `writer` commits in groups, `schema` opens and migrates, `epoch` notices a database that was put back, `verify` looks at all of
//! one. Each noun of the store has a file with its queries.

mod authors;
mod backup;
mod devices;
mod directories;
mod envelopes;
mod epoch;
mod inbox;
mod joining;
mod marks;
mod members;
mod moving;
mod rows;
mod schema;
mod schools;
mod sessions;
mod verify;
mod writer;

use std::{future::Future, path::Path, pin::Pin};

use companion_model::Millis;
use rusqlite::{Connection, ErrorCode};
use uuid::Uuid;

pub use backup::{Backup, back_up};
pub(crate) use moving::{read_school, remove_school, write_school};
pub use verify::{newest_directories, verify};

use self::{
    epoch::{EpochFile, FileRecord},
    schema::EpochState,
    writer::Writer,
};
use super::{
    Job, Life, Store, StoreError, StoreFuture, StoreResult, UnstoredSessions,
    memory::Tries,
    readers::{Reader, Readers},
};

/// Connections that read beside the writer: as many as a small machine can use.
const READERS: usize = 4;

/// The largest database that is looked at as a whole before it is served, in bytes: a part of a second's work. A larger one
/// is looked at by [`verify`].
const CHECKED_WHOLE_UP_TO: u64 = 64 * 1024 * 1024;

/// How a database is opened.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// The largest size in pages; `None` for no limit but the disk's. What a full disk looks like to SQLite, without
    /// filling one.
    pub max_pages: Option<u32>,
    /// Whether this process serves the database, as only one may: it looks whether the database is the one that was left
    /// here, and writes down how far it has come.
    pub serves: bool,
}

/// Why a database can't be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// There is no file.
    #[error("there is no database here")]
    Missing,
    /// The file has nothing in it.
    #[error("the database is empty: something has emptied it")]
    Empty,
    /// The file is a database of another program.
    #[error("this file is not the database of an endpoint; it is untouched")]
    Foreign,
    /// An earlier version has left it, and what it is opened for needs this version's tables.
    #[error(
        "this database was left by an earlier version of the endpoint; it is untouched. Serve it once with this version: \
         companion-endpoint serve. Then try again"
    )]
    Older,
    /// What is in it contradicts itself.
    #[error(
        "the database is damaged ({0}); it is untouched. Keep a copy of the folder as it is, then put back the newest backup: \
         companion-endpoint restore --replace. Phones then send again what the backup lacks"
    )]
    Damaged(String),
    /// The database can't do it.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl OpenError {
    /// What SQLite says of a file while it is opened.
    fn of(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Damaged(error.to_string()),
            _ => StoreError::from(error).into(),
        }
    }
}

/// A database file.
pub struct SqliteStore {
    epoch: EpochState,
    new_epoch_reason: Option<&'static str>,
    tries: Tries,
    unstored_sessions: UnstoredSessions,
    writer: Writer,
    readers: Readers<Connection>,
}

impl SqliteStore {
    /// Makes a database where there is no file yet.
    ///
    /// # Errors
    /// [`StoreError`] if there is a file, or it can't be made.
    pub fn create(path: &Path) -> Result<(), StoreError> {
        let mut connection = schema::create(path)?;
        schema::migrate(&mut connection)?;
        // The last connection to close leaves everything in the one file.
        connection.close().map_err(|(_, error)| StoreError::from(error))
    }

    /// Opens a database that is there, and migrates it if need be.
    ///
    /// # Errors
    /// [`OpenError`] if there is none, it is damaged, can't be opened, or was written by a newer version.
    pub fn open(path: &Path, options: Options) -> Result<Self, OpenError> {
        schema::check_is_ours(path)?;
        let mut connection = schema::connect(path)?;
        if options.serves {
            verify::check_before_serving(&connection, path, CHECKED_WHOLE_UP_TO)?;
        }
        let left = epoch::read_beside(path).map_err(StoreError::file)?;
        let epoch = schema::migrate(&mut connection)?;
        let (epoch, new_epoch_reason, file) =
            if options.serves { track_epoch(&connection, path, left, epoch)? } else { (epoch, None, None) };
        if let Some(pages) = options.max_pages {
            connection.pragma_update(None, "max_page_count", pages).map_err(StoreError::from)?;
        }
        let path = path.to_owned();
        let readers = Readers::new(READERS, move || schema::connect_to_read(&path));
        (0..READERS).try_for_each(|_| readers.open_one())?;
        let writer = Writer::start(connection, file)?;
        let (tries, unstored_sessions) = (Tries::default(), UnstoredSessions::default());
        Ok(Self { epoch, new_epoch_reason, tries, unstored_sessions, writer, readers })
    }

    /// Why a new epoch of the database has begun, if one has.
    pub fn new_epoch_reason(&self) -> Option<&'static str> {
        self.new_epoch_reason
    }
}

impl Store for SqliteStore {
    fn run_read(&self, job: Box<dyn Job>) -> StoreFuture<'_, ()> {
        Box::pin(self.readers.run(job))
    }

    /// There is one writer, in whose transactions nobody else writes anything.
    fn queue_write(&self, _school: Option<Uuid>, job: Box<dyn Job>) {
        self.writer.queue(job);
    }

    fn count_try(&self, place: u32, span: Millis, now: Millis) -> StoreFuture<'_, u32> {
        let tries = self.tries.count(place, span, now);
        Box::pin(async move { Ok(tries) })
    }

    fn forget_tries(&self, place: u32) -> StoreFuture<'_, ()> {
        self.tries.forget(place);
        Box::pin(async { Ok(()) })
    }

    fn unstored_sessions(&self) -> Option<&UnstoredSessions> {
        Some(&self.unstored_sessions)
    }

    fn life(&self) -> StoreResult<Life> {
        Ok(Life { epoch: self.epoch.id, decoy: self.epoch.decoy })
    }

    fn ended(&self) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        Box::pin(self.writer.ended())
    }
}

/// A file does not go away while it is open.
impl Reader for Connection {
    fn is_broken(&self) -> bool {
        false
    }
}

impl StoreError {
    /// What the system says of a file.
    fn file(error: std::io::Error) -> Self {
        Self::Unavailable(format!("files: {error}"))
    }
}

/// Begins a new epoch if the database is not the one that was left here, and keeps the file that tells.
fn track_epoch(
    connection: &Connection,
    path: &Path,
    left: Option<FileRecord>,
    epoch: EpochState,
) -> Result<(EpochState, Option<&'static str>, Option<EpochFile>), StoreError> {
    let reason = epoch::reason_for_new_epoch(left, epoch, schema::has_envelopes(connection)?);
    if reason.is_none() && epoch.has_file {
        return Ok((epoch, None, Some(EpochFile::resume(path, epoch).map_err(StoreError::file)?)));
    }
    let epoch = if reason.is_some() { schema::begin_epoch(connection)? } else { epoch };
    let file = EpochFile::create(path, epoch).map_err(StoreError::file)?;
    schema::mark_file_exists(connection)?;
    Ok((epoch, reason, Some(file)))
}

/// The cause in SQLite's words, which name files, tables and rules, never what is stored.
impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        let cause = format!("database: {error}");
        match error.sqlite_error_code() {
            Some(ErrorCode::ConstraintViolation) => Self::Contradiction(cause),
            _ => Self::Unavailable(cause),
        }
    }
}
