//! What can be wrong with a data folder, as whoever runs the endpoint reads it.

use std::{io, path::PathBuf};

use super::moving::MovingError;
use crate::store::{StoreError, postgres, sqlite::OpenError};

/// Why a verb of the program stopped. Each sentence says what is true, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum DataError {
    /// Nothing of an endpoint is there: a mistyped path, or a disk that is not mounted.
    #[error(
        "there is no endpoint in {0}. If there was one, its disk may not be mounted, or this is another folder; nothing was \
         made or changed. To make a new endpoint: companion-endpoint init"
    )]
    NoEndpoint(PathBuf),
    /// Other files of an endpoint are there, its database is not, or is empty.
    #[error(
        "the database of this endpoint is missing or empty: {0}. Nothing was made or changed. Put it back from a backup with \
         companion-endpoint restore; phones then send again what the backup lacks. A new endpoint needs a folder of its own"
    )]
    Lost(PathBuf),
    /// The database has schools, and the key that signs their receipts is missing.
    #[error(
        "{0} is missing, and the schools in this database know their receipts by it: with another key no phone would believe \
         this endpoint again. Nothing was made or changed. Put back the receipt.key that belongs to this database; a backup \
         made by this version has it inside: companion-endpoint restore"
    )]
    NoKey(PathBuf),
    /// The key is another than a school's directory names.
    #[error(
        "{path} is not a key that the directory of {school} names: no phone of that school would believe this endpoint. \
         Nothing was changed. Put back the receipt.key that belongs to this database, or the second one that the school has \
         published; a backup made by this version has its key inside: companion-endpoint restore"
    )]
    OtherKey {
        /// The file.
        path: PathBuf,
        /// The school's name.
        school: String,
    },
    /// The file is no key.
    #[error("{0} is not a receipt key. Nothing was changed. Put back the right file")]
    BadKey(PathBuf),
    /// Another process uses the folder.
    #[error("an endpoint is running on this folder; stop it first")]
    Running,
    /// A restore would give up a database.
    #[error(
        "this folder has a database already; nothing was changed. Take a backup of it, then say --replace"
    )]
    HasDatabase,
    /// A backup of an earlier version does not carry the key, and none that fits is in the folder.
    #[error(
        "this backup was made by an earlier version and has no receipt key inside, and the folder has none that its schools \
         know: nothing was changed. Put the receipt.key from when the backup was made into the folder, then restore again"
    )]
    BackupWithoutKey,
    /// A backup carries a key that is not its schools', and none that is lies in the folder.
    #[error(
        "the receipt key inside this backup is not one that its schools know, and neither is one in the folder: nothing was \
         changed. Put the right receipt.key into the folder, then restore again"
    )]
    BackupWithOtherKey,
    /// There is no database to copy.
    #[error(
        "there is no database in this folder; nothing was copied. One on a server is backed up by the server's own means"
    )]
    NothingToCopy,
    /// Each endpoint of a database server has a copy of one receipt key.
    #[error(
        "{0} is missing. Copy the receipt.key of the database's other endpoints there, or make the first one's: \
         companion-endpoint init --database"
    )]
    NoServerKey(PathBuf),
    /// The folder has a database, and another one was named.
    #[error(
        "a database on a server was named, and this folder has one of its own: {0}. Nothing was made or changed. Give the endpoint \
         a folder of its own, which holds only the receipt.key"
    )]
    TwoDatabases(PathBuf),
    /// The database on the server can't be used.
    #[error("{0}. Nothing was served")]
    Server(#[from] postgres::OpenError),
    /// The database can't be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The database can't do it.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A file can't be read or written.
    #[error("{path}: {cause}")]
    File {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        cause: io::Error,
    },
    /// A school can't be moved.
    #[error(transparent)]
    Moving(#[from] MovingError),
    /// The operating system gives no random bytes.
    #[error("this machine gives no random numbers, without which no key is safe: {0}")]
    NoRandomness(String),
}
