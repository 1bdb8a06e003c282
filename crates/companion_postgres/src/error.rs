//! What can go wrong. Each sentence says what is true and what to do.

use std::io;
use std::path::{Path, PathBuf};

/// Why a server did not start, or did not do what it was asked to.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The system has no PostgreSQL server.
    #[error(
        "PostgreSQL's server is not installed here, or is older than version 15. Install it: \
         apt-get install postgresql-15"
    )]
    Missing,
    /// Root may not run a server, and there is nobody else.
    #[error(
        "PostgreSQL refuses to run as root, and this system has neither a user postgres nor a user nobody. Run \
         this as a user other than root"
    )]
    NoUser,
    /// A folder can't be made, read or written.
    #[error("{path} can't be used ({cause}). Correct its rights, or choose another folder")]
    Folder {
        /// The folder, or a file in it.
        path: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
    /// A folder has other things in it.
    #[error(
        "{0} is neither empty nor the data of a PostgreSQL server; it is untouched. Choose an empty folder"
    )]
    Foreign(PathBuf),
    /// The user that the server runs as can't enter a folder.
    #[error(
        "{folder} can't be reached by {user}, the user that the server runs as when it is started by root. Choose \
         a folder whose parents everybody may enter, or run this as a user other than root"
    )]
    Unreachable {
        /// The data folder.
        folder: PathBuf,
        /// The user's name.
        user: String,
    },
    /// Another server has the data folder.
    #[error(
        "another PostgreSQL server is running in {0}. Stop it, then try again; if there is none, remove the file \
         postmaster.pid in that folder"
    )]
    Held(PathBuf),
    /// Another program has the port.
    #[error("port {0} of 127.0.0.1 is taken by another program. End that program, then try again")]
    PortTaken(u16),
    /// The system has no free port.
    #[error("127.0.0.1 has no free port ({0}). End programs that use many, then try again")]
    NoPort(io::Error),
    /// A program can't be run.
    #[error("{program} could not be run ({cause}). Install the Debian packages util-linux and postgresql-15")]
    Program {
        /// The program.
        program: String,
        /// What the system said.
        cause: io::Error,
    },
    /// The data folder could not be filled.
    #[error("initdb could not make a new data folder, and says why:\n{0}")]
    Init(String),
    /// The server ended before it was ready.
    #[error("the PostgreSQL server ended while it started. Its log says why:\n{0}")]
    Ended(String),
    /// The server did not become ready in time, and was ended.
    #[error(
        "the PostgreSQL server was not ready after {seconds} s and was stopped. Try again when the computer has \
         less to do. The log:\n{log}"
    )]
    Slow {
        /// How long it was waited for.
        seconds: u64,
        /// The server's log.
        log: String,
    },
    /// A database can't have this name.
    #[error(
        "a database can't be named {0:?} here. Take at most 63 of a to z, 0 to 9 and _, and begin with a letter"
    )]
    Name(String),
    /// The server did not do what a statement says.
    #[error("the PostgreSQL server did not do this: {statement}\nIt says: {said}")]
    Refused {
        /// The statement.
        statement: String,
        /// What psql showed.
        said: String,
    },
    /// The server that ran before has not ended.
    #[error(transparent)]
    Stop(#[from] StopError),
}

impl StartError {
    pub(crate) fn folder(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |cause| Self::Folder { path, cause }
    }

    pub(crate) fn program(program: &Path) -> impl FnOnce(io::Error) -> Self {
        let program = program.display().to_string();
        move |cause| Self::Program { program, cause }
    }
}

/// Why a server did not stop.
#[derive(Debug, thiserror::Error)]
pub enum StopError {
    /// It is still running.
    #[error(
        "the PostgreSQL server (process {pid}) has not ended within {seconds} s and is still running. A smart \
         shutdown waits until every client has gone: close the clients, or use a fast one"
    )]
    StillRunning {
        /// The server's process.
        pid: u32,
        /// How long it was waited for.
        seconds: u64,
    },
    /// It could not be told to stop.
    #[error("the PostgreSQL server (process {pid}) could not be told to stop ({cause}). End that process")]
    Signal {
        /// The server's process.
        pid: u32,
        /// What the system said.
        cause: io::Error,
    },
}
