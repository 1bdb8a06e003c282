//! All rows of one school, out of a database and into one.

use std::path::Path;

use rusqlite::{
    Connection, ToSql, params_from_iter,
    types::{ToSqlOutput, ValueRef},
};
use uuid::Uuid;

use super::{OpenError, epoch, schema, track_epoch, verify};
use crate::store::{
    Life, SchoolRows, StoreError, StoreResult,
    school_tables::{Column, Kind, Table, Value},
};

/// Reads in one transaction, in use or not: what is written meanwhile is not seen.
///
/// # Errors
/// If there is no database of this version, it can't be read, or what `read` says.
pub(crate) fn read_school<T, E>(
    database: &Path,
    read: impl FnOnce(&mut Connection) -> Result<T, E>,
) -> Result<T, E>
where
    E: From<OpenError> + From<StoreError>,
{
    schema::check_is_ours(database)?;
    let mut connection = verify::open_read_only(database)?;
    schema::check_is_exactly_current(&connection)?;
    connection.execute_batch("BEGIN").map_err(StoreError::from)?;
    read(&mut connection)
}

/// Writes in one transaction: all of it is kept, or nothing. The caller makes sure that no endpoint is using the database.
///
/// # Errors
/// If there is no database of this version, it can't be written, or what `write` says.
pub(crate) fn write_school<T, E>(
    database: &Path,
    write: impl FnOnce(&mut Connection) -> Result<T, E>,
) -> Result<T, E>
where
    E: From<OpenError> + From<StoreError>,
{
    write_and_commit(&mut connect(database)?, database, write)
}

/// Deletes in one transaction, and leaves nothing of what was deleted in the file. The caller makes sure that no endpoint is using
/// the database. Says also whether the file could be written anew, once what was deleted is gone from its tables.
///
/// # Errors
/// If there is no database of this version, it can't be written, or what `remove` says.
pub(crate) fn remove_school<T, E>(
    database: &Path,
    remove: impl FnOnce(&mut Connection) -> Result<T, E>,
) -> Result<(T, StoreResult<()>), E>
where
    E: From<OpenError> + From<StoreError>,
{
    let mut connection = connect(database)?;
    // What is deleted is overwritten with zeros.
    connection.pragma_update(None, "secure_delete", true).map_err(StoreError::from)?;
    let removed = write_and_commit(&mut connection, database, remove)?;
    Ok((removed, write_anew(&connection)))
}

/// Writes the file anew, without the pages that have become free, now and earlier, and without what stood in them.
fn write_anew(connection: &Connection) -> StoreResult<()> {
    connection.execute_batch("VACUUM")?;
    // The file of what is not in the database's own file yet had the pages as they were.
    let is_busy = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, bool>(0))?;
    if is_busy { Err(StoreError::Unavailable("another process reads the database".into())) } else { Ok(()) }
}

fn connect(database: &Path) -> Result<Connection, OpenError> {
    schema::check_is_ours(database)?;
    let connection = schema::connect(database)?;
    schema::check_is_exactly_current(&connection)?;
    Ok(connection)
}

fn write_and_commit<T, E>(
    connection: &mut Connection,
    database: &Path,
    write: impl FnOnce(&mut Connection) -> Result<T, E>,
) -> Result<T, E>
where
    E: From<StoreError>,
{
    connection.execute_batch("BEGIN IMMEDIATE").map_err(StoreError::from)?;
    // Whatever ends early closes the connection, which undoes what it wrote.
    let written = write(connection)?;
    commit(connection, database)?;
    Ok(written)
}

/// Commits as an endpoint does that serves the database: the file beside it says how far it has come, so that the next start
/// finds the database that was left here.
fn commit(connection: &Connection, database: &Path) -> Result<(), StoreError> {
    let left = epoch::read_beside(database).map_err(StoreError::file)?;
    let state = schema::epoch_state(connection)?.ok_or_else(no_epoch)?;
    let (_, _, file) = track_epoch(connection, database, left, state)?;
    let commits = schema::count_commit(connection)?;
    connection.execute_batch("COMMIT")?;
    if let Some(Err(error)) = file.map(|file| file.record(commits)) {
        tracing::warn!("how far the database has come can't be written beside it: {error}");
    }
    Ok(())
}

