//! All rows of one school, out of a database and into one, on a connection of its own.

use std::collections::HashMap;

use companion_model::wire::Bytes;
use tokio_postgres::{Row, Statement, types::ToSql};
use uuid::Uuid;

use super::{
    OpenError,
    client::Client,
    database::Database,
    errors::{Failure, Fault},
    key, on_a_thread, rows, schema,
};
use crate::store::{
    Life, SchoolRows, StoreError, StoreResult,
    school_tables::{Column, Kind, Table, Value, tables_to_empty},
};

/// Reads in one transaction, while endpoints use the database or not: what is written meanwhile is not seen.
///
/// # Errors
/// If the database can't be used, is not of this version, or what `read` says.
pub(crate) fn read_school<T, E>(
    url: &str,
    read: impl FnOnce(&mut SchoolTransaction) -> Result<T, E> + Send,
) -> Result<T, E>
where
    T: Send,
    E: From<OpenError> + From<StoreError> + Send,
{
    on_a_thread(|| {
        let client = Database::new(url, None)?.client_to_move_with()?;
        read(&mut SchoolTransaction::begin(client, "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY")?)
    })
}

/// Writes a school in one transaction, while endpoints use the database or not: all of it is kept, or nothing. The key is noted as
/// the one of the database.
///
/// # Errors
/// If the database can't be used, is not of this version, a school of it does not know the key, or what `write` says; `unknown` where
/// nobody can tell whether it is kept.
pub(crate) fn write_school<T, E>(
    url: &str,
    receipt_key: &Bytes,
    school: Uuid,
    write: impl FnOnce(&mut SchoolTransaction) -> Result<T, E> + Send,
    unknown: fn(StoreError) -> E,
) -> Result<T, E>
where
    T: Send,
    E: From<OpenError> + From<StoreError> + Send,
{
    on_a_thread(|| {
        let mut client = Database::new(url, None)?.client_to_move_with()?;
        key::check(&mut client, receipt_key)?;
        let mut rows = SchoolTransaction::begin_to_write(client)?;
        // Whatever ends early closes the connection, and the server undoes what was written.
        let written = write(&mut rows)?;
        rows.number_practice(school)?;
        // Last, because endpoints note in the same row when a phone was last heard of.
        key::adopt(&mut rows.client, receipt_key)?;
        rows.commit(unknown)?;
        Ok(written)
    })
}

/// Deletes in one transaction, while endpoints use the database or not; nothing of the school is written meanwhile. Says also whether
/// the server could free the room, once what was deleted is gone from its tables.
///
/// # Errors
/// If the database can't be used, is not of this version, or what `remove` says; `unknown` where nobody can tell whether it happened.
pub(crate) fn remove_school<T, E>(
    url: &str,
    school: Uuid,
    remove: impl FnOnce(&mut SchoolTransaction) -> Result<T, E> + Send,
    unknown: fn(StoreError) -> E,
) -> Result<(T, StoreResult<()>), E>
where
    T: Send,
    E: From<OpenError> + From<StoreError> + Send,
{
    on_a_thread(|| {
        let client = Database::new(url, None)?.client_to_move_with()?;
        let mut rows = SchoolTransaction::begin_to_write(client)?;
        // Endpoints lock the same row before they write, and then find no school.
        let lock = rows.client.execute("SELECT 1 FROM school WHERE school = $1 FOR UPDATE", &[&school]);
        lock.map_err(OpenError::from)?;
        let removed = remove(&mut rows)?;
        let mut client = rows.commit(unknown)?;
        Ok((removed, free(&mut client)))
    })
}

/// Frees the room of what was deleted. Others go on meanwhile.
fn free(client: &mut Client) -> StoreResult<()> {
    let tables: Vec<_> = tables_to_empty().collect();
    Ok(client.batch_execute(&format!("VACUUM {}", tables.join(", ")))?)
}

/// A transaction in which a school is read or written.
pub(crate) struct SchoolTransaction {
    client: Client,
    /// By the name of the table that each adds to.
    inserts: HashMap<&'static str, Statement>,
}

impl SchoolTransaction {
    fn begin(mut client: Client, begin: &str) -> Result<Self, OpenError> {
        client.batch_execute(begin)?;
        Ok(Self { client, inserts: HashMap::new() })
    }

    fn begin_to_write(client: Client) -> Result<Self, OpenError> {
        let mut begun = Self::begin(client, "BEGIN ISOLATION LEVEL READ COMMITTED")?;
        schema::check_in(&mut begun.client)?;
        Ok(begun)
    }

    /// Notes on each route the last number that its practice has.
    fn number_practice(&mut self, school: Uuid) -> StoreResult<()> {
        self.client.execute(
            "INSERT INTO route_seq (school, route, practice_seq)
             SELECT school, route, max(seq) FROM practice WHERE school = $1 GROUP BY school, route
             ON CONFLICT (school, route) DO UPDATE SET practice_seq = excluded.practice_seq",
            &[&school],
        )?;
        Ok(())
    }

