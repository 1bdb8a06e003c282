//! WebKitGTK, driven by WebKitWebDriver, in a host of our own under a virtual display.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use fantoccini::wd::Capabilities;
use serde_json::json;

use super::{Refusing, SPACE};
use crate::processes::Group;
use crate::world::TestResult;

/// A virtual display on the first number that is free.
pub struct Display {
    name: String,
    _server: Group,
}

impl Display {
    /// Starts the display and waits for its number.
    pub async fn start() -> TestResult<Self> {
        let mut command = Command::new("Xvfb");
        command.args(["-displayfd", "1", "-screen", "0", "1280x1024x24", "-nolisten", "tcp"]);
        let mut server = Group::start(command.stdout(Stdio::piped()).stderr(Stdio::null()))?;
        let stdout = server.takes_stdout().ok_or("Xvfb has no output")?;
        let number = tokio::task::spawn_blocking(move || {
            let mut line = String::new();
            BufReader::new(stdout).read_line(&mut line).map(|_| line)
        });
        let number = number.await??;
        if number.trim().is_empty() {
            return Err("Xvfb ended without naming its display".into());
        }
        Ok(Self { name: format!(":{}", number.trim()), _server: server })
    }
}

/// The command that starts the driver. Drawing is done in software, and no desktop's bus is looked for.
pub fn driver(port: u16, display: &Display, refusing: Refusing) -> TestResult<Command> {
    let mut command = Command::new("WebKitWebDriver");
    command.arg(format!("--port={port}"));
    command.env("DISPLAY", &display.name).env("GDK_BACKEND", "x11").env("LIBGL_ALWAYS_SOFTWARE", "1");
    command.env("WEBKIT_DISABLE_COMPOSITING_MODE", "1").env("NO_AT_BRIDGE", "1").env("GTK_A11Y", "none");
    match refusing {
        Refusing::Nothing | Refusing::Space => Ok(command),
        Refusing::Wasm => {
            command.env("JSC_useWasm", "false");
            Ok(command)
        }
        Refusing::Storage => Err("WebKitGTK has no setting that refuses storage".into()),
    }
}

/// What is asked of the driver: to start our host, which keeps its profile. The driver's usual browser throws
/// it away.
pub fn capabilities(profile: &Path, refusing: Refusing) -> Capabilities {
    let host = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/webkit_host.py");
    let profile = profile.to_string_lossy();
    let mut args = vec![host.to_owned(), profile.into_owned()];
    if refusing == Refusing::Space {
        args.push(SPACE.to_string());
    }
    super::capabilities(json!({
        "webkitgtk:browserOptions": { "binary": "/usr/bin/python3", "args": args }
    }))
}
