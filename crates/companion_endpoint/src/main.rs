//! `companion-endpoint`: the endpoint as a program.

mod command_line;
mod log;
mod stop;

use std::{
    io::{self, Write},
    net::SocketAddr,
    process::ExitCode,
};

use clap::Parser;
use command_line::{Cli, Options, Verb};
use companion_endpoint::{
    Config,
    assets::{Asset, EMBEDDED},
    config::{per_day, system_clock},
    data::{Data, new_receipt_key},
    limits,
    origin::Origin,
};
#[cfg(debug_assertions)]
use companion_endpoint::{assets::read_folder, store::postgres::take_next_steps};
use log::{Log, announce};
use rustix::process::Signal;
use stop::stop;
use tokio::{net::TcpListener, signal::unix};

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
        Verb::RemoveSchool { data, database, school, exported } => {
            let removed = database.at(&data).remove_school(school, &exported);
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
