//! The folder an endpoint lives in: database, receipt key, and the lock that lets only one endpoint use them.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
    sync::Arc,
};

use companion_model::{Millis, wire::Bytes};
use companion_seal::{Secret, digest, os_random, receipt::ReceiptKey};

use crate::store::{
    Store,
    sqlite::{self, Options, SqliteStore},
};

/// How long a set-up link lives.
const SETUP_LIVES: Millis = 24 * 60 * 60 * 1000;

/// A data folder.
pub struct Data {
    folder: PathBuf,
}

/// Held for as long as an endpoint uses the folder.
pub struct Lock(#[expect(dead_code, reason = "the open file is the lock")] File);

impl Data {
    /// The folder, made if need be, for the endpoint's own user.
    ///
    /// # Errors
    /// If it can't be made.
    pub fn open(folder: &Path) -> io::Result<Self> {
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(folder)?;
        Ok(Self::at(folder))
    }

    /// The folder, which may not be there.
    pub fn at(folder: &Path) -> Self {
        Self { folder: folder.to_owned() }
    }

    /// Where the database is.
    pub fn database(&self) -> PathBuf {
        self.folder.join("companion.sqlite")
    }

    /// Takes the folder for one endpoint, or for a restore. The system lets go of it when the process ends, however
    /// it ends.
    ///
    /// # Errors
    /// If another process has it.
    pub fn lock(&self) -> io::Result<Lock> {
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(self.folder.join("serve.lock"))?;
        file.try_lock()
            .map_err(|_| io::Error::other("an endpoint is running on this folder; stop it first"))?;
        Ok(Lock(file))
    }

    /// Opens the database, making it if need be.
    ///
    /// # Errors
    /// If it can't be opened, or was written by a newer version.
    pub fn store(&self) -> io::Result<Arc<dyn Store>> {
        Ok(Arc::new(SqliteStore::open(&self.database(), Options::default()).map_err(io::Error::other)?))
    }

    /// The receipt key, made at the first start. It lies outside the database, so that a copied database can't sign.
    ///
    /// # Errors
    /// If it can't be read or made.
    pub fn receipt_key(&self) -> io::Result<ReceiptKey> {
        let path = self.folder.join("receipt.key");
        match fs::read_to_string(&path) {
            Ok(text) => read_key(&text),
            Err(error) if error.kind() == io::ErrorKind::NotFound => make_key(&path),
            Err(error) => Err(error),
        }
    }

    /// Makes a code that founds one school within a day. Only its digest is kept.
    ///
    /// # Errors
    /// If it can't be kept.
    pub async fn offer_setup(&self, now: Millis) -> io::Result<String> {
        let code = Bytes::from(os_random::<16>().map_err(io::Error::other)?).to_string();
        let store = self.store()?;
        store.offer_setup(digest(code.as_bytes()), now + SETUP_LIVES).await.map_err(io::Error::other)?;
        Ok(code)
    }

    /// Copies the database into a new file, in use or not.
    ///
    /// # Errors
    /// If there is no database, or it can't be copied.
    pub fn back_up(&self, to: &Path) -> io::Result<()> {
        if !self.database().exists() {
            return Err(io::Error::other("there is no database in this folder; nothing was copied"));
        }
        sqlite::back_up(&self.database(), to).map_err(io::Error::other)
    }

    /// Puts a backup in the place of the database.
    ///
    /// # Errors
    /// If there is a database already and `replace` does not say to give it up, if an endpoint is running, or if the
    /// backup can't be read.
    pub fn restore(&self, from: &Path, replace: bool) -> io::Result<()> {
        let _lock = self.lock()?;
        if self.database().exists() && !replace {
            return Err(io::Error::other(
                "this folder has a database already; nothing was changed. Take a backup of it, then say --replace",
            ));
        }
        sqlite::restore(from, &self.database()).map_err(io::Error::other)
    }
}

fn read_key(text: &str) -> io::Result<ReceiptKey> {
    let seed = Bytes::from_text(text.trim()).and_then(|bytes| bytes.array());
    let seed =
        seed.ok_or_else(|| io::Error::other("receipt.key is not a receipt key; put back the right one"))?;
    Ok(ReceiptKey::from_seed(Secret::new(seed)))
}

fn make_key(path: &Path) -> io::Result<ReceiptKey> {
    let key = ReceiptKey::generate().map_err(io::Error::other)?;
    let mut options = OpenOptions::new();
    options.create_new(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    writeln!(file, "{}", Bytes::from(*key.seed().expose()))?;
    // Receipts signed by a key that a power cut takes away could never be checked again.
    file.sync_all()?;
    Ok(key)
}
