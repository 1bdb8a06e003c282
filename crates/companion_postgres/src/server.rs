//! A server and its databases.

use std::fmt;
use std::fs::File;
use std::path::Path;
use std::time::Duration;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::error::{StartError, StopError};
use crate::folder::Folder;
use crate::launch::launch;
use crate::leftovers;
use crate::process::{Process, Shutdown};
use crate::programs::Programs;
use crate::psql::{Client, GUARDED, OWNER};
use crate::user::User;

/// How long a stop is waited for.
const LONGEST_STOP: Duration = Duration::from_secs(60);
/// What may not stand in a part of an address as it is.
const UNSAFE: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
/// The most bytes in a database's name; PostgreSQL cuts off the rest.
const LONGEST_NAME: usize = 63;

/// A running PostgreSQL server, or one that was stopped and can be started again. Dropping it stops it.
pub struct Server {
    programs: Programs,
    user: User,
    port: u16,
    process: Process,
    /// The log of those processes that ran before.
    earlier_log: String,
    folder: Folder,
}

impl Server {
    /// Starts a server with a new, empty data folder among the system's temporary files. Both end with this value;
    /// if the owner is killed, the server ends at once, and a later start removes the folder.
    ///
    /// # Errors
    /// Where PostgreSQL is not installed, or its server does not start; the sentence says what to do.
    pub fn start() -> Result<Self, StartError> {
        let (programs, user) = (Programs::find()?, User::for_servers()?);
        leftovers::remove(user.uid);
        let folder = Folder::new(&programs, &user)?;
        Self::start_with(programs, user, folder)
    }

    /// Starts a server with this data folder, which stays. It is made if it isn't there, and made a server's if it
    /// is empty.
    ///
    /// # Errors
    /// As [`Server::start`], and where the folder is another's.
    pub fn start_in(folder: impl AsRef<Path>) -> Result<Self, StartError> {
        let (programs, user) = (Programs::find()?, User::for_servers()?);
        let folder = Folder::open(folder.as_ref(), &programs, &user)?;
        Self::start_with(programs, user, folder)
    }

    fn start_with(programs: Programs, user: User, folder: Folder) -> Result<Self, StartError> {
        let (process, port) = launch(&programs, &user, folder.path(), None)?;
        let server = Self { programs, user, port, process, earlier_log: String::new(), folder };
        server.client().make_guarded_role()?;
        Ok(server)
    }

    /// The address of a database, for the role [`OWNER`], who needs no password.
    #[must_use]
    pub fn url(&self, database: &str) -> String {
        format!("postgres://{OWNER}@127.0.0.1:{}/{}", self.port, encode(database))
    }

    /// The address of a database, for the role [`GUARDED`], with this password; [`PASSWORD`](crate::PASSWORD) is
    /// the right one.
    #[must_use]
    pub fn url_with_password(&self, database: &str, password: &str) -> String {
        format!("postgres://{GUARDED}:{}@127.0.0.1:{}/{}", encode(password), self.port, encode(database))
    }

    /// Makes an empty database, and gives its address.
    ///
    /// # Errors
    /// Where the name has other letters than a to z, 0 to 9 and `_`, where there is a database of that name, or
    /// where the server is stopped.
    pub fn create_database(&self, name: &str) -> Result<String, StartError> {
        // Nobody can be connected to template0, so several can be made at once.
        self.copy_database("template0", name)
    }

    /// Makes a database as another one is, to which nobody may be connected meanwhile, and gives its address.
    ///
    /// # Errors
    /// As [`Self::create_database`], and where somebody is connected to the other one.
    pub fn copy_database(&self, from: &str, name: &str) -> Result<String, StartError> {
        check_name(from).and_then(|()| check_name(name))?;
        // Copied through the log, a tenth of the time that a copy of the files takes: that one needs two
        // checkpoints.
        let sql = format!("CREATE DATABASE \"{name}\" TEMPLATE \"{from}\" STRATEGY wal_log");
        self.psql("postgres", &sql)?;
        Ok(self.url(name))
    }

    /// Removes a database and ends every connection to it. One that isn't there is no error.
    ///
    /// # Errors
    /// Where the name can't be one, or the server is stopped.
    pub fn drop_database(&self, name: &str) -> Result<(), StartError> {
        check_name(name)?;
        self.psql("postgres", &format!("DROP DATABASE IF EXISTS \"{name}\" WITH (FORCE)")).map(drop)
    }

    /// Runs SQL in a database as its owner and a superuser, by PostgreSQL's own client. Gives a line for each row,
    /// its fields parted by `|`. Several statements are one transaction.
    ///
    /// # Errors
    /// Where the server refuses it, with what it says, or is stopped.
    pub fn psql(&self, database: &str, sql: &str) -> Result<String, StartError> {
        self.client().run(database, sql)
    }

    /// Writes a database as it is at this moment into a new file, by `pg_dump`, while it is in use.
    ///
    /// # Errors
    /// Where the name can't be one, the file is there already or can't be made, there is no such database, or the server is
    /// stopped.
    pub fn dump_database(&self, name: &str, file: &Path) -> Result<(), StartError> {
        check_name(name)?;
        self.client().dump(name, file)
    }

