//! Removing a school that was moved away, once a file shows that nothing is lost by it.

use std::{collections::HashMap, path::Path};

use companion_seal::RunningDigest;
use uuid::Uuid;

use super::{
    MovingError, has_school,
    line::{Counts, Header},
    reader::Reader,
    report::{Deleted, Moved},
    some_schools,
};
use crate::store::{
    SchoolRows, Sha256,
    school_tables::{LINKS, TABLES, Table, Value, tables_to_empty},
};

/// What is digested where a column has nothing: as long as no number, id or digest, and no text that anybody writes.
const NOTHING: &[u8] = &[0];
/// How many of the rows that a file lacks are named.
const NAMED: usize = 10;

/// What a file has of a school.
pub(super) struct Exported {
    header: Header,
    /// Of each row the digest of what it is known by, and that of what is in it.
    rows: HashMap<Sha256, Sha256>,
}

/// The rows of a database that a file lacks.
#[derive(Default)]
struct Missing {
    count: u64,
    named: Vec<String>,
}

impl Exported {
    /// What is in a file, which must be a whole one of this school.
    pub(super) fn read(from: &Path, school: Uuid) -> Result<Self, MovingError> {
        Reader::open(from)?.check_is_whole()?;
        let mut reader = Reader::open(from)?;
        let header = reader.header().clone();
        if header.school != school {
            let Header { school, name, .. } = header;
            return Err(MovingError::OtherSchool { path: from.to_owned(), school, name });
        }
        let mut rows = HashMap::new();
        while let Some((table, row)) = reader.next_row()? {
            rows.insert(known_by(table, &row), contents(table, &row));
        }
        Ok(Self { header, rows })
    }

    /// Removes the school from the database if the file has everything that the database has of it, or if as many rows are given up
    /// as the file lacks.
    pub(super) fn remove(
        &self,
        rows: &mut impl SchoolRows,
        from: &Path,
        give_up: Option<u64>,
    ) -> Result<Deleted, MovingError> {
        let Header { school, name, epoch, .. } = self.header.clone();
        if !has_school(rows, school)? {
            return Err(MovingError::NothingToRemove { school, known: some_schools(rows)? });
        }
        let is_of_this_database = rows.epoch()? == epoch;
        let Missing { count, named } = self.missing(rows, is_of_this_database)?;
        if count > 0 && give_up != Some(count) {
            let path = from.to_owned();
            return Err(MovingError::NotInFile { path, name, count, named });
        }
        let mut deleted = Counts::new();
        for table in tables_to_empty() {
            deleted.insert(table.to_owned(), rows.delete_rows(school, table)?);
        }
        let moved = Moved { school, name, rows: deleted };
        Ok(Deleted { moved, given_up: count, is_of_this_database })
    }

    /// Where the file is of another database, which goes on by itself, it must have each row, with whatever is in it by now; and
    /// links end there by being used. Where it is of this one, it must have each row as it is.
    fn missing(&self, rows: &mut impl SchoolRows, is_of_this_database: bool) -> Result<Missing, MovingError> {
        let mut missing = Missing::default();
        for table in TABLES.iter().filter(|table| is_of_this_database || !LINKS.contains(&table.name)) {
            rows.each_row(self.header.school, table, |row| {
                let is_there = match self.rows.get(&known_by(table, &row)) {
                    Some(exported) => !is_of_this_database || *exported == contents(table, &row),
                    None => false,
                };
                if !is_there {
                    missing.add(table, &row);
                }
                Ok::<_, MovingError>(())
            })?;
        }
        Ok(missing)
    }
}

impl Missing {
    fn add(&mut self, table: &Table, row: &[Value]) {
        self.count += 1;
        if self.named.len() < NAMED {
            self.named.push(match table.value(row, "id") {
                Value::Id(id) => format!("{} {id}", table.name),
                _ => format!("a row of {}", table.name),
            });
        }
    }
}

/// The digest of what says which row it is, in any database.
fn known_by(table: &Table, row: &[Value]) -> Sha256 {
    digest(table, table.known_by.split(", ").map(|column| table.value(row, column)))
}

/// The digest of what is in a row, but for what changes by itself.
fn contents(table: &Table, row: &[Value]) -> Sha256 {
    let changed = |name| table.changes_by_itself.contains(&name);
    let columns = table.columns.iter().map(|column| column.name).filter(|name| !changed(*name));
    digest(table, columns.map(|column| table.value(row, column)))
}

fn digest<'a>(table: &Table, values: impl Iterator<Item = &'a Value>) -> Sha256 {
    let mut digest = RunningDigest::default();
    let mut add = |bytes: &[u8]| {
        digest.add(&(bytes.len() as u64).to_be_bytes());
        digest.add(bytes);
    };
    add(table.name.as_bytes());
    for value in values {
        match value {
            Value::Null => add(NOTHING),
            Value::Id(id) => add(id.as_bytes()),
            Value::Bytes(bytes) => add(bytes),
            Value::Number(number) => add(&number.to_be_bytes()),
            Value::Text(text) => add(text.as_bytes()),
            Value::Truth(truth) => add(&[u8::from(*truth)]),
        }
    }
    digest.finish()
}
