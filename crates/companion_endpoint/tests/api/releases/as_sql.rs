//! A database as a text.

use rusqlite::Connection;

/// Schema and rows, as a text that a person can read and compare.
pub fn as_sql(database: &Connection) -> String {
    let version: u32 = database.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
    let mut sql = format!("PRAGMA user_version = {version};\n");
    let objects = "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid";
    let mut objects = database.prepare(objects).unwrap();
    let objects = objects.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
    for (kind, name, made) in objects.map(|object| object.unwrap()).collect::<Vec<(String, String, String)>>()
    {
        sql.push_str(&format!("{made};\n"));
        if kind == "table" {
            sql.push_str(&rows_as_sql(database, &name));
        }
    }
    sql
}

fn rows_as_sql(database: &Connection, table: &str) -> String {
    let columns = database.prepare(&format!("SELECT * FROM {table}")).unwrap();
    let columns: Vec<String> = columns.column_names().map(|name| format!("quote({name})")).collect();
    let select = format!("SELECT {} FROM {table}", columns.join(" || ', ' || "));
    let mut rows = database.prepare(&select).unwrap();
    let rows = rows.query_map([], |row| row.get::<_, String>(0)).unwrap();
    rows.map(|row| format!("INSERT INTO {table} VALUES ({});\n", row.unwrap())).collect()
}
