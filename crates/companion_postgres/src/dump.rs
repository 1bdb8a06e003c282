//! Dumps of a database, by PostgreSQL's own programs.

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::error::StartError;
use crate::psql::Client;

impl Client<'_> {
    /// Writes a database as it is at this moment into a new file.
    pub fn dump(self, database: &str, file: &Path) -> Result<(), StartError> {
        let written = File::create_new(file).map_err(StartError::folder(file))?;
        let mut pg_dump = self.command("pg_dump");
        pg_dump.arg("--format=custom").arg(database);
        // The program's own user may not be allowed to enter the file's folder, but may write where we opened.
        pg_dump.stdout(written);
        finish(pg_dump, &format!("pg_dump {database}"), "").map(drop)
    }

    /// A database as statements that a person can read and compare, a row each.
    pub fn statements(self, database: &str) -> Result<String, StartError> {
        let mut pg_dump = self.command("pg_dump");
        pg_dump.args(["--format=plain", "--inserts", "--no-owner", "--no-privileges", database]);
        pg_dump.stdout(Stdio::piped());
        let said = finish(pg_dump, &format!("pg_dump {database}"), "")?;
        // What is no statement names the programs' versions, or is for one program alone.
        let is_statement =
            |line: &&str| !(line.is_empty() || line.starts_with("--") || line.starts_with('\\'));
        Ok(said.lines().filter(is_statement).map(|line| format!("{line}\n")).collect())
    }

    /// Runs many statements in a database, all of them or none.
    pub fn run_all(self, database: &str, statements: &str) -> Result<(), StartError> {
        let mut psql = self.command("psql");
        psql.args(["--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1"]);
        psql.args(["--dbname", database]).stdin(Stdio::piped()).stdout(Stdio::null());
        finish(psql, "many statements", statements).map(drop)
    }

    /// Fills an empty database from a dump, whole or not at all.
    pub fn restore(self, database: &str, dump: File) -> Result<(), StartError> {
        let mut pg_restore = self.command("pg_restore");
        pg_restore.args(["--single-transaction", "--exit-on-error", "--dbname", database]).stdin(dump);
        finish(pg_restore, &format!("pg_restore {database}"), "").map(drop)
    }
}

/// Runs a program to its end, and gives what it says where that is asked for. `input` is for one that reads it.
fn finish(mut command: Command, statement: &str, input: &str) -> Result<String, StartError> {
    let program = command.get_program().to_owned();
    let mut running =
        command.stderr(Stdio::piped()).spawn().map_err(StartError::program(Path::new(&program)))?;
    if let Some(mut stdin) = running.stdin.take() {
        // One that has ended before it has read everything says why below.
        let _written = stdin.write_all(input.as_bytes());
    }
    let done = running.wait_with_output().map_err(StartError::program(Path::new(&program)))?;
    if done.status.success() {
        return Ok(String::from_utf8_lossy(&done.stdout).into_owned());
    }
    let said = String::from_utf8_lossy(&done.stderr).trim().to_owned();
    Err(StartError::Refused { statement: statement.to_owned(), said })
}
