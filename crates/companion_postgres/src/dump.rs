//! Dumps of a database, by PostgreSQL's own programs.

use std::fs::File;
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
        finish(pg_dump, &format!("pg_dump {database}"))
    }

    /// Fills an empty database from a dump, whole or not at all.
    pub fn restore(self, database: &str, dump: File) -> Result<(), StartError> {
        let mut pg_restore = self.command("pg_restore");
        pg_restore.args(["--single-transaction", "--exit-on-error", "--dbname", database]).stdin(dump);
        finish(pg_restore, &format!("pg_restore {database}"))
    }
}

fn finish(mut command: Command, statement: &str) -> Result<(), StartError> {
    let program = command.get_program().to_owned();
    let running = command.stderr(Stdio::piped()).spawn();
    let done = running.and_then(|running| running.wait_with_output());
    let done = done.map_err(StartError::program(Path::new(&program)))?;
    if done.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&done.stderr).trim().to_owned();
    Err(StartError::Refused { statement: statement.to_owned(), said })
}