    /// Nobody knows whether a COMMIT that was not answered has happened.
    fn commit<E: From<StoreError>>(mut self, unknown: fn(StoreError) -> E) -> Result<Client, E> {
        self.client.batch_execute("COMMIT").map_err(|error| match Failure::from(error) {
            // What the server says of the statement itself. A server that stops, for one, may say so after it has committed.
            Failure { fault: Fault::Again | Fault::Refused, error } => error.into(),
            Failure { error, .. } => unknown(error),
        })?;
        Ok(self.client)
    }
}

impl SchoolRows for SchoolTransaction {
    fn life(&mut self) -> StoreResult<Life> {
        let row = self.client.query_one("SELECT epoch, decoy FROM life", &[])?;
        Ok(Life { epoch: row.try_get("epoch")?, decoy: rows::array(&row, "decoy")? })
    }

    fn some_schools(&mut self, most: usize) -> StoreResult<Vec<(Uuid, String)>> {
        key::newest_directories(&mut self.client, most)
    }

    fn each_row<E: From<StoreError>>(
        &mut self,
        school: Uuid,
        table: &Table,
        mut each: impl FnMut(Vec<Value>) -> Result<(), E>,
    ) -> Result<(), E> {
        let sql = format!(
            "SELECT {} FROM {} WHERE school = $1{} ORDER BY {}",
            table.column_names(),
            table.name,
            table.and_only(),
            table.in_order("seq")
        );
        // The rows come as they are asked for: the server waits meanwhile.
        let mut rows = self.client.query_each(&sql, &[&school]).map_err(StoreError::from)?;
        while let Some(row) = rows.next().map_err(StoreError::from)? {
            let cells = table.columns.iter().enumerate().map(|(place, column)| value(&row, place, column));
            each(cells.collect::<StoreResult<_>>()?)?;
        }
        Ok(())
    }

    fn add_row(&mut self, school: Uuid, table: &'static Table, row: &[Value]) -> StoreResult<()> {
        let statement = match self.inserts.get(table.name) {
            Some(statement) => statement.clone(),
            None => {
                let statement = self.client.prepare(&insert(table))?;
                self.inserts.insert(table.name, statement.clone());
                statement
            }
        };
        let school: &(dyn ToSql + Sync) = &school;
        let values = table.columns.iter().zip(row).map(|(column, value)| parameter(column, value));
        let parameters: Vec<_> = [school].into_iter().chain(values).collect();
        self.client.execute(&statement, &parameters)?;
        Ok(())
    }

    fn delete_rows(&mut self, school: Uuid, table: &str) -> StoreResult<u64> {
        Ok(self.client.execute(&format!("DELETE FROM {table} WHERE school = $1"), &[&school])?)
    }
}

/// The statement that adds a row to a table. Where the rows keep an order, the row is the last one so far.
fn insert(table: &Table) -> String {
    let (mut columns, name) = (table.column_names(), table.name);
    let mut values: Vec<_> = (2..).take(table.columns.len()).map(|place| format!("${place}")).collect();
    if let Some(within) = table.keeps_order_within {
        let place = table.columns.iter().position(|column| column.name == within).unwrap_or_default() + 2;
        columns.push_str(", seq");
        values.push(format!(
            "(SELECT COALESCE(max(seq), 0) + 1 FROM {name} WHERE school = $1 AND {within} = ${place})"
        ));
    }
    format!("INSERT INTO {name} (school, {columns}) VALUES ($1, {})", values.join(", "))
}

fn value(row: &Row, place: usize, column: &Column) -> StoreResult<Value> {
    let value = match column.kind {
        Kind::Id => row.try_get::<_, Option<Uuid>>(place)?.map(Value::Id),
        Kind::Bytes => row.try_get::<_, Option<Vec<u8>>>(place)?.map(Value::Bytes),
        Kind::Number => row.try_get::<_, Option<i64>>(place)?.map(Value::Number),
        Kind::Text => row.try_get::<_, Option<String>>(place)?.map(Value::Text),
        Kind::Truth => row.try_get::<_, Option<bool>>(place)?.map(Value::Truth),
    };
    Ok(value.unwrap_or(Value::Null))
}

fn parameter<'a>(column: &Column, value: &'a Value) -> &'a (dyn ToSql + Sync) {
    match value {
        Value::Null => nothing(column.kind),
        Value::Id(id) => id,
        Value::Bytes(bytes) => bytes,
        Value::Number(number) => number,
        Value::Text(text) => text,
        Value::Truth(truth) => truth,
    }
}

/// Nothing has a type, too.
fn nothing(kind: Kind) -> &'static (dyn ToSql + Sync) {
    match kind {
        Kind::Id => &None::<Uuid>,
        Kind::Bytes => &None::<&[u8]>,
        Kind::Number => &None::<i64>,
        Kind::Text => &None::<&str>,
        Kind::Truth => &None::<bool>,
    }
}
