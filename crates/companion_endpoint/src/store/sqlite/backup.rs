//! Copies of a whole database, taken while it is in use, and put back as a new epoch.

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::Duration,
};

use rusqlite::{Connection, OpenFlags, OptionalExtension, backup::Backup as Copying};

use super::{OpenError, epoch::EpochFile, schema};
use crate::{files, store::StoreError};

/// Pages copied at a time; in between the endpoint goes on writing.
const STEP: i32 = 1024;

/// Copies a database into a new file, and beside it, in the same file, what else belongs to the endpoint: a backup without its
/// receipt key can be restored to nothing that a phone believes.
///
/// # Errors
/// [`StoreError`] if there is no database, the file exists already, or can't be written whole.
pub fn back_up(database: &Path, to: &Path, receipt_key: &str) -> Result<(), StoreError> {
    if to.exists() {
        return Err(StoreError::Unavailable(format!(
            "{} exists already; nothing was written over it",
            to.display()
        )));
    }
    let written = write(database, to, receipt_key);
    if written.is_err() {
        // What looks like a backup and is not whole would be believed on the day it is needed.
        remove_or_log(to);
    }
    written
}

fn write(database: &Path, to: &Path, receipt_key: &str) -> Result<(), StoreError> {
    let target = copy(database, OpenFlags::SQLITE_OPEN_READ_WRITE, to)?;
    target.execute_batch("CREATE TABLE backup (receipt_key TEXT NOT NULL) STRICT")?;
    target.execute("INSERT INTO backup (receipt_key) VALUES (?1)", [receipt_key])?;
    one_file(target)?;
    sync(to)
}

/// A copy of a backup beside a database, whole and on the disk, but not yet in its place.
pub struct Backup {
    beside: PathBuf,
    database: PathBuf,
    receipt_key: Option<String>,
}

impl Drop for Backup {
    fn drop(&mut self) {
        // Nothing is there any more once it was put in its place. What can't be removed is removed by the next restore.
        remove_or_log(&self.beside);
    }
}

impl Backup {
    /// Copies a backup beside the database that it is to replace, with a new epoch: phones then put again what the backup
    /// lacks.
    ///
    /// # Errors
    /// [`OpenError`] if the file is no endpoint's, can't be read, or is of a newer version.
    pub fn copied(from: &Path, database: &Path) -> Result<Self, OpenError> {
        schema::check_is_ours(from)?;
        let beside = database.with_extension("restoring");
        remove_database(&beside)?;
        // From here on what is beside the database goes again, whatever fails.
        let mut backup = Self { beside, database: database.to_owned(), receipt_key: None };
        let beside = &backup.beside;
        let connection = copy(from, OpenFlags::SQLITE_OPEN_READ_ONLY, beside)?;
        let receipt_key = take_receipt_key(&connection)?;
        one_file(connection)?;
        let mut connection = schema::connect(beside)?;
        schema::migrate(&mut connection)?;
        schema::begin_epoch(&connection)?;
        one_file(connection)?;
        sync(beside)?;
        backup.receipt_key = receipt_key;
        Ok(backup)
    }

    /// The text of the receipt key's file, from a backup that carries it.
    pub fn receipt_key(&self) -> Option<&str> {
        self.receipt_key.as_deref()
    }

    /// Where the copy is.
    pub fn path(&self) -> &Path {
        &self.beside
    }

    /// Puts the copy in the place of the database. The caller makes sure that no endpoint is using it.
    ///
    /// # Errors
    /// [`StoreError`] if a file can't be moved.
    pub fn put_in_place(self) -> Result<(), StoreError> {
        // The old log belongs to the old file: applied to the new one it would ruin it. It is folded in first, if it can
        // be, so that a power cut between the next two lines leaves the old database whole. An error means that it is damaged:
        // it is given up all the same.
        if self.database.exists()
            && let Err(error) = schema::connect(&self.database).and_then(one_file)
        {
            tracing::warn!("the old database's log was not folded in: {error}");
        }
        remove_wal(&self.database)?;
        fs::rename(&self.beside, &self.database).map_err(StoreError::file)?;
        let connection = schema::connect(&self.database)?;
        if let Some(state) = schema::epoch_state(&connection)? {
            EpochFile::create(&self.database, state).map_err(StoreError::file)?;
            schema::mark_file_exists(&connection)?;
        }
        one_file(connection)?;
        let folder = self.database.parent().unwrap_or(Path::new("."));
        files::sync_folder(folder).map_err(StoreError::file)
    }
}

fn copy(from: &Path, how: OpenFlags, to: &Path) -> Result<Connection, StoreError> {
    let source = Connection::open_with_flags(from, how)?;
    source.busy_timeout(Duration::from_secs(5))?;
    files::create_new(to).map_err(StoreError::file)?;
    let mut target = Connection::open(to)?;
    Copying::new(&source, &mut target)?.run_to_completion(STEP, Duration::ZERO, None)?;
    // A page that was copied badly should be known now and not on the day it is needed.
    let verdict: String = target.query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
    if verdict == "ok" { Ok(target) } else { Err(StoreError::Unavailable("the copy is not whole".into())) }
}

/// Reads the receipt key out of a copy of a backup, and takes it out: a database in use has none in it.
fn take_receipt_key(copy: &Connection) -> Result<Option<String>, StoreError> {
    if !schema::has_table(copy, "backup")? {
        return Ok(None);
    }
    let key = copy.query_row("SELECT receipt_key FROM backup", [], |row| row.get(0)).optional()?;
    copy.pragma_update(None, "secure_delete", true)?;
    copy.execute_batch("DELETE FROM backup; DROP TABLE backup; VACUUM")?;
    Ok(key)
}

/// Closes a database with everything in the one file, without a log beside it: it can be moved, and read from a
/// medium that can't be written.
fn one_file(connection: Connection) -> Result<(), StoreError> {
    connection.pragma_update_and_check(None, "journal_mode", "delete", |_| Ok(()))?;
    connection.close().map_err(|(_, error)| StoreError::from(error))
}

fn sync(file: &Path) -> Result<(), StoreError> {
    fs::File::open(file).and_then(|file| file.sync_all()).map_err(StoreError::file)
}

fn remove_database(database: &Path) -> Result<(), StoreError> {
    remove(database)?;
    remove_wal(database)
}

fn remove_or_log(database: &Path) {
    if let Err(error) = remove_database(database) {
        tracing::warn!(
            "The copy {} is not in use and can't be removed: {error}. Remove it",
            database.display()
        );
    }
}

fn remove_wal(database: &Path) -> Result<(), StoreError> {
    for suffix in ["-wal", "-shm", "-journal"] {
        let mut name = database.as_os_str().to_owned();
        name.push(suffix);
        remove(Path::new(&name))?;
    }
    Ok(())
}

fn remove(path: &Path) -> Result<(), StoreError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(StoreError::file(error)),
        _ => Ok(()),
    }
}
