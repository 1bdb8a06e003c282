//! The command line: what the program can be told to do.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
};

use clap::{Args, Parser, Subcommand};
use companion_endpoint::{
    config::{MEGABYTES_PER_DAY, PUTS_PER_DAY, PUTS_PER_MINUTE},
    data::{Data, DatabaseUrl},
    origin::Origin,
};
use uuid::Uuid;

/// Takes envelopes, gives receipts, serves the Trip Companion and its inbox.
#[derive(Parser)]
#[command(name = "companion-endpoint", version)]
pub struct Cli {
    #[command(subcommand)]
    /// What to do.
    pub verb: Verb,
}

/// What the program can do.
#[derive(Subcommand)]
pub enum Verb {
    /// Make an endpoint, if the folder has none, and print a link that sets up one school on it, once, within 24 hours.
    Init {
        /// The folder for database and receipt key; made if need be.
        #[arg(long)]
        data: PathBuf,
        #[command(flatten)]
        database: Database,
        /// The address people will use, for example https://companion.example.sch.uk
        #[arg(long, env = "COMPANION_ORIGIN", value_delimiter = ',', required = true)]
        origin: Vec<Origin>,
    },
    /// Serve until Ctrl-C, SIGTERM or SIGHUP.
    Serve {
        /// The folder that init made, with the database and the receipt key.
        #[arg(long)]
        data: PathBuf,
        #[command(flatten)]
        database: Database,
        /// The address to listen on; put a proxy with TLS in front of anything but loopback.
        #[arg(long, default_value = "127.0.0.1:8080")]
        listen: SocketAddr,
        /// Serve the web apps of this folder instead of those in the program; for whoever works on them, and in no release.
        #[cfg(debug_assertions)]
        #[arg(long)]
        apps: Option<PathBuf>,
        /// Take the SQL files of this folder for the next version's steps to the schema of a database on a server; for tests, and in
        /// no release.
        #[cfg(debug_assertions)]
        #[arg(long)]
        next_steps: Option<PathBuf>,
        #[command(flatten)]
        options: Options,
    },
    /// Copy database and receipt key into one new file, while they are in use. Keep it as safe as the endpoint itself.
    Backup {
        /// The folder with the database and the receipt key.
        #[arg(long)]
        data: PathBuf,
        /// The file to write; it must not exist.
        #[arg(long)]
        to: PathBuf,
    },
    /// Put a backup in the place of the database, with its receipt key. Phones then deliver again what the backup lacks.
    Restore {
        /// The folder for database and receipt key; made if need be.
        #[arg(long)]
        data: PathBuf,
        /// The backup.
        #[arg(long)]
        from: PathBuf,
        /// Give up the database that is there now.
        #[arg(long)]
        replace: bool,
    },
    /// Make a second receipt key in a new file, for the day the first is lost, and print the line with which an administrator
    /// publishes it. Keep the file away from this machine; on that day it takes the place of receipt.key.
    ReceiptKey {
        /// The file to write; it must not exist.
        #[arg(long)]
        to: PathBuf,
    },
    /// Look at every record and every receipt, and at every page of a database in the folder, while they are in use or not, and say
    /// what is wrong.
    Verify {
        /// The folder with the database and the receipt key.
        #[arg(long)]
        data: PathBuf,
        #[command(flatten)]
        database: Database,
    },
    /// Write all that is kept of one school into one new file, while it is in use, to move it to another endpoint. Keep it as safe
    /// as a backup.
    ExportSchool {
        /// The folder with the endpoint.
        #[arg(long)]
        data: PathBuf,
        #[command(flatten)]
        database: Database,
        /// The school's id. With one that is not there, those that are there are named.
        #[arg(long)]
        school: Uuid,
        /// The file to write; it must not exist.
        #[arg(long)]
        to: PathBuf,
    },
    /// Take in a school that export-school has written, with everything in it or not at all. In a folder with a database of its own
    /// no endpoint may be running meanwhile.
    ImportSchool {
        /// The folder with the endpoint.
        #[arg(long)]
        data: PathBuf,
        #[command(flatten)]
        database: Database,
        /// The file that export-school has written.
        #[arg(long)]
        from: PathBuf,
    },
    /// Remove a school that was moved away, with everything in it, for good. In a folder with a database of its own no endpoint may
    /// be running meanwhile.
    RemoveSchool {
        /// The folder with the endpoint.
        #[arg(long)]
        data: PathBuf,
        #[command(flatten)]
        database: Database,
        /// The school's id.
        #[arg(long)]
        school: Uuid,
        /// A file that export-school has written where the school is now, or here when it was moved. It must have everything that
        /// this database has of the school.
        #[arg(long)]
        exported: PathBuf,
    },
}

/// Where the database is.
#[derive(Args)]
pub struct Database {
    /// A PostgreSQL database that several endpoints can share, instead of a file in the folder: postgres://user@host/name. The
    /// folder then has the receipt key alone. In the environment a password stays out of the list of processes.
    #[arg(long, env = "COMPANION_DATABASE", hide_env_values = true)]
    pub database: Option<DatabaseUrl>,
}

impl Database {
    /// The data of this database, with the receipt key in a folder.
    pub fn at(self, folder: &Path) -> Data {
        match self.database {
            Some(url) => Data::on_server(folder, url),
            None => Data::at(folder),
        }
    }
}

/// How it serves.
#[derive(Args)]
pub struct Options {
    /// New envelopes one device may deliver in a minute; 0 for any number.
    #[arg(long, default_value_t = PUTS_PER_MINUTE)]
    pub puts_per_minute: u32,
    /// New envelopes one device may deliver in a day, and one member import; 0 for any number.
    #[arg(long, default_value_t = PUTS_PER_DAY)]
    pub puts_per_day: u32,
    /// The same in megabytes; 0 for any amount.
    #[arg(long, default_value_t = MEGABYTES_PER_DAY)]
    pub megabytes_per_day: u32,
    /// The address people use, for example https://companion.example.sch.uk; once for each if there are several.
    /// With https, cookies and pages are for TLS alone.
    #[arg(long, env = "COMPANION_ORIGIN", value_delimiter = ',')]
    pub origin: Vec<Origin>,
}
