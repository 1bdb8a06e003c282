//! The folder an endpoint lives in: database, receipt key, and the lock that lets only one endpoint use them.
//!
//! Only [`Data::init`] makes an endpoint. Everything else refuses a folder that has none: a disk that was not mounted must
//! never look like a school that has lost everything.

mod backup;
mod error;
mod moving;
mod receipt_key;
mod server;
mod verify;

use std::{
    fs::File,
    path::{Path, PathBuf},
    sync::Arc,
};

use companion_model::{
    Millis,
    wire::{Bytes, read, v1::Directory},
};
use companion_seal::{digest, os_random, receipt::ReceiptKey};
use uuid::Uuid;

pub use error::DataError;
pub use moving::{Exported, Imported, LineFault, MovingError, Removed};
pub use server::DatabaseUrl;
pub use verify::Findings;

use crate::{
    files, rules,
    store::{
        Store, StoreError,
        sqlite::{self, Options, SqliteStore},
    },
};

/// How long a set-up link lives.
const SETUP_LIVES: Millis = 24 * 60 * 60 * 1000;

/// A data folder.
pub struct Data {
    folder: PathBuf,
    /// The database, where it is not the folder's own.
    server: Option<DatabaseUrl>,
}

/// Held for as long as an endpoint uses the folder.
struct Lock(#[expect(dead_code, reason = "the open file is the lock")] File);

/// What an endpoint serves from. Nobody else can serve the folder, or restore into it, while this lives.
pub struct Opened {
    /// The database.
    pub store: Arc<dyn Store>,
    /// What signs receipts: every school here knows it.
    pub receipt_key: ReceiptKey,
    /// How many schools there are; `None` where they lie on a server, which may not be there yet.
    pub schools: Option<usize>,
    /// Why a new epoch of the database has begun, if one has.
    pub new_epoch_reason: Option<&'static str>,
    _lock: Option<Lock>,
}

impl Data {
    /// A folder, which may not be there.
    pub fn at(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), server: None }
    }

    /// Makes an endpoint if the folder has nothing of one, and a code that founds one school on it within a day. Only the
    /// code's digest is kept.
    ///
    /// # Errors
    /// [`DataError`]: for a folder that had an endpoint and has lost its database, too.
    pub async fn init(&self, now: Millis) -> Result<String, DataError> {
        if let Some(server) = &self.server {
            return self.init_on(server, now).await;
        }
        if !self.has_database() {
            self.create()?;
        }
        self.finish_creating()?;
        offer_setup(&SqliteStore::open(&self.database(), Options::default())?, now).await
    }

    /// Opens the folder to serve it.
    ///
    /// # Errors
    /// [`DataError`] if there is no endpoint in it, if one is running, or if its key is not the one that its schools know.
    pub async fn open(&self) -> Result<Opened, DataError> {
        if let Some(server) = &self.server {
            return self.open_on(server);
        }
        self.require_endpoint()?;
        let lock = self.lock()?;
        // Nothing is migrated and no epoch begins before the key is known to be the right one.
        let directories = directories(&self.database())?;
        let key = receipt_key::read(&self.receipt_key())?;
        let receipt_key = key.ok_or_else(|| DataError::NoKey(self.receipt_key()))?;
        check_key(&receipt_key.public(), &directories, &self.receipt_key())?;
        files::close(&self.folder, &self.file_names()).map_err(|cause| self.file_error(cause))?;
        let store = SqliteStore::open(&self.database(), Options { serves: true, ..Options::default() })?;
        let schools = Some(directories.len());
        let new_epoch_reason = store.new_epoch_reason();
        Ok(Opened { store: Arc::new(store), receipt_key, schools, new_epoch_reason, _lock: Some(lock) })
    }

    /// Makes the receipt key, under a name that says that it is unused, then the database: a stop in between leaves nothing
    /// that looks like an endpoint which has lost its database, and the next try goes on.
    fn create(&self) -> Result<(), DataError> {
        if self.leftovers().next().is_some() {
            return Err(DataError::Lost(self.database()));
        }
        files::create_folder(&self.folder).map_err(|cause| self.file_error(cause))?;
        let _lock = self.lock()?;
        files::close(&self.folder, &[]).map_err(|cause| self.file_error(cause))?;
        if receipt_key::read(&self.unused_key())?.is_none() {
            receipt_key::write(&self.unused_key(), &ReceiptKey::generate().map_err(no_randomness)?)?;
        }
        Ok(SqliteStore::create(&self.database())?)
    }

    /// Gives the key its name once there is a database. Nobody has used it yet.
    fn finish_creating(&self) -> Result<(), DataError> {
        if !self.unused_key().exists() || self.receipt_key().exists() {
            return Ok(());
        }
        std::fs::rename(self.unused_key(), self.receipt_key())
            .and_then(|()| files::sync_folder(&self.folder))
            .map_err(|cause| self.file_error(cause))
    }

    /// Where the database is.
    fn database(&self) -> PathBuf {
        self.folder.join("companion.sqlite")
    }

    /// Where the receipt key is.
    fn receipt_key(&self) -> PathBuf {
        self.folder.join("receipt.key")
    }

    /// Where the receipt key is until there is a database.
    fn unused_key(&self) -> PathBuf {
        self.folder.join("receipt.key.new")
    }

    fn has_database(&self) -> bool {
        self.database().metadata().is_ok_and(|file| file.len() > 0)
    }

    /// What only an endpoint that once had a database leaves behind.
    fn leftovers(&self) -> impl Iterator<Item = PathBuf> {
        let names = self.file_names().into_iter().filter(|name| name != "serve.lock");
        names.map(|name| self.folder.join(name)).filter(|path| path.exists())
    }

    fn file_names(&self) -> Vec<String> {
        let ends = ["", "-wal", "-shm", "-journal"];
        let database = ends.map(|end| format!("companion.sqlite{end}"));
        database
            .into_iter()
            .chain(["companion.life", "receipt.key", "serve.lock"].map(str::to_owned))
            .collect()
    }

    fn require_endpoint(&self) -> Result<(), DataError> {
        if self.has_database() {
            return Ok(());
        }
        let is_lost = self.leftovers().next().is_some();
        Err(if is_lost {
            DataError::Lost(self.database())
        } else {
            DataError::NoEndpoint(self.folder.clone())
        })
    }

    /// Takes the folder for one process. The system lets go of it when the process ends, however it ends.
    fn lock(&self) -> Result<Lock, DataError> {
        let path = self.folder.join("serve.lock");
        let file =
            files::open_or_create(&path).map_err(|cause| DataError::File { path: path.clone(), cause })?;
        file.try_lock().map_err(|_| DataError::Running)?;
        Ok(Lock(file))
    }

    fn file_error(&self, cause: std::io::Error) -> DataError {
        DataError::File { path: self.folder.clone(), cause }
    }
}

