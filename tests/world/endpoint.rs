//! The school's server as a process of its own: started, stopped, killed, backed up and restored.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::database::{DatabaseKind, ServerDatabase};
use super::{PATIENCE, TestResult, soon};
use crate::processes::Group;

/// What the binary prints when it is up, before its address.
const LISTENING: &str = "Listening on http://127.0.0.1:";
/// Where the binary finds the address of a database that is on a server.
const DATABASE: &str = "COMPANION_DATABASE";

/// The endpoint of a world.
pub struct Endpoint {
    data: PathBuf,
    /// On a server; without one the database is a file in `data`.
    database: Option<ServerDatabase>,
    log: PathBuf,
    running: Option<Group>,
    port: u16,
    has_limits: bool,
}

impl Endpoint {
    /// Makes an endpoint in `data` under `folder` and starts it, its log beside it.
    pub async fn start(folder: &Path) -> TestResult<Self> {
        let (data, log) = (folder.join("data"), folder.join("endpoint.log"));
        let database = match DatabaseKind::chosen()? {
            DatabaseKind::Sqlite => None,
            DatabaseKind::Postgres => Some(ServerDatabase::create().await?),
        };
        let mut endpoint = Self { data, database, log, running: None, port: 0, has_limits: true };
        // The link it prints is used by nobody: a school's set-up asks for one of its own.
        endpoint.carries_out(&["init"], "--origin", Path::new("http://localhost")).await?;
        endpoint.starts().await?;
        Ok(endpoint)
    }

    /// The port it has now. It is another one after each start.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Where its database lies, if that is a file, and its receipt key.
    pub fn data(&self) -> &Path {
        &self.data
    }

    /// The address of its database, if that is on a server.
    pub fn database_address(&self) -> Option<&str> {
        self.database.as_ref().map(ServerDatabase::address)
    }

    /// Everything it has printed.
    pub fn log(&self) -> TestResult<String> {
        Ok(fs::read_to_string(&self.log).unwrap_or_default())
    }

    /// Starts it on its data and waits until it says where it listens. Nothing happens if it runs.
    pub async fn starts(&mut self) -> TestResult {
        if self.running.is_some() {
            return Ok(());
        }
        let before = self.log()?.len();
        let mut serve = self.command(&["serve"])?;
        serve.args(["--listen", "127.0.0.1:0"]);
        if !self.has_limits {
            serve.args(["--puts-per-minute", "0", "--puts-per-day", "0", "--megabytes-per-day", "0"]);
        }
        let mut running = Group::start(&mut serve)?;
        let said = soon("the endpoint to listen", PATIENCE, async || {
            let port = self.log()?.get(before..).and_then(port_in);
            if port.is_none() && running.has_ended() {
                return Err(format!("the endpoint ended: {}", self.log()?).into());
            }
            Ok(port)
        });
        self.port = said.await?;
        self.running = Some(running);
        Ok(())
    }

    /// From its next start on it takes any number of records from one phone.
    pub fn has_no_limits(&mut self) {
        self.has_limits = false;
    }

    /// Stops it in good order (SIGTERM).
    pub async fn stops(&mut self) -> TestResult {
        match self.running.take() {
            Some(running) => running.stops().await,
            None => Ok(()),
        }
    }

    /// Ends it at once (SIGKILL).
    pub fn is_killed(&mut self) {
        self.running = None;
    }

    /// Writes a backup while it runs; of a database on a server by the server's own programs.
    pub async fn backs_up_to(&self, file: &Path) -> TestResult {
        match &self.database {
            None => self.carries_out(&["backup"], "--to", file).await,
            Some(database) => database.is_dumped_to(file).await,
        }
    }

    /// Puts the data back to a backup, in the place of what is there. It must be stopped. On a server nobody tells the
    /// endpoint of it.
    pub async fn is_restored_from(&self, file: &Path) -> TestResult {
        match &self.database {
            None => self.carries_out(&["restore", "--replace"], "--from", file).await,
            Some(database) => database.is_restored_from(file).await,
        }
    }

    async fn carries_out(&self, verb: &[&str], direction: &str, file: &Path) -> TestResult {
        let mut process = Group::start(self.command(verb)?.arg(direction).arg(file))?;
        match soon(verb[0], PATIENCE, async || Ok(process.outcome())).await? {
            true => Ok(()),
            false => Err(format!("{} failed: {}", verb[0], self.log()?).into()),
        }
    }

    fn command(&self, verb: &[&str]) -> TestResult<Command> {
        let binary = binary();
        if !binary.exists() {
            let here = binary.display();
            return Err(format!(
                "no endpoint at {here}: `cargo xtask test` builds it, or name one in COMPANION_ENDPOINT"
            )
            .into());
        }
        let log = File::options().create(true).append(true).open(&self.log)?;
        let mut command = Command::new(binary);
        command.args(verb).arg("--data").arg(&self.data);
        // Not what whoever runs the stories has set.
        command.env_remove(DATABASE).envs(self.database_address().map(|address| (DATABASE, address)));
        command.stdout(Stdio::from(log.try_clone()?)).stderr(Stdio::from(log));
        Ok(command)
    }
}

pub(super) fn binary() -> PathBuf {
    let built = concat!(env!("CARGO_MANIFEST_DIR"), "/target/debug/companion-endpoint");
    std::env::var_os("COMPANION_ENDPOINT").map_or_else(|| built.into(), PathBuf::from)
}

fn port_in(log: &str) -> Option<u16> {
    let (_, after) = log.split_once(LISTENING)?;
    // A whole line, or the number may still be half written.
    let (address, _) = after.split_once('\n')?;
    address.trim_end().trim_end_matches('/').parse().ok()
}
