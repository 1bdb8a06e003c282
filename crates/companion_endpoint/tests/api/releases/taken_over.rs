//! Databases that releases have left, and this endpoint on them.

use std::{
    fs,
    path::{Path, PathBuf},
};

use rusqlite::Connection;

use crate::world::{
    Folder, TestDatabase, folder,
    program::{Program, runs},
};

/// The folder of what releases have left in a file, a folder each.
pub const IN_A_FILE: &str = "tests/releases";
/// The same of what they have left on a server, since 0.6.0.
pub const ON_A_SERVER: &str = "tests/releases_on_postgres";

pub fn releases(folder: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)
}

pub fn all_releases(folder: &str) -> Vec<PathBuf> {
    fs::read_dir(releases(folder)).unwrap().map(|entry| entry.unwrap().path()).collect()
}

/// An endpoint on the database that a release has left, which is in its folder or on a server.
pub struct TakenOver {
    pub endpoint: Program,
    data: Folder,
    on_server: Option<TestDatabase>,
}

impl TakenOver {
    pub fn in_a_file(release: &Path) -> Self {
        let data = folder();
        let database = Connection::open(data.join("companion.sqlite")).unwrap();
        // A table that was built anew stands after those that point at it.
        database.pragma_update(None, "foreign_keys", false).unwrap();
        database.execute_batch(&fs::read_to_string(release.join("database.sql")).unwrap()).unwrap();
        drop(database);
        fs::copy(release.join("receipt.key"), data.join("receipt.key")).unwrap();
        is_whole(&data, &[]);
        Self { endpoint: Program::serves(&data), data, on_server: None }
    }

    pub fn on_a_server(release: &Path) -> Self {
        let (data, database) = (folder(), TestDatabase::create());
        database.fills_with(&fs::read_to_string(release.join("database.sql")).unwrap());
        fs::copy(release.join("receipt.key"), data.join("receipt.key")).unwrap();
        is_whole(&data, &["--database", &database.url]);
        let endpoint = Program::serves_database(&data, &database.url);
        Self { endpoint, data, on_server: Some(database) }
    }

    /// Those of the DSL's route, where the next one follows them.
    pub fn numbers_of_read_marks(&self) -> Vec<i64> {
        let asked = "SELECT reading.seq FROM reading JOIN route_seq USING (school, route)
                     WHERE route = 'dsl' AND reading.seq <= route_seq.reading_seq ORDER BY reading.seq";
        if let Some(database) = &self.on_server {
            return database.says(asked).lines().map(|number| number.parse().unwrap()).collect();
        }
        let database = Connection::open(self.data.join("companion.sqlite")).unwrap();
        let mut numbers = database.prepare(asked).unwrap();
        numbers.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
    }
}

fn is_whole(data: &Path, flags: &[&str]) {
    let found = runs("verify", &[("--data", data)], flags);
    let found = String::from_utf8(found.stdout).unwrap();
    // The file that says how far the database had come stays behind where a release is frozen.
    let others = found.lines().filter(|line| line.starts_with("Damage:") && !line.contains("new epoch"));
    assert_eq!(others.collect::<Vec<_>>(), [""; 0]);
    assert!(found.starts_with("Schools: 1. Records"), "{found}");
}
