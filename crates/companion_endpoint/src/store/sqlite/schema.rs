//! Opening a database and bringing it to this version's schema.

use std::{cmp::Ordering, fs, io, path::Path, time::Duration};

use companion_seal::os_random;
use rusqlite::{Connection, OpenFlags, OptionalExtension, params};
use uuid::Uuid;

use super::{OpenError, rows};
use crate::{files, store::StoreError};

/// A step to this version's schema.
struct Migration {
    /// What `user_version` is once it was taken. Its file's name begins with it.
    number: u32,
    sql: &'static str,
}

/// Each step once, in order: the files of the folder `migrations/sqlite`, to which files are only ever added.
const MIGRATIONS: &[Migration] = include!(concat!(env!("OUT_DIR"), "/migrations_sqlite.rs"));

/// How long one process waits for another (`serve` for `init`, and the other way round).
pub(super) const BUSY: Duration = Duration::from_secs(5);

/// What tells one epoch of a database from another.
#[derive(Clone, Copy)]
pub(super) struct EpochState {
    pub(super) id: Uuid,
    pub(super) decoy: [u8; 32],
    /// How often the database was written to.
    pub(super) commits: u64,
    /// Whether the number of commits has ever been written beside the database.
    pub(super) has_file: bool,
}

/// Makes an empty file for a database that must not be there yet, and opens it.
pub(super) fn create(path: &Path) -> Result<Connection, StoreError> {
    files::create_new(path).map_err(StoreError::file)?;
    connect(path)
}

/// A connection with the promises every connection keeps, to a file that is there.
pub(super) fn connect(path: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(BUSY)?;
    connection.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(()))?;
    connection.pragma_update(None, "synchronous", "full")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(connection)
}

/// A connection that sees what is committed and writes nothing.
pub(super) fn connect_to_read(path: &Path) -> Result<Connection, StoreError> {
    let connection = connect(path)?;
    connection.pragma_update(None, "query_only", true)?;
    Ok(connection)
}

/// Whether a file holds a database of an endpoint. SQLite itself takes an empty file for an empty database.
pub(super) fn check_is_ours(path: &Path) -> Result<(), OpenError> {
    match fs::metadata(path) {
        Ok(file) if file.len() == 0 => return Err(OpenError::Empty),
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(OpenError::Missing),
        Err(error) => return Err(StoreError::file(error).into()),
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(StoreError::from)?;
    connection.busy_timeout(BUSY).map_err(StoreError::from)?;
    match has_table(&connection, "life") {
        Ok(true) => Ok(()),
        Ok(false) => Err(OpenError::Foreign),
        Err(error) => Err(OpenError::of(error)),
    }
}

/// Whether a database has a table: one of an earlier version lacks some.
pub(super) fn has_table(connection: &Connection, name: &str) -> rusqlite::Result<bool> {
    connection.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?1")?.exists([name])
}

/// Takes the steps that are missing, all or none. What points from table to table is looked at as a whole once they are
/// taken: a table that others point at can't be built anew while each row is watched.
pub(super) fn migrate(connection: &mut Connection) -> Result<EpochState, StoreError> {
    connection.pragma_update(None, "foreign_keys", false)?;
    let state = take_steps(connection)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    Ok(state)
}

/// Whether a database has this version's schema, or a newer one.
pub(super) fn is_current(connection: &Connection) -> Result<bool, StoreError> {
    let taken: u32 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    Ok(MIGRATIONS.iter().all(|step| step.number <= taken))
}

/// Refuses a database that is not of this version's schema: what another one has in it is not known by this one's tables.
pub(super) fn check_is_exactly_current(connection: &Connection) -> Result<(), OpenError> {
    let taken: u32 =
        connection.pragma_query_value(None, "user_version", |row| row.get(0)).map_err(OpenError::of)?;
    let newest = MIGRATIONS.iter().map(|step| step.number).max().unwrap_or_default();
    match taken.cmp(&newest) {
        Ordering::Less => Err(OpenError::Older),
        Ordering::Equal => Ok(()),
        Ordering::Greater => Err(newer().into()),
    }
}

fn take_steps(connection: &mut Connection) -> Result<EpochState, StoreError> {
    let step = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let taken: u32 = step.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if MIGRATIONS.iter().all(|step| step.number < taken) {
        return Err(newer());
    }
    for Migration { number, sql } in MIGRATIONS.iter().filter(|step| step.number > taken) {
        step.execute_batch(sql)?;
        step.pragma_update(None, "user_version", number)?;
        if step.prepare("PRAGMA foreign_key_check")?.exists([])? {
            return Err(StoreError::Unavailable(format!("a row points nowhere after step {number}")));
        }
    }
    let state = match epoch_state(&step)? {
        Some(state) => state,
        None => begin_epoch(&step)?,
    };
    step.commit()?;
    Ok(state)
}

fn newer() -> StoreError {
    StoreError::Unavailable(
        "this database was written by a newer version of the endpoint; it is untouched. \
         Start that version, or a newer one."
            .into(),
    )
}

/// Which epoch the database is in; none before it was made whole.
pub(super) fn epoch_state(connection: &Connection) -> Result<Option<EpochState>, StoreError> {
    let state = connection
        .query_row("SELECT epoch, decoy, commits, has_file FROM life", [], |row| {
            let (id, decoy) = (row.get("epoch")?, row.get("decoy")?);
            Ok(EpochState {
                id,
                decoy,
                commits: rows::unsigned(row, "commits")?,
                has_file: row.get("has_file")?,
            })
        })
        .optional()?;
    Ok(state)
}

/// Starts a new epoch: of a new database, and after it was put back to an earlier state. What makes the salts of members who
/// don't exist stays: else a stranger could tell them by their change.
pub(super) fn begin_epoch(connection: &Connection) -> Result<EpochState, StoreError> {
    connection.execute(
        "INSERT INTO life (one, epoch, decoy) VALUES (1, ?1, ?2) ON CONFLICT (one) DO UPDATE SET epoch = ?1",
        params![random_id()?, random::<32>()?],
    )?;
    epoch_state(connection)?.ok_or_else(|| StoreError::Unavailable("a new epoch was not kept".into()))
}

/// Notes that the number of commits lies beside the database from now on.
pub(super) fn mark_file_exists(connection: &Connection) -> Result<(), StoreError> {
    connection.execute("UPDATE life SET has_file = 1", [])?;
    Ok(())
}

/// Whether there is an envelope of any school.
pub(super) fn has_envelopes(connection: &Connection) -> Result<bool, StoreError> {
    Ok(connection.prepare("SELECT 1 FROM envelope")?.exists([])?)
}

/// Counts a commit inside its own transaction.
pub(super) fn count_commit(connection: &Connection) -> Result<u64, StoreError> {
    let commits = connection
        .prepare_cached("UPDATE life SET commits = commits + 1 RETURNING commits")?
        .query_row([], |row| rows::unsigned(row, "commits"))?;
    Ok(commits)
}

fn random_id() -> Result<Uuid, StoreError> {
    Ok(uuid::Builder::from_random_bytes(random()?).into_uuid())
}

fn random<const N: usize>() -> Result<[u8; N], StoreError> {
    os_random().map_err(|error| StoreError::Unavailable(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::MIGRATIONS;

    #[test]
    fn migrations_are_numbered_from_one_without_gaps() {
        let numbers: Vec<u32> = MIGRATIONS.iter().map(|step| step.number).collect();
        assert!(numbers.len() >= 12, "those of every release are here: {numbers:?}");
        assert!(numbers.iter().copied().eq(1..=numbers.len().try_into().unwrap()), "{numbers:?}");
    }
}