    /// Removes a database, as [`Server::drop_database`] does, and makes one of the same name with what a dump has, by
    /// `pg_restore`.
    ///
    /// # Errors
    /// Where the file can't be opened: then the database is untouched. Where it is no dump: then the database is empty.
    /// Otherwise as [`Server::create_database`].
    pub fn restore_database(&self, name: &str, file: &Path) -> Result<(), StartError> {
        let dump = File::open(file).map_err(StartError::folder(file))?;
        self.drop_database(name)?;
        self.create_database(name)?;
        self.client().restore(name, dump)
    }

    /// A database as statements, a row each, by `pg_dump`: what [`Server::run_all`] makes the same database from.
    ///
    /// # Errors
    /// Where there is no such database, or the server is stopped.
    pub fn statements_of(&self, name: &str) -> Result<String, StartError> {
        self.client().statements(name)
    }

    /// Runs many statements in a database, all of them or none.
    ///
    /// # Errors
    /// Where the server refuses one, with what it says, or is stopped.
    pub fn run_all(&self, database: &str, statements: &str) -> Result<(), StartError> {
        self.client().run_all(database, statements)
    }

    /// Lets no file of the server become longer than so many bytes; `None` for any length. It is how a disk becomes full without the
    /// rights to make one: the system writes less than it was given, and the server says that the disk is full. Take a length
    /// that is no multiple of 8 KiB, and longer than the 16 MiB of a file of its log, without which the server ends.
    ///
    /// # Errors
    /// Where the server is stopped, or the system does not allow it.
    pub fn limit_files(&self, bytes: Option<u64>) -> Result<(), StartError> {
        let limit = bytes.map_or_else(|| "unlimited".to_owned(), |bytes| bytes.to_string());
        // First the process that starts the others, so that each is one that is here or begins with the limit.
        self.pid().map_or(Ok(()), |pid| self.limit_files_of(pid, &limit))?;
        let clients = "SELECT pid FROM pg_stat_activity
                       WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()";
        for pid in self.psql("postgres", clients)?.lines().filter_map(|pid| pid.parse().ok()) {
            self.limit_files_of(pid, &limit)?;
        }
        Ok(())
    }

    fn limit_files_of(&self, pid: u32, limit: &str) -> Result<(), StartError> {
        // As the server's own user, who alone may do so without further rights.
        let prlimit = Path::new("prlimit");
        let mut command = self.user.command(prlimit);
        command.arg(format!("--pid={pid}")).arg(format!("--fsize={limit}:"));
        let done = command.output().map_err(StartError::program(prlimit))?;
        if done.status.success() {
            return Ok(());
        }
        let said = String::from_utf8_lossy(&done.stderr).trim().to_owned();
        Err(StartError::Refused { statement: format!("prlimit --pid={pid} --fsize={limit}:"), said })
    }

    fn client(&self) -> Client<'_> {
        Client { programs: &self.programs, user: &self.user, port: self.port }
    }

    /// Stops the server and waits until it has ended. Port and folder remain for [`Server::start_again`]. One that
    /// has ended is left alone.
    ///
    /// # Errors
    /// Where it is still running after a minute, as in a smart shutdown with clients that stay.
    pub fn stop(&mut self, how: Shutdown) -> Result<(), StopError> {
        self.process.stop(how, LONGEST_STOP)
    }

    /// Starts the server again, at the same port and with the same data, whether it was stopped or has crashed. One
    /// that is running is stopped first, fast.
    ///
    /// # Errors
    /// Where it can't be stopped, the port was taken meanwhile, or it does not start.
    pub fn start_again(&mut self) -> Result<(), StartError> {
        self.stop(Shutdown::Fast)?;
        let (process, _) = launch(&self.programs, &self.user, self.folder.path(), Some(self.port))?;
        self.earlier_log = self.log();
        self.process = process;
        Ok(())
    }

    /// The id of the server's first process, the one to signal, while it runs.
    #[must_use]
    pub fn pid(&self) -> Option<u32> {
        self.process.pid()
    }

    /// The port on 127.0.0.1.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The data folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// What the server has written into its log so far; of a very long log the end.
    #[must_use]
    pub fn log(&self) -> String {
        self.earlier_log.clone() + &self.process.log()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let stop = |how| self.process.stop(how, LONGEST_STOP);
        if let Err(why) = stop(Shutdown::Fast).or_else(|_| stop(Shutdown::Immediate)) {
            eprintln!("{why}");
        }
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = &mut formatter.debug_struct("Server");
        shown.field("port", &self.port).field("folder", &self.folder.path()).finish_non_exhaustive()
    }
}

fn encode(part: &str) -> impl fmt::Display + '_ {
    utf8_percent_encode(part, UNSAFE)
}

fn check_name(name: &str) -> Result<(), StartError> {
    let is_usual = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    let begins = name.starts_with(|first: char| first.is_ascii_lowercase());
    if begins && name.len() <= LONGEST_NAME && name.bytes().all(is_usual) {
        return Ok(());
    }
    Err(StartError::Name(name.to_owned()))
}
