//! Where a school can be: in a folder, or on a database server.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use companion_endpoint::store::school_tables::TABLES;
use rusqlite::Connection;
use uuid::Uuid;

use crate::world::{
    Folder, TestDatabase, folder,
    program::{self, Program},
};

#[derive(Clone, Copy, Debug)]
pub enum Kind {
    Folder,
    Server,
}

/// An endpoint's folder, and its database where that is on a server.
pub struct Place {
    pub data: Folder,
    pub database: Option<TestDatabase>,
}

impl Place {
    /// Where `init` has made an endpoint, and the code that founds a school on it.
    pub fn made(kind: Kind) -> (Self, String) {
        let place = Self::empty(kind);
        let code = place.set_up_code();
        (place, code)
    }

    /// The code that founds one more school.
    pub fn set_up_code(&self) -> String {
        match &self.database {
            None => program::set_up_code(&self.data),
            Some(database) => program::inits_database(&self.data, &database.url).unwrap(),
        }
    }

    /// The same, with the receipt key of another one.
    pub fn with_key_of(kind: Kind, other: &Self) -> Self {
        let place = Self::made(kind).0;
        fs::copy(other.data.join("receipt.key"), place.data.join("receipt.key")).unwrap();
        place
    }

    fn empty(kind: Kind) -> Self {
        let database = match kind {
            Kind::Folder => None,
            Kind::Server => Some(TestDatabase::create()),
        };
        Self { data: folder(), database }
    }

    pub fn serves(&self) -> Program {
        match &self.database {
            None => Program::serves(&self.data),
            Some(database) => Program::serves_database(&self.data, &database.url),
        }
    }

    pub fn runs(&self, verb: &str, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_companion-endpoint"));
        command.args([verb, "--data"]).arg(&*self.data).args(arguments);
        if let Some(database) = &self.database {
            command.env("COMPANION_DATABASE", &database.url);
        }
        command.output().unwrap()
    }

    pub fn tries_export(&self, school: Uuid, to: &Path) -> Output {
        self.runs("export-school", &["--school", &school.to_string(), "--to", to.to_str().unwrap()])
    }

    #[track_caller]
    pub fn exports(&self, school: Uuid, to: &Path) -> String {
        succeeds(self.tries_export(school, to))
    }

    pub fn tries_import(&self, from: &Path) -> Output {
        self.runs("import-school", &["--from", from.to_str().unwrap()])
    }

    #[track_caller]
    pub fn imports(&self, from: &Path) -> String {
        succeeds(self.tries_import(from))
    }

    #[track_caller]
    pub fn refuses_import(&self, from: &Path) -> String {
        fails(self.tries_import(from))
    }

    /// Changes something of the database by hand.
    pub fn executes(&self, sql: &str) {
        match &self.database {
            None => Connection::open(self.data.join("companion.sqlite")).unwrap().execute_batch(sql).unwrap(),
            Some(database) => drop(database.says(sql)),
        }
    }

    /// How many rows each table of schools has.
    pub fn counts(&self) -> Vec<i64> {
        let counts: Vec<_> =
            TABLES.iter().map(|table| format!("(SELECT count(*) FROM {})", table.name)).collect();
        let sql = format!("SELECT {}", counts.join(" || ' ' || "));
        let said = match &self.database {
            None => {
                let database = Connection::open(self.data.join("companion.sqlite")).unwrap();
                database.query_row(&sql, [], |row| row.get(0)).unwrap()
            }
            Some(database) => database.says(&sql),
        };
        said.split_whitespace().map(|count| count.parse().unwrap()).collect()
    }

    /// What the program wrote about itself.
    pub fn log(&self) -> String {
        fs::read_to_string(program::log(&self.data)).unwrap()
    }
}

#[track_caller]
pub fn succeeds(output: Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// A sentence to whoever runs the program, and nothing of a panic.
#[track_caller]
pub fn fails(output: Output) -> String {
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}{}", String::from_utf8_lossy(&output.stdout));
    assert!(said.starts_with("companion-endpoint: ") && said.lines().count() == 1, "{said}");
    assert!(output.stdout.is_empty());
    said
}

/// A file that is exported to.
pub fn file(folder: &Path, name: &str) -> PathBuf {
    folder.join(name)
}

/// The lines of an exported file.
pub fn lines(file: &Path) -> Vec<String> {
    fs::read_to_string(file).unwrap().lines().map(str::to_owned).collect()
}
