//! Removing a school that was moved away, once a file shows that nothing is lost by it.

use std::{collections::HashMap, path::Path};

use companion_model::wire::Bytes;
use companion_seal::{RunningDigest, digest};
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
    school_tables::{CODE, JOINING, TABLES, Table, Value, tables_to_empty},
};

/// What is digested where a column has nothing: as long as no number, id or digest, and no text that anybody writes.
const NOTHING: &[u8] = &[0];
/// How many of the rows that a file lacks are named.
const NAMED: usize = 10;

/// What a file has of a school.
pub(super) struct Exported {
    header: Header,
    /// By the digest of what each row is known by.
    rows: HashMap<Sha256, RowInFile>,
}

/// What a file has in a row.
struct RowInFile {
    /// The digest of all of it.
    contents: Sha256,
    /// Which of the columns have something that are set once.
    set: Vec<bool>,
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
            let in_file = RowInFile { contents: contents(table, &row), set: set(table, &row) };
            rows.insert(known_by(table, &row), in_file);
        }
        Ok(Self { header, rows })
    }

    /// Removes the school from the database if the file has everything that the database has of it.
    pub(super) fn remove(&self, rows: &mut impl SchoolRows, from: &Path) -> Result<Deleted, MovingError> {
        let Header { school, name, database, .. } = self.header.clone();
        if !has_school(rows, school)? {
            return Err(MovingError::NothingToRemove { school, known: some_schools(rows)? });
        }
        // Its epoch may be another one by now, as after a restore.
        let is_of_this_database = Bytes::from(digest(&rows.life()?.decoy)) == database;
        let Missing { count, named } = self.missing(rows, is_of_this_database)?;
        if count > 0 {
            let path = from.to_owned();
            return Err(MovingError::NotInFile { path, name, count, named });
        }
        let mut deleted = Counts::new();
        for table in tables_to_empty() {
            deleted.insert(table.to_owned(), rows.delete_rows(school, table)?);
        }
        let moved = Moved { school, name, rows: deleted };
        Ok(Deleted { moved, is_of_this_database })
    }

    /// Where the file is of this database, it must have each row as it is. Where it is of another one, which goes on by itself, it must
    /// have each row with whatever is in it by now, and what is set once; links end there.
    fn missing(&self, rows: &mut impl SchoolRows, is_of_this_database: bool) -> Result<Missing, MovingError> {
        let mut missing = Missing::default();
        for table in TABLES {
            rows.each_row(self.header.school, table, |row| {
                let in_file = self.rows.get(&known_by(table, &row));
                let is_there = match is_of_this_database {
                    true => in_file.is_some_and(|in_file| in_file.contents == contents(table, &row)),
                    false => {
                        is_link(table, &row) || in_file.is_some_and(|in_file| in_file.has_set(table, &row))
                    }
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

impl RowInFile {
    /// Whether it has something wherever a row has that is set once.
    fn has_set(&self, table: &Table, row: &[Value]) -> bool {
        self.set.iter().zip(set(table, row)).all(|(here, there)| *here || !there)
    }
}

/// Whether a row is of a link and no more: it is not opened yet, or its opener has long been confirmed.
fn is_link(table: &Table, row: &[Value]) -> bool {
    let has = |column| *table.value(row, column) != Value::Null;
    table.name == CODE || (table.name == JOINING && (!has("request") || has("confirmed_at")))
}

/// Which of a row's columns have something that are set once.
fn set(table: &Table, row: &[Value]) -> Vec<bool> {
    table.set_once.iter().map(|column| *table.value(row, column) != Value::Null).collect()
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
    digest_of(table, table.known_by.split(", ").map(|column| table.value(row, column)))
}

/// The digest of what is in a row, but for what changes by itself.
fn contents(table: &Table, row: &[Value]) -> Sha256 {
    let changed = |name| table.changes_by_itself.contains(&name);
    let columns = table.columns.iter().map(|column| column.name).filter(|name| !changed(*name));
    digest_of(table, columns.map(|column| table.value(row, column)))
}

fn digest_of<'a>(table: &Table, values: impl Iterator<Item = &'a Value>) -> Sha256 {
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