impl SchoolRows for Connection {
    fn life(&mut self) -> StoreResult<Life> {
        let state = schema::epoch_state(self)?.ok_or_else(no_epoch)?;
        Ok(Life { epoch: state.id, decoy: state.decoy })
    }

    fn some_schools(&mut self, most: usize) -> StoreResult<Vec<(Uuid, String)>> {
        let schools = verify::newest_directories_in(self)?;
        let named = schools.into_iter().map(|(school, body)| (school, body.unwrap_or_default()));
        Ok(named.take(most).collect())
    }

    fn each_row<E: From<StoreError>>(
        &mut self,
        school: Uuid,
        table: &Table,
        mut each: impl FnMut(Vec<Value>) -> Result<(), E>,
    ) -> Result<(), E> {
        let sql = format!(
            "SELECT {} FROM {} WHERE school = ?1{} ORDER BY {}",
            table.column_names(),
            table.name,
            table.and_only(),
            table.in_order("rowid")
        );
        let mut statement = self.prepare(&sql).map_err(StoreError::from)?;
        let mut rows = statement.query([school]).map_err(StoreError::from)?;
        while let Some(row) = rows.next().map_err(StoreError::from)? {
            let cell = |(place, column): (usize, &Column)| {
                value(column.kind, row.get_ref(place)?).ok_or_else(|| unreadable(table, column))
            };
            each(table.columns.iter().enumerate().map(cell).collect::<StoreResult<_>>()?)?;
        }
        Ok(())
    }

    fn add_row(&mut self, school: Uuid, table: &'static Table, row: &[Value]) -> StoreResult<()> {
        let places: Vec<_> = (2..).take(row.len()).map(|place| format!("?{place}")).collect();
        let sql = format!(
            "INSERT INTO {} (school, {}) VALUES (?1, {})",
            table.name,
            table.column_names(),
            places.join(", ")
        );
        let school = Value::Id(school);
        self.prepare_cached(&sql)?.execute(params_from_iter([&school].into_iter().chain(row)))?;
        Ok(())
    }

    fn delete_rows(&mut self, school: Uuid, table: &str) -> StoreResult<u64> {
        Ok(self.execute(&format!("DELETE FROM {table} WHERE school = ?1"), [school])? as u64)
    }
}

/// What a column of a strict table has; `None` if that is not of its kind.
fn value(kind: Kind, cell: ValueRef<'_>) -> Option<Value> {
    Some(match (kind, cell) {
        (_, ValueRef::Null) => Value::Null,
        (Kind::Id, ValueRef::Blob(bytes)) => Value::Id(Uuid::from_slice(bytes).ok()?),
        (Kind::Bytes, ValueRef::Blob(bytes)) => Value::Bytes(bytes.to_vec()),
        (Kind::Number, ValueRef::Integer(number)) => Value::Number(number),
        (Kind::Text, ValueRef::Text(text)) => Value::Text(String::from_utf8(text.to_vec()).ok()?),
        (Kind::Truth, ValueRef::Integer(number)) => Value::Truth(number != 0),
        _ => return None,
    })
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Id(id) => ValueRef::Blob(id.as_bytes()),
            Self::Bytes(bytes) => ValueRef::Blob(bytes),
            Self::Number(number) => ValueRef::Integer(*number),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Truth(truth) => ValueRef::Integer(i64::from(*truth)),
        }))
    }
}

fn unreadable(table: &Table, column: &Column) -> StoreError {
    StoreError::Unavailable(format!(
        "database: what stands in the column {} of {} can't be read",
        column.name, table.name
    ))
}

fn no_epoch() -> StoreError {
    StoreError::Unavailable("the database does not say which epoch it is in".into())
}
