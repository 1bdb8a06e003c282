//! A PostgreSQL server of one's own, for tests and for trying out.
//!
//! [`Server::start`] starts the system's PostgreSQL (Debian's `postgresql-15`) with an empty data folder, on a
//! free port of loopback. It runs as a user that is not root, and ends with its owner: when the value is dropped,
//! and also when the process that holds it ends in any way, be it by SIGKILL.
//!
//! Its durability is PostgreSQL's own: `fsync`, `synchronous_commit` and `full_page_writes` are on.
//!
//! Reading order: [`Server`], `launch` (one start), `process` (the program and its end), `folder`, `psql`,
//! `dump`, `user`, `programs`, `leftovers`.

mod dump;
mod error;
mod folder;
mod launch;
mod leftovers;
mod process;
mod programs;
mod psql;
mod server;
mod user;

pub use error::{StartError, StopError};
pub use process::Shutdown;
pub use programs::is_installed;
pub use psql::{GUARDED, OWNER, PASSWORD};
pub use server::Server;