/// Makes a receipt key in a new file, and says its public half.
///
/// # Errors
/// [`DataError`] if the file is there already, or can't be written.
pub fn new_receipt_key(to: &Path) -> Result<Bytes, DataError> {
    let key = ReceiptKey::generate().map_err(no_randomness)?;
    receipt_key::write(to, &key)?;
    Ok(key.public())
}

/// Makes a code that founds one school within a day, and keeps its digest.
async fn offer_setup(store: &dyn Store, now: Millis) -> Result<String, DataError> {
    let code = Bytes::from(os_random::<16>().map_err(no_randomness)?).to_string();
    rules::schools::offer_setup(store, digest(code.as_bytes()), now + SETUP_LIVES).await?;
    Ok(code)
}

/// The newest directory of every school in a database, of an earlier version too. Nothing in it is changed.
fn directories(database: &Path) -> Result<Vec<Directory>, DataError> {
    let stored = sqlite::newest_directories(database)?;
    stored.into_iter().map(|(school, body)| directory(school, body.as_deref())).collect()
}

fn directory(school: Uuid, body: Option<&str>) -> Result<Directory, DataError> {
    body.and_then(|body| read(body.as_bytes()).ok()).ok_or_else(|| {
        StoreError::Unavailable(format!(
            "the directory of school {school} can't be read. Nothing was changed. Look at the whole database with \
             companion-endpoint verify"
        ))
        .into()
    })
}

/// Whether every school knows a key.
fn check_key(public: &Bytes, directories: &[Directory], path: &Path) -> Result<(), DataError> {
    match directories.iter().find(|directory| !directory.receipt_keys.contains(public)) {
        Some(other) => Err(DataError::OtherKey { path: path.to_owned(), school: other.school_name.clone() }),
        None => Ok(()),
    }
}

fn no_randomness(error: impl std::fmt::Display) -> DataError {
    DataError::NoRandomness(error.to_string())
}
