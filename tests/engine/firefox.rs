//! Firefox ESR, driven by geckodriver.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use fantoccini::wd::Capabilities;
use serde_json::json;

use super::{PHONE, Refusing, SPACE};
use crate::processes::free_port;
use crate::world::TestResult;

/// The command that starts the driver: the one `cargo xtask test` built, else the system's.
pub fn driver(port: u16) -> TestResult<Command> {
    let built = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/target/tools/bin/geckodriver"));
    let mut command = if built.exists() { Command::new(built) } else { Command::new("geckodriver") };
    // Both ports are named: the default of the second is one fixed number, and the file that would tell the
    // first is left over, with the old number in it, by a browser that was killed.
    // A story asks the browser itself to close connections.
    command.arg("--allow-system-access");
    command.args(["--host", "127.0.0.1", "--port"]).arg(port.to_string());
    command.arg("--marionette-port").arg(free_port()?.to_string());
    command.arg("--websocket-port").arg(free_port()?.to_string());
    command.env("MOZ_HEADLESS_WIDTH", PHONE.0.to_string()).env("MOZ_HEADLESS_HEIGHT", PHONE.1.to_string());
    Ok(command)
}

/// A desktop window is never narrower than 500 pixels unless its own style sheet says so.
const NARROW: &str = ":root { min-width: 0 !important; }\n";

/// The settings for cookies and site data: as Firefox comes (other sites' are kept apart), and all blocked.
const ALLOWED: u8 = 5;
const BLOCKED: u8 = 2;

/// The setting for where downloads go: neither the desktop nor the person's own folder for them.
const IN_THIS_FOLDER: u8 = 2;

/// Lets the window be as narrow as a phone.
pub fn prepare(profile: &Path) -> TestResult {
    fs::create_dir_all(profile.join("chrome"))?;
    Ok(fs::write(profile.join("chrome/userChrome.css"), NARROW)?)
}

/// What is asked of the browser: a page as large as the window, and its own habits of keeping
/// a session, which WebDriver would switch off: typed words must not be found in it.
pub fn capabilities(profile: &Path, refusing: Refusing) -> Capabilities {
    let site_data = if refusing == Refusing::Storage { BLOCKED } else { ALLOWED };
    // In kilobytes; a site may have a fifth. No limit, as Firefox comes: the disk's.
    let space = if refusing == Refusing::Space { i64::from(SPACE / 1024) * 5 } else { -1 };
    super::capabilities(json!({
        "moz:firefoxOptions": {
            "binary": "/usr/bin/firefox-esr",
            "args": ["-headless", "--kiosk", "-profile", profile],
            "prefs": {
                "toolkit.legacyUserProfileCustomizations.stylesheets": true,
                "browser.sessionstore.resume_from_crash": true,
                "browser.sessionstore.interval": 1000,
                "javascript.options.wasm": refusing != Refusing::Wasm,
                "network.cookie.cookieBehavior": site_data,
                "browser.download.folderList": IN_THIS_FOLDER,
                "browser.download.dir": super::downloads(profile),
                // Its panel would take the focus, and a page that has lost it goes blank.
                "browser.download.alwaysOpenPanel": false,
                "dom.quotaManager.testing": true,
                "dom.quotaManager.temporaryStorage.fixedLimit": space,
            },
        }
    }))
}
