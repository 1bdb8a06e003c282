//! `cargo xtask serve`: from source to links that can be opened.

use std::ffi::OsStr;
use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::path::PathBuf;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, anyhow, bail};
use companion_postgres::Server;
use tokio::process::Child;
use tokio::signal::unix::{SignalKind, signal};
use xshell::{Shell, cmd};

use crate::build::{self, Profile};
use crate::paths;
use crate::prerequisites::{self, Need};

/// How long the endpoint may take until it answers for the first time.
const START_TIMEOUT: Duration = Duration::from_secs(30);

/// What to serve, and where.
pub struct ServeOptions {
    /// The port, on this computer alone.
    pub port: u16,
    /// The endpoint's folder.
    pub data: PathBuf,
    /// Whether the schools are kept on a PostgreSQL server.
    pub postgres: bool,
    /// Whether all is built as for schools.
    pub release: bool,
}

/// Builds, starts the endpoint, sets up the demonstration school and prints the links. Returns when the
/// endpoint has ended.
pub fn serve(sh: &Shell, options: &ServeOptions) -> Result<()> {
    let &ServeOptions { port, ref data, postgres, release } = options;
    check_port(port)?;
    if postgres {
        prerequisites::ensure_packages(sh, &[Need::Postgres])?;
    }
    let program = if release { build_release(sh)? } else { build_for_development(sh)? };
    // Another program may have taken the port during a build of minutes.
    check_port(port)?;
    let server = if postgres { Some(start_server()?) } else { None };
    let database = server.as_ref().map(|(_, url)| url.clone());
    let site = Site { program, database, data: paths::root().join(data), port };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.context("Could not start")?.block_on(run_endpoint(site))
}

/// Starts a PostgreSQL server on what an earlier run has left, and says where the endpoint's database is. It ends when it is
/// dropped.
fn start_server() -> Result<(Server, String)> {
    const NAME: &str = "companion";
    let folder = paths::root().join("target/postgres");
    std::fs::create_dir_all(&folder).context("Could not make target/postgres")?;
    let server = Server::start_in(folder.join("server"))?;
    let is_there = format!("SELECT 1 FROM pg_database WHERE datname = '{NAME}'");
    if server.psql("postgres", &is_there)?.trim().is_empty() {
        server.create_database(NAME)?;
    }
    let url = server.url(NAME);
    println!("PostgreSQL is at {url}");
    Ok((server, url))
}

/// An endpoint's program, and where it finds the web apps.
struct Program {
    path: PathBuf,
    /// The folder of the web apps; `None` if they are in the program.
    apps: Option<PathBuf>,
}

/// An endpoint's program with all that it is started with.
struct Site {
    program: Program,
    /// Where its schools are kept; `None` for a file in the folder.
    database: Option<String>,
    data: PathBuf,
    port: u16,
}

impl Site {
    fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    fn origin(&self) -> String {
        format!("http://localhost:{}", self.port)
    }

    /// The code of a new set-up link.
    fn init(&self) -> std::result::Result<String, companion_demonstration::Error> {
        let database = self.database.as_deref();
        companion_demonstration::init_with(&self.program.path, &self.data, database, &self.origin())
    }
}

/// Builds all as for schools: one program with both web apps inside it.
fn build_release(sh: &Shell) -> Result<Program> {
    build::build(sh, Profile::Release)?;
    build_release_endpoint(sh)?;
    Ok(Program { path: paths::release_endpoint(), apps: None })
}

/// Builds all so that a change is here within seconds: the endpoint, which reads the web apps from their folder, is not built
/// again for them.
fn build_for_development(sh: &Shell) -> Result<Program> {
    build::build(sh, Profile::Development)?;
    // Cargo takes a file that is missing for one that has changed: the endpoint would be built again each time.
    let list = paths::dist().join("assets.json");
    if !list.exists() {
        sh.write_file(list, "[]")?;
    }
    println!("Building the endpoint.");
    cmd!(sh, "cargo build --package companion_endpoint")
        .env("COMPANION_DIST", paths::dist())
        .run()
        .context("The endpoint did not build (cargo says why above)")?;
    Ok(Program { path: paths::debug_endpoint(), apps: Some(Profile::Development.dist()) })
}

/// Builds the endpoint with both web apps inside it.
pub fn build_release_endpoint(sh: &Shell) -> Result<()> {
    println!("Building the endpoint.");
    cmd!(sh, "cargo build --release --package companion_endpoint")
        .env("COMPANION_DIST", paths::dist())
        .run()
        .context("The endpoint did not build (cargo says why above)")
}

