//! One start of a server in its folder.

use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use crate::error::StartError;
use crate::process::{Outcome, Process, Shutdown};
use crate::programs::Programs;
use crate::user::User;

/// The longest that a start may take: recovery after a crash is part of it.
const LONGEST: Duration = Duration::from_secs(60);
/// How long a start is tried again while a port or the folder is another's: a server that was just told to stop
/// needs a moment.
const PATIENCE: Duration = Duration::from_secs(5);

/// Starts a server at a port, or at a free one, and waits until clients may come. Gives the port, too.
pub fn launch(
    programs: &Programs,
    user: &User,
    folder: &Path,
    port: Option<u16>,
) -> Result<(Process, u16), StartError> {
    let began = Instant::now();
    loop {
        let port = port.map_or_else(free_port, Ok)?;
        let refused = match start_once(programs, user, folder, port) {
            Err(why @ (StartError::PortTaken(_) | StartError::Held(_))) => why,
            started => return started.map(|process| (process, port)),
        };
        if began.elapsed() > PATIENCE {
            return Err(refused);
        }
        // Nothing tells when a port or a folder becomes free.
        thread::sleep(Duration::from_millis(100));
    }
}

fn start_once(programs: &Programs, user: &User, folder: &Path, port: u16) -> Result<Process, StartError> {
    let postgres = programs.path("postgres");
    let command = command(user, &postgres, folder, port);
    let process = Process::start(command).map_err(StartError::program(&postgres))?;
    match process.wait_for_start(LONGEST) {
        Outcome::Ready => Ok(process),
        Outcome::Ended => Err(reason(process.log(), folder, port)),
        Outcome::Unknown => {
            let log = process.log();
            process.stop(Shutdown::Immediate, LONGEST)?;
            Err(StartError::Slow { seconds: LONGEST.as_secs(), log })
        }
    }
}

fn command(user: &User, postgres: &Path, folder: &Path, port: u16) -> Command {
    let settings = [
        "listen_addresses=127.0.0.1".to_owned(),
        format!("port={port}"),
        "unix_socket_directories=".to_owned(),
        // Into our pipe, in the words that are looked for.
        "logging_collector=off".to_owned(),
        "log_destination=stderr".to_owned(),
        "lc_messages=C".to_owned(),
    ];
    let mut command = user.command(postgres);
    command.arg("-D").arg(folder);
    for setting in settings {
        command.arg("-c").arg(setting);
    }
    command
}

/// Why a server ended, by its log.
fn reason(log: String, folder: &Path, port: u16) -> StartError {
    if log.contains("Address already in use") {
        StartError::PortTaken(port)
    } else if log.contains("lock file \"postmaster.pid\" already exists")
        || log.contains("pre-existing shared memory block")
    {
        StartError::Held(folder.to_owned())
    } else {
        StartError::Ended(log)
    }
}

fn free_port() -> Result<u16, StartError> {
    let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|listener| listener.local_addr());
    port.map(|address| address.port()).map_err(StartError::NoPort)
}
