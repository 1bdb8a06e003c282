//! The file of a moved school, line by line: JSON that says what it is, then a line for each row, then one that tells whether all
//! of it is there.

use std::collections::BTreeMap;

use companion_model::{Millis, wire::Bytes};
use serde::{Deserialize, Serialize, Serializer, ser::SerializeMap};
use uuid::Uuid;

use crate::store::school_tables::{Column, Kind, TABLES, Table, Value};

/// What the first line begins with.
pub(super) const NAME: &str = "companion-school";
/// The format that is written, and the newest that is read. Each change of [`TABLES`] begins another one.
pub(super) const FORMAT: u32 = 1;

/// The first line.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Header {
    /// [`NAME`].
    pub(super) file: String,
    /// [`FORMAT`].
    pub(super) format: u32,
    /// The version of the program that wrote it.
    pub(super) version: String,
    pub(super) school: Uuid,
    /// The school's name, for people.
    pub(super) name: String,
    /// The epoch of the database that it comes from.
    pub(super) epoch: Uuid,
    /// What that database is known by in every epoch: SHA-256 of what it makes the salts of members from who don't exist.
    pub(super) database: Bytes,
    pub(super) exported_at: Millis,
}

/// As much of the first line as every format has.
#[derive(Deserialize)]
pub(super) struct Beginning {
    pub(super) file: String,
    pub(super) format: u32,
}

/// How many rows each table has.
pub(super) type Counts = BTreeMap<String, u64>;

/// None of any table.
pub(super) fn no_rows() -> Counts {
    TABLES.iter().map(|table| (table.name.to_owned(), 0)).collect()
}

/// The last line.
#[derive(Serialize, Deserialize)]
pub(super) struct End {
    pub(super) rows: Counts,
    /// SHA-256 of everything before this line.
    pub(super) sha256: Bytes,
}

/// A line of a row, to be written.
#[derive(Serialize)]
pub(super) struct RowToWrite<'a> {
    table: &'a str,
    row: Cells<'a>,
}

impl<'a> RowToWrite<'a> {
    pub(super) fn of(table: &'a Table, row: &'a [Value]) -> Self {
        Self { table: table.name, row: Cells(table.columns, row) }
    }
}

struct Cells<'a>(&'a [Column], &'a [Value]);

impl Serialize for Cells<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (column, value) in self.0.iter().zip(self.1) {
            map.serialize_entry(column.name, &Cell(value))?;
        }
        map.end()
    }
}

struct Cell<'a>(&'a Value);

impl Serialize for Cell<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Value::Null => serializer.serialize_none(),
            Value::Id(id) => serializer.collect_str(id),
            Value::Bytes(bytes) => serializer.collect_str(&Bytes(bytes.clone())),
            Value::Number(number) => serializer.serialize_i64(*number),
            Value::Text(text) => serializer.serialize_str(text),
            Value::Truth(truth) => serializer.serialize_bool(*truth),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RowAsRead {
    table: String,
    row: serde_json::Map<String, serde_json::Value>,
}

/// The row of a line; `None` if it is not one of a table that is known, with each of its columns and no other.
pub(super) fn row(line: &[u8]) -> Option<(&'static Table, Vec<Value>)> {
    let RowAsRead { table, mut row } = serde_json::from_slice(line).ok()?;
    let table = Table::named(&table)?;
    let cells = table.columns.iter().map(|column| value(column, row.remove(column.name)?));
    let values = cells.collect::<Option<Vec<_>>>()?;
    row.is_empty().then_some((table, values))
}

fn value(column: &Column, cell: serde_json::Value) -> Option<Value> {
    use serde_json::Value as Json;
    Some(match (column.kind, cell) {
        (_, Json::Null) if column.optional => Value::Null,
        (Kind::Id, Json::String(text)) => Value::Id(Uuid::try_parse(&text).ok()?),
        (Kind::Bytes, Json::String(text)) => Value::Bytes(Bytes::from_text(&text)?.0),
        (Kind::Number, Json::Number(number)) => Value::Number(number.as_i64()?),
        (Kind::Text, Json::String(text)) => Value::Text(text),
        (Kind::Truth, Json::Bool(truth)) => Value::Truth(truth),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use companion_seal::digest;

    use super::*;

    /// What a file of this format has in it. Once a format was released, another list is another format: raise [`FORMAT`], and
    /// say what the new columns have in files of the format before.
    #[test]
    fn another_list_of_tables_is_another_format() {
        let rows = |table: &Table| {
            let columns = table.columns.iter().map(|one| (one.name, one.kind, one.optional));
            format!("{} {:?}\n", table.name, columns.collect::<Vec<_>>())
        };
        let list: String = TABLES.iter().map(rows).collect();
        let short = Bytes(digest(list.as_bytes())[..6].to_vec()).to_string();
        assert_eq!((FORMAT, short.as_str()), (1, "3oIGAZZD"), "{list}");
    }
}
