//! Copies of a whole database, taken while it is in use, and put back as a new life.

use std::{fs, io, path::Path, time::Duration};

use rusqlite::{Connection, OpenFlags, backup::Backup};

use super::schema;
use crate::store::StoreError;

/// Pages copied at a time; in between the endpoint goes on writing.
const STEP: i32 = 1024;

/// Copies a database into a new file.
///
/// # Errors
/// [`StoreError`] if there is no database, the file exists already, or can't be written whole.
pub fn back_up(database: &Path, to: &Path) -> Result<(), StoreError> {
    if to.exists() {
        return Err(StoreError::Unavailable(format!(
            "{} exists already; nothing was written over it",
            to.display()
        )));
    }
    copy(database, OpenFlags::SQLITE_OPEN_READ_WRITE, to)
}

/// Puts a backup in the place of a database, with a new epoch: phones then put again what the backup lacks.
///
/// The copy is whole and on the disk before it takes the place of anything. The caller makes sure that no endpoint
/// is using the database.
///
/// # Errors
/// [`StoreError`] if the backup can't be read, or is of a newer version.
pub fn restore(from: &Path, database: &Path) -> Result<(), StoreError> {
    let beside = database.with_extension("restoring");
    forget(&beside)?;
    copy(from, OpenFlags::SQLITE_OPEN_READ_ONLY, &beside)?;
    begin_life(&beside)?;
    // The old log belongs to the old file: applied to the new one it would ruin it. It is folded in first, if it can
    // be, so that a power cut between the next two lines leaves the old database whole.
    drop(schema::connect(database).and_then(one_file));
    forget_log(database)?;
    fs::rename(&beside, database).map_err(file_error)?;
    sync_folder(database)
}

fn copy(from: &Path, how: OpenFlags, to: &Path) -> Result<(), StoreError> {
    let source = Connection::open_with_flags(from, how)?;
    source.busy_timeout(Duration::from_secs(5))?;
    let mut target = Connection::open(to)?;
    Backup::new(&source, &mut target)?.run_to_completion(STEP, Duration::ZERO, None)?;
    // A page that was copied badly should be known now and not on the day it is needed.
    let verdict: String = target.query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
    if verdict != "ok" {
        return Err(StoreError::Unavailable("the copy is not whole".into()));
    }
    one_file(target)
}

/// Closes a database with everything in the one file, without a log beside it: it can be moved, and read from a
/// medium that can't be written.
fn one_file(connection: Connection) -> Result<(), StoreError> {
    connection.pragma_update_and_check(None, "journal_mode", "delete", |_| Ok(()))?;
    connection.close().map_err(|(_, error)| StoreError::from(error))
}

fn begin_life(database: &Path) -> Result<(), StoreError> {
    let mut connection = schema::connect(database)?;
    schema::migrate(&mut connection)?;
    schema::begin_life(&connection)?;
    one_file(connection)
}

fn forget(database: &Path) -> Result<(), StoreError> {
    remove(database)?;
    forget_log(database)
}

fn forget_log(database: &Path) -> Result<(), StoreError> {
    for suffix in ["-wal", "-shm", "-journal"] {
        let mut name = database.as_os_str().to_owned();
        name.push(suffix);
        remove(Path::new(&name))?;
    }
    Ok(())
}

fn remove(path: &Path) -> Result<(), StoreError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(file_error(error)),
        _ => Ok(()),
    }
}

fn sync_folder(database: &Path) -> Result<(), StoreError> {
    let folder = database.parent().unwrap_or(Path::new("."));
    fs::File::open(folder).and_then(|folder| folder.sync_all()).map_err(file_error)
}

fn file_error(error: io::Error) -> StoreError {
    StoreError::Unavailable(format!("files: {error}"))
}
