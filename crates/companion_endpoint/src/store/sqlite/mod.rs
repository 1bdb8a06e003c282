//! SQLite: one file, one writer, everything acknowledged is on the disk (WAL, `synchronous=FULL`).
//!
//! `writer` commits in groups, `readers` reads beside it, `schema` opens and migrates. The verbs of the product are
//! plain functions of a connection, one file for each noun: `schools`, `authors`, `envelopes`, `members`, `joining`, `inbox`;
//! `store` only sends each to the right side.

mod authors;
mod backup;
mod devices;
mod envelopes;
mod inbox;
mod joining;
mod members;
mod practice;
mod readers;
mod rows;
mod schema;
mod schools;
mod store;
mod writer;

use std::path::Path;

use rusqlite::{Connection, ErrorCode};
use uuid::Uuid;

pub use backup::{back_up, restore};

use self::{readers::Readers, schema::Life, writer::Writer};
use super::{Answer, StoreError};

/// Connections that read beside the writer: as many as a small machine can use.
const READERS: usize = 4;

/// How a database is opened.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// The largest size in pages; `None` for no limit but the disk's. What a full disk looks like to SQLite, without
    /// filling one.
    pub max_pages: Option<u32>,
}

/// A database file.
pub struct SqliteStore {
    life: Life,
    writer: Writer,
    readers: Readers,
}

impl SqliteStore {
    /// Opens the file, making or migrating it if need be.
    ///
    /// # Errors
    /// [`StoreError`] if it can't be opened, or was written by a newer version.
    pub fn open(path: &Path, options: Options) -> Result<Self, StoreError> {
        let mut connection = schema::connect(path)?;
        let life = schema::migrate(&mut connection)?;
        if let Some(pages) = options.max_pages {
            connection.pragma_update(None, "max_page_count", pages)?;
        }
        let readers = Readers::open(path, READERS)?;
        let writer = Writer::start(connection)?;
        Ok(Self { life, writer, readers })
    }

    fn write<T, F>(&self, job: F) -> Answer<'_, T>
    where
        T: Send + 'static,
        F: FnOnce(&Connection, Uuid) -> Result<T, StoreError> + Send + 'static,
    {
        let epoch = self.life.epoch;
        Box::pin(self.writer.write(move |connection| job(connection, epoch)))
    }

    fn read<T, F>(&self, job: F) -> Answer<'_, T>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    {
        Box::pin(self.readers.read(job))
    }
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
