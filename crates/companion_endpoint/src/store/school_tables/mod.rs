//! What a database holds of one school: every table and column, in an order in which each row finds the rows that it points at.
//! Whoever moves a school reads and writes by this list alone, whatever the database, and whoever removes one deletes by it.
//!
//! The column `school` stands in every table and in none of these lists: a school is read and written as a whole.

mod list;

use uuid::Uuid;

pub use list::{CODE, DELIVERED, DIRECTORY, JOINING, LEFT_OUT, SCHOOL, TABLES};

/// A table of a school.
#[derive(Debug)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// Its columns, but `school`.
    pub columns: &'static [Column],
    /// The columns by which its rows are in order.
    pub order: &'static str,
    /// The columns that say which row it is, in any database.
    pub known_by: &'static str,
    /// The columns that change while nobody at the school does anything that they would miss.
    pub changes_by_itself: &'static [&'static str],
    /// The columns in which somebody at the school sets something once: what is set in one database alone was set there after the
    /// school was moved.
    pub set_once: &'static [&'static str],
    /// The column within whose values the rows keep the order in which they came. SQLite knows that order by `rowid`, PostgreSQL
    /// by the column `seq`, and whoever moves rows by the order in which they are given. `None` where `order` says all.
    pub keeps_order_within: Option<&'static str>,
    /// Which rows count; all if this is `None`.
    pub only: Option<&'static str>,
}

/// A column of a table.
#[derive(Debug)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// What is in it.
    pub kind: Kind,
    /// Whether there may be nothing in it.
    pub optional: bool,
}

/// What is in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A UUID.
    Id,
    /// Bytes.
    Bytes,
    /// A whole number of 64 bits.
    Number,
    /// Text.
    Text,
    /// Yes or no.
    Truth,
}

/// What one row has in one column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Nothing.
    Null,
    /// A UUID.
    Id(Uuid),
    /// Bytes.
    Bytes(Vec<u8>),
    /// A whole number of 64 bits.
    Number(i64),
    /// Text.
    Text(String),
    /// Yes or no.
    Truth(bool),
}

/// Something in a database that is not moved with a school.
#[derive(Debug)]
pub struct LeftOut {
    /// The table.
    pub table: &'static str,
    /// The column; the whole table if this is `None`.
    pub column: Option<&'static str>,
    /// Whether its rows are a school's: they go when the school is removed.
    pub is_of_a_school: bool,
    /// Why it is not moved.
    pub reason: &'static str,
}

/// Every table that has rows of a school, each before those that its rows point at.
pub(crate) fn tables_to_empty() -> impl Iterator<Item = &'static str> {
    let left_out = LEFT_OUT.iter().filter(|left| left.is_of_a_school && left.column.is_none());
    left_out.map(|left| left.table).chain(TABLES.iter().rev().map(|table| table.name))
}

impl Table {
    /// The table of a name.
    pub fn named(name: &str) -> Option<&'static Self> {
        TABLES.iter().find(|table| table.name == name)
    }

    /// The columns' names, with commas between.
    pub(crate) fn column_names(&self) -> String {
        self.columns.iter().map(|column| column.name).collect::<Vec<_>>().join(", ")
    }

    /// The condition of the rows that count, after another one.
    pub(crate) fn and_only(&self) -> String {
        self.only.map_or_else(String::new, |only| format!(" AND {only}"))
    }

    /// The columns by which rows are in order, given the one by which the database knows in which order rows came.
    pub(crate) fn in_order(&self, place: &str) -> String {
        match self.keeps_order_within {
            Some(_) => format!("{}, {place}", self.order),
            None => self.order.to_owned(),
        }
    }

    /// What a row has in a column; nothing if there is no such column.
    pub(crate) fn value<'a>(&self, row: &'a [Value], column: &str) -> &'a Value {
        let place = self.columns.iter().position(|one| one.name == column);
        place.and_then(|place| row.get(place)).unwrap_or(&Value::Null)
    }
}