fn check_port(port: u16) -> Result<()> {
    match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::AddrInUse => bail!(
            "Port {port} is taken by another program. Stop that program, or choose another port: \
             cargo xtask serve --port {}",
            port.checked_add(1).unwrap_or(8080)
        ),
        Err(error) => {
            bail!("Port {port} can't be used ({error}). Choose another one: cargo xtask serve --port 8080")
        }
    }
}

async fn run_endpoint(site: Site) -> Result<()> {
    let code = init_if_new(&site)?;
    let mut endpoint = tokio::process::Command::new(&site.program.path)
        .arg("serve")
        .arg("--data")
        .arg(&site.data)
        .args(["--listen", &site.address()])
        .args(site.program.apps.iter().flat_map(|folder| [OsStr::new("--apps"), folder.as_os_str()]))
        .envs(site.database.as_ref().map(|url| ("COMPANION_DATABASE", url)))
        .kill_on_drop(true)
        .spawn()
        .context("Could not start the endpoint")?;
    let mut terminated = signal(SignalKind::terminate()).context("Could not listen for signals")?;
    // The client blocks its thread: on the runtime's own one it would keep Ctrl-C from being noticed.
    let links = tokio::task::spawn_blocking(move || set_up_school(&site, code));
    let setup_error = async {
        match links.await {
            Ok(Ok(links)) => {
                println!("{links}");
                std::future::pending().await
            }
            Ok(Err(error)) => error,
            Err(_) => anyhow!("Setting up the demonstration school stopped half-way."),
        }
    };
    tokio::select! {
        status = endpoint.wait() => {
            let status = status.context("Could not wait for the endpoint")?;
            Err(anyhow!("The endpoint stopped by itself ({status}): it says why above."))
        }
        error = setup_error => { stop(&mut endpoint).await; Err(error) }
        _ = tokio::signal::ctrl_c() => { stop(&mut endpoint).await; Ok(()) }
        _ = terminated.recv() => { stop(&mut endpoint).await; Ok(()) }
    }
}

/// Asks the endpoint to end and kills it if it has not ended after five seconds. Nothing is lost by that:
/// what it has answered is committed.
async fn stop(endpoint: &mut Child) {
    println!("Stopping.");
    if let Some(id) = endpoint.id() {
        let asked = Command::new("kill").arg(id.to_string()).status();
        let timeout = Duration::from_secs(if asked.is_ok_and(|status| status.success()) { 5 } else { 0 });
        if tokio::time::timeout(timeout, endpoint.wait()).await.is_ok() {
            return;
        }
    }
    // If this fails the process is killed when the child is dropped.
    if let Err(error) = endpoint.kill().await {
        println!("The endpoint was not ended: {error}.");
    }
}

/// Makes an endpoint if the folder contains none, and returns the code of its first set-up link.
fn init_if_new(site: &Site) -> Result<Option<String>> {
    let file = if site.database.is_some() { "receipt.key" } else { "companion.sqlite" };
    if site.data.join(file).exists() {
        return Ok(None);
    }
    site.init().map(Some).map_err(|error| anyhow!("Could not make an endpoint: {error}"))
}

/// Sets up the demonstration school if the endpoint has none, and returns the links as text.
fn set_up_school(site: &Site, code: Option<String>) -> Result<String> {
    wait_until_ready(&site.address())?;
    println!("Setting up the demonstration school.");
    let origin = site.origin();
    // The client's errors contain the sentences of their causes: as a context, each cause would be printed twice.
    let links = companion_demonstration::ready(&origin, &site.data, || code.map_or_else(|| site.init(), Ok))
        .map_err(|error| anyhow!("Could not set up the demonstration school: {error}"))?;
    let inboxes = links.inbox.iter().map(|member| {
        format!("  {}\n    {}\n    passphrase: {}\n", member.who, member.link, member.passphrase)
    });
    Ok(format!(
        "\nThe Trip Companion is at {origin}\n\n\
         A phone (open this link in a browser, as a member of staff):\n  {}\n\n\
         The inbox (each link in a browser profile of its own: a browser has room for one member at a time):\n{}\n\
         Ctrl-C stops it. What was written stays in {}.",
        links.enrolment,
        inboxes.collect::<String>(),
        site.data.display()
    ))
}

fn wait_until_ready(address: &str) -> Result<()> {
    let began = Instant::now();
    while began.elapsed() < START_TIMEOUT {
        if ureq::get(format!("http://{address}/healthz")).call().is_ok() {
            return Ok(());
        }
        thread::sleep(Duration::from_millis(50));
    }
    bail!("The endpoint did not answer within {} s.", START_TIMEOUT.as_secs())
}
