//! `companion-endpoint`: the endpoint as a program.

use std::{
    future::Future,
    io::{self, Write},
    net::SocketAddr,
    path::PathBuf,
    process::ExitCode,
};

use clap::{Parser, Subcommand};
use companion_endpoint::{
    Config,
    config::{PUTS_PER_MINUTE, system_clock},
    data::Data,
};
use tokio::{
    net::TcpListener,
    signal::{ctrl_c, unix},
};

/// Takes envelopes, gives receipts, serves the Trip Companion and its inbox.
#[derive(Parser)]
#[command(name = "companion-endpoint", version)]
struct Cli {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Print a link that sets up one school, once, within 24 hours.
    Init {
        /// The folder with the database; made if need be.
        #[arg(long)]
        data: PathBuf,
        /// The address people will use, for example https://companion.example.sch.uk
        #[arg(long)]
        origin: String,
    },
    /// Serve until Ctrl-C or SIGTERM.
    Serve {
        /// The folder with the database and the receipt key; made if need be.
        #[arg(long)]
        data: PathBuf,
        /// The address to listen on; put a proxy with TLS in front of anything but loopback.
        #[arg(long, default_value = "127.0.0.1:8080")]
        listen: SocketAddr,
        /// New envelopes one device may deliver in a minute; 0 for any number.
        #[arg(long, default_value_t = PUTS_PER_MINUTE)]
        puts_per_minute: u32,
    },
    /// Copy the database into a new file, while it is in use.
    Backup {
        /// The folder with the database.
        #[arg(long)]
        data: PathBuf,
        /// The file to write; it must not exist.
        #[arg(long)]
        to: PathBuf,
    },
    /// Put a backup in the place of the database. Phones then deliver again what the backup lacks.
    Restore {
        /// The folder for the database.
        #[arg(long)]
        data: PathBuf,
        /// The backup.
        #[arg(long)]
        from: PathBuf,
        /// Give up the database that is there now.
        #[arg(long)]
        replace: bool,
    },
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Cli::parse().verb).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("companion-endpoint: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(verb: Verb) -> io::Result<()> {
    match verb {
        Verb::Init { data, origin } => init(&Data::open(&data)?, &origin).await,
        Verb::Serve { data, listen, puts_per_minute } => {
            serve(&Data::open(&data)?, listen, puts_per_minute).await
        }
        Verb::Backup { data, to } => Data::at(&data).back_up(&to),
        Verb::Restore { data, from, replace } => Data::open(&data)?.restore(&from, replace),
    }
}

async fn init(data: &Data, origin: &str) -> io::Result<()> {
    let code = data.offer_setup(system_clock()).await?;
    writeln!(io::stdout(), "{}/inbox/set-up#{code}", origin.trim_end_matches('/'))
}

async fn serve(data: &Data, listen: SocketAddr, puts_per_minute: u32) -> io::Result<()> {
    let _lock = data.lock()?;
    let mut config = Config::new(data.receipt_key()?);
    config.puts_per_minute = Some(puts_per_minute).filter(|limit| *limit > 0);
    let store = data.store()?;
    // Before the address is printed: whoever reads it may send the signal at once.
    let stop = stop()?;
    let listener = TcpListener::bind(listen).await?;
    writeln!(io::stdout(), "Listening on http://{}", listener.local_addr()?)?;
    companion_endpoint::run(config, store, listener, stop).await
}

fn stop() -> io::Result<impl Future<Output = ()>> {
    let mut terminate = unix::signal(unix::SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = ctrl_c() => {}
        }
    })
}
