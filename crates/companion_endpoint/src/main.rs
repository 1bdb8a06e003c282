//! `companion-endpoint`: the endpoint as a program.

mod log;
mod stop;

use std::{
    io::{self, Write},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::{Args, Parser, Subcommand};
use companion_endpoint::{
    Config,
    assets::{Asset, EMBEDDED},
    config::{MEGABYTES_PER_DAY, PUTS_PER_DAY, PUTS_PER_MINUTE, per_day, system_clock},
    data::{Data, DatabaseUrl, new_receipt_key},
    limits,
    origin::Origin,
};
#[cfg(debug_assertions)]
use companion_endpoint::{assets::read_folder, store::postgres::take_next_steps};
use log::{Log, announce};
use rustix::process::Signal;
use stop::stop;
use tokio::{net::TcpListener, signal::unix};
use uuid::Uuid;

/// Takes envelopes, gives receipts, serves the Trip Companion and its inbox.
#[derive(Parser)]
#[command(name = "companion-endpoint", version)]
struct Cli {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
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
        /// Give up what the file lacks: this many records and other entries, and not another number.
        #[arg(long)]
        give_up: Option<u64>,
    },
}

#[derive(Args)]
struct Database {
    /// A PostgreSQL database that several endpoints can share, instead of a file in the folder: postgres://user@host/name. The
    /// folder then has the receipt key alone. In the environment a password stays out of the list of processes.
    #[arg(long, env = "COMPANION_DATABASE", hide_env_values = true)]
    database: Option<DatabaseUrl>,
}

impl Database {
    fn at(self, folder: &Path) -> Data {
        match self.database {
            Some(url) => Data::on_server(folder, url),
            None => Data::at(folder),
        }
    }
}

#[derive(Args)]
struct Options {
    /// New envelopes one device may deliver in a minute; 0 for any number.
    #[arg(long, default_value_t = PUTS_PER_MINUTE)]
    puts_per_minute: u32,
    /// New envelopes one device may deliver in a day, and one member import; 0 for any number.
    #[arg(long, default_value_t = PUTS_PER_DAY)]
    puts_per_day: u32,
    /// The same in megabytes; 0 for any amount.
    #[arg(long, default_value_t = MEGABYTES_PER_DAY)]
    megabytes_per_day: u32,
    /// The address people use, for example https://companion.example.sch.uk; once for each if there are several.
    /// With https, cookies and pages are for TLS alone.
    #[arg(long, env = "COMPANION_ORIGIN", value_delimiter = ',')]
    origin: Vec<Origin>,
}

/// Said at the start where other computers reach the endpoint and nobody has named an address with TLS.
const REACHABLE_WITHOUT_TLS: &str = "other computers can reach this address without TLS. What goes to it can be \
     read on its way: passphrases' keys, sessions and phones' tokens. Let it listen on 127.0.0.1 alone with a proxy in front \
     of it that speaks TLS, and name the address people use: --origin https://companion.example.sch.uk";

#[tokio::main]
async fn main() -> ExitCode {
    let mut log = Log::start();
    let ended = match run(Cli::parse().verb).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            log.write_failure(&error);
            ExitCode::FAILURE
        }
    };
    log.finish();
    ended
}

async fn run(verb: Verb) -> io::Result<()> {
    // A file at the largest size that the system allows, the log for one, then refuses a write, and the process goes on.
    let _refused_writes = unix::signal(unix::SignalKind::from_raw(Signal::XFSZ.as_raw()))?;
    match verb {
        Verb::Init { data, database, origin } => init(&database.at(&data), &origin).await,
        #[cfg(not(debug_assertions))]
        Verb::Serve { data, database, listen, options } => {
            serve(&database.at(&data), listen, EMBEDDED, options).await
        }
        #[cfg(debug_assertions)]
        Verb::Serve { data, database, listen, apps, next_steps, options } => {
            next_steps.map_or(Ok(()), |folder| take_next_steps(&folder))?;
            let assets = apps.map_or(Ok(EMBEDDED), |folder| read_folder(&folder))?;
            serve(&database.at(&data), listen, assets, options).await
        }
        Verb::Backup { data, to } => Data::at(&data).back_up(&to).map_err(io::Error::other),
        Verb::Restore { data, from, replace } => {
            Data::at(&data).restore(&from, replace).await.map_err(io::Error::other)
        }
        Verb::ReceiptKey { to } => {
            let public = new_receipt_key(&to).map_err(io::Error::other)?;
            writeln!(io::stdout(), "{public}")
        }
        Verb::Verify { data, database } => verify(&database.at(&data)),
        Verb::ExportSchool { data, database, school, to } => {
            let exported = database.at(&data).export_school(school, &to, system_clock());
            write!(io::stdout(), "{}", exported.map_err(io::Error::other)?)
        }
        Verb::ImportSchool { data, database, from } => {
            let imported = database.at(&data).import_school(&from);
            write!(io::stdout(), "{}", imported.map_err(io::Error::other)?)
        }
        Verb::RemoveSchool { data, database, school, exported, give_up } => {
            let removed = database.at(&data).remove_school(school, &exported, give_up);
            write!(io::stdout(), "{}", removed.map_err(io::Error::other)?)
        }
    }
}

async fn init(data: &Data, origins: &[Origin]) -> io::Result<()> {
    let Some(origin) = origins.first() else { return Err(io::Error::other("no --origin was given")) };
    let code = data.init(system_clock()).await.map_err(io::Error::other)?;
    writeln!(io::stdout(), "{origin}/inbox/set-up#{code}")
}

async fn serve(
    data: &Data,
    listen: SocketAddr,
    assets: &'static [Asset],
    options: Options,
) -> io::Result<()> {
    let opened = data.open().await.map_err(io::Error::other)?;
    if let Some(reason) = opened.new_epoch_reason {
        tracing::warn!(
            "A new epoch of the database begins, because {reason}. Phones send again what it lacks; nobody need do anything."
        );
    }
    let mut config = Config::new(opened.receipt_key);
    config.assets = assets;
    config.puts_per_minute = Some(options.puts_per_minute).filter(|limit| *limit > 0);
    config.puts_per_day = per_day(options.puts_per_day, options.megabytes_per_day);
    config.limits.connections = limits::connections_that_fit();
    config.origins = options.origin;
    // Before the address is printed: whoever reads it may send the signal at once.
    let stop = stop()?;
    let listener = TcpListener::bind(listen).await?;
    let address = listener.local_addr()?;
    if !address.ip().is_loopback() && !config.origins.iter().any(Origin::is_https) {
        tracing::warn!("{REACHABLE_WITHOUT_TLS}");
    }
    announce(format!("Listening on http://{address}\nServing {}.", count_of(opened.schools)));
    companion_endpoint::run(config, opened.store, listener, stop).await
}

fn count_of(schools: Option<usize>) -> String {
    match schools {
        None => "the schools of a database on a server".to_owned(),
        Some(0) => "no school yet: open the link that init printed".to_owned(),
        Some(1) => "1 school".to_owned(),
        Some(more) => format!("{more} schools"),
    }
}

fn verify(data: &Data) -> io::Result<()> {
    let findings = data.verify().map_err(io::Error::other)?;
    write!(io::stdout(), "{findings}")?;
    findings.advice().map_or(Ok(()), |advice| Err(io::Error::other(advice)))
}
