//! The key of every table begins with the school, and no statement crosses schools: the same schema then spreads over a sharded
//! database. Read from the catalogue, and from the source of every query.

use std::{fs, path::Path};

use companion_endpoint::store::{postgres::PostgresStore, sqlite::SqliteStore};
use rusqlite::Connection;

use crate::world::{TestDatabase, folder};

/// What is no school's: found before a school is known, or the same for all of them.
const OF_THE_DATABASE: [&str; 5] = ["life", "setup_code", "code", "sign_in_try", "schema_step"];

/// What a table is looked at by: its name, and the columns of each of its keys, unique indexes and foreign keys.
struct Table {
    name: String,
    primary_key: Vec<String>,
    others: Vec<Vec<String>>,
}

fn check(tables: &[Table]) {
    assert!(tables.len() >= 15, "the catalogue is read wrongly: {} tables", tables.len());
    for Table { name, primary_key, others } in tables {
        if OF_THE_DATABASE.contains(&name.as_str()) {
            continue;
        }
        assert_eq!(primary_key.first().map(String::as_str), Some("school"), "the key of {name}");
        for columns in others {
            assert!(columns.iter().any(|column| column == "school"), "{name} ({columns:?}) crosses schools");
        }
    }
}

#[test]
fn every_key_of_sqlite_begins_with_the_school() {
    let folder = folder();
    let database = folder.join("companion.sqlite");
    SqliteStore::create(&database).unwrap();
    let connection = Connection::open(database).unwrap();
    let lines = |sql: &str| -> Vec<String> {
        let mut statement = connection.prepare(sql).unwrap();
        statement.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
    };
    let names = lines("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'");
    let table = |name: String| {
        let indexes = lines(&format!("SELECT name FROM pragma_index_list('{name}') WHERE \"unique\" = 1"));
        let of_index = |index: &String| lines(&format!("SELECT name FROM pragma_index_info('{index}')"));
        let foreign = lines(&format!(
            "SELECT group_concat(\"from\") FROM pragma_foreign_key_list('{name}') GROUP BY id"
        ));
        let primary_key =
            lines(&format!("SELECT name FROM pragma_table_info('{name}') WHERE pk > 0 ORDER BY pk"));
        let others = indexes.iter().map(of_index).chain(foreign.iter().map(|columns| listed(columns)));
        Table { primary_key, others: others.collect(), name }
    };
    check(&names.into_iter().map(table).collect::<Vec<_>>());
}

#[test]
fn every_key_of_postgresql_begins_with_the_school() {
    let database = TestDatabase::create();
    PostgresStore::create(&database.url).unwrap();
    let names = database
        .says("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1");
    let keys = |name: &str, from: &str, key: &str, condition: &str| -> Vec<Vec<String>> {
        let said = database.says(&format!(
            "SELECT string_agg(attname, ',' ORDER BY place) FROM {from}
             CROSS JOIN LATERAL unnest({key}) WITH ORDINALITY AS part (number, place)
             JOIN pg_attribute ON attrelid = '{name}'::regclass AND attnum = number
             WHERE {condition} GROUP BY {from}.ctid"
        ));
        said.lines().map(listed).collect()
    };
    let table = |name: &str| {
        let index = |which: &str| {
            let of_table = format!("indrelid = '{name}'::regclass AND indisunique AND {which}");
            keys(name, "pg_index", "indkey::int2[]", &of_table)
        };
        let links = format!("conrelid = '{name}'::regclass AND contype = 'f'");
        let others =
            index("NOT indisprimary").into_iter().chain(keys(name, "pg_constraint", "conkey", &links));
        let primary_key = index("indisprimary").into_iter().next().unwrap_or_default();
        Table { name: name.to_owned(), primary_key, others: others.collect() }
    };
    check(&names.lines().map(table).collect::<Vec<_>>());
}

fn listed(columns: &str) -> Vec<String> {
    columns.split(',').map(str::to_owned).collect()
}

/// The statements in a file: its string literals that begin with a verb of SQL.
fn statements(source: &str) -> Vec<String> {
    let is_statement = |text: &&str| {
        ["SELECT ", "INSERT ", "UPDATE ", "DELETE ", "WITH "]
            .iter()
            .any(|verb| text.trim_start().starts_with(verb))
    };
    source.split('"').skip(1).step_by(2).filter(is_statement).map(str::to_owned).collect()
}

/// Whether a statement is about one school: it compares the column, or fills it in.
fn names_the_school(statement: &str) -> bool {
    let words: Vec<_> = statement.split_whitespace().collect();
    let text = words.join(" ");
    let compares = ["school = ?1", "school = $1"].iter().any(|comparison| text.contains(comparison));
    let inserts = text.starts_with("INSERT INTO") && text.contains("(school, ");
    let is_of_the_database = OF_THE_DATABASE.iter().any(|table| {
        [format!("FROM {table}"), format!("INTO {table} "), format!("UPDATE {table} ")]
            .iter()
            .any(|part| text.contains(part))
    });
    compares || inserts || is_of_the_database
}

/// The files of a store that are about its database as a whole, and are asked by no rule.
fn is_of_the_whole(file: &str) -> bool {
    let whole = ["backup", "checks", "database", "epoch", "key", "life", "mod", "schema", "verify", "writer"];
    whole.iter().any(|name| file == format!("{name}.rs"))
}

#[test]
fn no_query_crosses_schools() {
    for store in ["sqlite", "postgres"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store").join(store);
        let mut read = 0;
        for file in fs::read_dir(folder).unwrap() {
            let path = file.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap();
            if is_of_the_whole(name) {
                continue;
            }
            for statement in statements(&fs::read_to_string(&path).unwrap()) {
                assert!(names_the_school(&statement), "{store}/{name}: {statement}");
                read += 1;
            }
        }
        assert!(read > 50, "the source of {store} is read wrongly: {read} statements");
    }
}

#[test]
fn a_query_across_schools_would_be_found() {
    assert!(!names_the_school("SELECT * FROM envelope WHERE id = ?1"));
    assert!(!names_the_school("UPDATE device SET version = $1"));
    assert!(names_the_school("SELECT * FROM envelope WHERE school = ?1 AND id = ?2"));
}
