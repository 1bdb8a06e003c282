//! The list of a school's tables is what the databases have: a migration that adds a column can't forget it there.

use std::collections::BTreeMap;

use companion_endpoint::store::{
    postgres::PostgresStore,
    school_tables::{Kind, LEFT_OUT, TABLES},
    sqlite::SqliteStore,
};
use rusqlite::Connection;

use crate::world::{TestDatabase, folder};

/// Each column of a catalogue, by table and name: its type, and whether there may be nothing in it.
type Catalogue = BTreeMap<(String, String), (String, bool)>;

fn of_sqlite() -> Catalogue {
    let folder = folder();
    let database = folder.join("companion.sqlite");
    SqliteStore::create(&database).unwrap();
    let connection = Connection::open(database).unwrap();
    let mut columns = connection
        .prepare(
            "SELECT tables.name, columns.name, lower(columns.type), columns.\"notnull\" = 0 AND columns.pk = 0
             FROM sqlite_schema AS tables, pragma_table_info(tables.name) AS columns
             WHERE tables.type = 'table' AND tables.name NOT LIKE 'sqlite_%'",
        )
        .unwrap();
    let rows = columns.query_map([], |row| Ok(((row.get(0)?, row.get(1)?), (row.get(2)?, row.get(3)?))));
    rows.unwrap().collect::<Result<_, _>>().unwrap()
}

fn of_postgresql() -> Catalogue {
    let database = TestDatabase::create();
    PostgresStore::create(&database.url).unwrap();
    let said = database.says(
        "SELECT concat_ws(',', table_name, column_name, data_type, is_nullable)
         FROM information_schema.columns WHERE table_schema = 'public'",
    );
    let column = |line: &str| {
        let parts: Vec<_> = line.split(',').map(str::to_owned).collect();
        let [table, column, kind, nullable] = parts.try_into().unwrap();
        ((table, column), (kind, nullable == "YES"))
    };
    said.lines().map(column).collect()
}

fn holds(catalogue: &Catalogue, kind_of: impl Fn(Kind) -> &'static str) {
    assert!(catalogue.len() > 100, "the catalogue is read wrongly: {} columns", catalogue.len());
    for ((table, column), (kind, is_optional)) in catalogue {
        let is_left_out =
            LEFT_OUT.iter().any(|left| left.table == table && left.column.is_none_or(|one| one == column));
        let listed = TABLES.iter().find(|one| one.name == table);
        let listed = listed.and_then(|one| one.columns.iter().find(|one| one.name == column));
        if is_left_out {
            assert!(listed.is_none(), "{table}.{column} is in the list and left out");
            let goes_with_its_school = LEFT_OUT.iter().any(|left| left.table == table && left.is_of_a_school);
            assert!(column != "school" || goes_with_its_school, "{table} stays when its school is removed");
        } else if column == "school" {
            assert!(listed.is_none(), "each row is of the school that is moved: {table}.school");
        } else {
            let listed =
                listed.unwrap_or_else(|| panic!("{table}.{column} is not moved, and nobody says why"));
            let said = (kind_of(listed.kind), listed.optional);
            assert_eq!((kind.as_str(), *is_optional), said, "{table}.{column}");
        }
    }
    for table in TABLES {
        let has = |column: &str| catalogue.contains_key(&(table.name.to_owned(), column.to_owned()));
        assert!(has("school"), "{} is of no school", table.name);
        for column in table.columns {
            assert!(has(column.name), "{}.{} is in the list alone", table.name, column.name);
        }
    }
}

#[test]
fn every_table_and_column_of_sqlite_is_moved_or_left_out_for_a_reason() {
    holds(&of_sqlite(), |kind| match kind {
        Kind::Id | Kind::Bytes => "blob",
        Kind::Number | Kind::Truth => "integer",
        Kind::Text => "text",
    });
}

#[test]
fn every_table_and_column_of_postgresql_is_moved_or_left_out_for_a_reason() {
    holds(&of_postgresql(), |kind| match kind {
        Kind::Id => "uuid",
        Kind::Bytes => "bytea",
        Kind::Number => "bigint",
        Kind::Text => "text",
        Kind::Truth => "boolean",
    });
}

#[test]
fn whatever_is_left_out_is_there_and_has_a_reason() {
    let (sqlite, postgresql) = (of_sqlite(), of_postgresql());
    for left in LEFT_OUT {
        let is_there = |catalogue: &Catalogue| {
            catalogue
                .keys()
                .any(|(table, column)| table == left.table && left.column.is_none_or(|one| one == column))
        };
        assert!(is_there(&sqlite) || is_there(&postgresql), "{left:?} is in no database");
        assert!(!left.reason.is_empty());
    }
}
