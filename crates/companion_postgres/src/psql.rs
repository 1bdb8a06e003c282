//! Statements, by PostgreSQL's own client.

use std::process::Command;

use crate::error::StartError;
use crate::programs::Programs;
use crate::user::User;

/// The role that owns every database. It needs no password.
pub const OWNER: &str = "companion";
/// A role that needs [`PASSWORD`]. It may do with each database what its owner may, and is no superuser.
pub const GUARDED: &str = "guarded";
/// The password of [`GUARDED`]. It protects nothing: the server listens on loopback, and lets its owner in without.
pub const PASSWORD: &str = "only-for-tests";

/// A client of the server at a port.
#[derive(Clone, Copy)]
pub struct Client<'server> {
    pub programs: &'server Programs,
    pub user: &'server User,
    pub port: u16,
}

impl Client<'_> {
    /// Runs SQL as the owner, and gives what it answers: a line for each row, fields parted by `|`.
    pub fn run(self, database: &str, sql: &str) -> Result<String, StartError> {
        let mut psql = self.command("psql");
        psql.args(["--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--set=ON_ERROR_STOP=1"]);
        psql.args(["--dbname", database, "--command", sql]);
        let done = psql.output().map_err(StartError::program(&self.programs.path("psql")))?;
        if !done.status.success() {
            let said = String::from_utf8_lossy(&done.stderr).trim().to_owned();
            return Err(StartError::Refused { statement: sql.to_owned(), said });
        }
        Ok(String::from_utf8_lossy(&done.stdout).trim_end().to_owned())
    }

    /// One of PostgreSQL's programs, as a client of this server and as the owner.
    pub fn command(self, program: &str) -> Command {
        let mut command = self.user.command(&self.programs.path(program));
        command.args(["--no-password", "--host=127.0.0.1", "--port", &self.port.to_string()]);
        command.args(["--username", OWNER]);
        // Neither can be had here, and asking costs time.
        command.envs([("PGSSLMODE", "disable"), ("PGGSSENCMODE", "disable")]);
        command
    }

    /// Makes the guarded role, if it isn't there.
    pub fn make_guarded_role(self) -> Result<(), StartError> {
        let sql = format!(
            "DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{GUARDED}') THEN \
             CREATE ROLE {GUARDED} LOGIN PASSWORD '{PASSWORD}' IN ROLE {OWNER}; END IF; END $$"
        );
        self.run("postgres", &sql).map(drop)
    }
}
