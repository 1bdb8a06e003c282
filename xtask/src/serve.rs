//! `cargo xtask serve`: from source to links that can be opened.

use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use tokio::process::Child;
use tokio::signal::unix::{SignalKind, signal};

use crate::build;
use crate::command::{cargo, run, say};
use crate::place;
use crate::trouble::{Outcome, Trouble, While};

const PATIENCE: Duration = Duration::from_secs(30);

/// Builds, starts the endpoint, sets up the demonstration school, prints the links; ends with the endpoint.
pub fn serve(port: u16, data: &Path) -> Outcome {
    free(port)?;
    build::build()?;
    build_endpoint()?;
    // Again: building may have taken minutes.
    free(port)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.or_trouble(|| "start".to_owned())?.block_on(run_endpoint(port, &place::root().join(data)))
}

/// Builds the endpoint with both web apps inside it.
pub fn build_endpoint() -> Outcome {
    say("Building the endpoint.");
    run(
        cargo(["build", "--release", "--package", "companion_endpoint"]).env("COMPANION_DIST", place::dist()),
        || "The endpoint did not build: cargo says why above.".to_owned(),
    )
}

fn free(port: u16) -> Outcome {
    match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::AddrInUse => Err(Trouble::new(format!(
            "Port {port} is taken by another program. Stop that program, or choose another port: \
             cargo xtask serve --port {}",
            port.checked_add(1).unwrap_or(8080)
        ))),
        Err(error) => Err(Trouble::new(format!(
            "Port {port} can't be used ({error}). Choose another one: cargo xtask serve --port 8080"
        ))),
    }
}

async fn run_endpoint(port: u16, data: &Path) -> Outcome {
    let (address, origin) = (format!("127.0.0.1:{port}"), format!("http://localhost:{port}"));
    let code = first_code(&origin, data)?;
    let mut endpoint = tokio::process::Command::new(place::endpoint())
        .arg("serve")
        .arg("--data")
        .arg(data)
        .args(["--listen", &address])
        .kill_on_drop(true)
        .spawn()
        .or_trouble(|| "start the endpoint".to_owned())?;
    let mut terminated = signal(SignalKind::terminate()).or_trouble(|| "listen for signals".to_owned())?;
    let folder = data.to_owned();
    // On a thread of its own, so that Ctrl-C is heard meanwhile.
    let links = tokio::task::spawn_blocking(move || links(&address, &origin, &folder, code));
    let shown = async {
        match links.await {
            Ok(Ok(links)) => {
                say(links);
                std::future::pending().await
            }
            Ok(Err(trouble)) => trouble,
            Err(_) => Trouble::new("Setting up the demonstration school stopped half-way."),
        }
    };
    tokio::select! {
        status = endpoint.wait() => {
            let status = status.or_trouble(|| "wait for the endpoint".to_owned())?;
            Err(Trouble::new(format!("The endpoint stopped by itself ({status}): it says why above.")))
        }
        trouble = shown => { stop(&mut endpoint).await; Err(trouble) }
        _ = tokio::signal::ctrl_c() => { stop(&mut endpoint).await; Ok(()) }
        _ = terminated.recv() => { stop(&mut endpoint).await; Ok(()) }
    }
}

/// Asks the endpoint to end; insists after a while. It may be killed at any time without loss.
async fn stop(endpoint: &mut Child) {
    say("Stopping.");
    if let Some(id) = endpoint.id() {
        let asked = Command::new("kill").arg(id.to_string()).status();
        let patience = Duration::from_secs(if asked.is_ok_and(|status| status.success()) { 5 } else { 0 });
        if tokio::time::timeout(patience, endpoint.wait()).await.is_ok() {
            return;
        }
    }
    let _ = endpoint.kill().await;
}

/// Makes an endpoint where the folder has none yet, with the code of its first set-up link.
fn first_code(origin: &str, data: &Path) -> Outcome<Option<String>> {
    if data.join("companion.sqlite").exists() {
        return Ok(None);
    }
    let code = companion_demonstration::init_with(&place::endpoint(), data, origin);
    code.map(Some).or_trouble(|| "make an endpoint".to_owned())
}

fn links(address: &str, origin: &str, data: &Path, code: Option<String>) -> Outcome<String> {
    wait_until_it_answers(address)?;
    say("Setting up the demonstration school.");
    let another = || companion_demonstration::init_with(&place::endpoint(), data, origin);
    let links = companion_demonstration::ready(origin, data, || code.map_or_else(another, Ok))
        .or_trouble(|| "set up the demonstration school".to_owned())?;
    let inboxes = links
        .inbox
        .iter()
        .map(|desk| format!("  {}\n    {}\n    passphrase: {}\n", desk.who, desk.link, desk.passphrase));
    Ok(format!(
        "\nThe Trip Companion is at {origin}\n\n\
         A phone (open this link in a browser, as a member of staff):\n  {}\n\n\
         The inbox (each link in a browser profile of its own: a browser has room for one member at a time):\n{}\nCtrl-C stops it. What was written stays in {}.",
        links.enrolment,
        inboxes.collect::<String>(),
        data.display()
    ))
}

fn wait_until_it_answers(address: &str) -> Outcome {
    let began = Instant::now();
    while began.elapsed() < PATIENCE {
        if ureq::get(format!("http://{address}/healthz")).call().is_ok() {
            return Ok(());
        }
        thread::sleep(Duration::from_millis(50));
    }
    Err(Trouble::new(format!("The endpoint did not answer within {} s.", PATIENCE.as_secs())))
}
