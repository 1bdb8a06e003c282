//! Chromium, driven by chromedriver.

use std::path::Path;
use std::process::Command;

use fantoccini::wd::Capabilities;
use serde_json::json;

use super::PHONE;

/// Without the network flags a browser on a closed network looks for its maker's hosts at every start.
const FLAGS: [&str; 9] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
];

/// The command that starts the driver.
pub fn driver(port: u16) -> Command {
    let mut command = Command::new("chromedriver");
    command.arg(format!("--port={port}"));
    command
}

/// What is asked of the browser. Its window can't be narrower than 500 pixels, so the phone's size is
/// emulated; nothing else is.
pub fn capabilities(profile: &Path) -> Capabilities {
    let (width, height) = PHONE;
    let mut args: Vec<String> = FLAGS.map(String::from).into();
    args.push(format!("--user-data-dir={}", profile.display()));
    args.push(format!("--window-size={width},{height}"));
    super::capabilities(json!({
        "goog:chromeOptions": {
            "binary": "/usr/bin/chromium",
            "args": args,
            "mobileEmulation": {
                "deviceMetrics": { "width": width, "height": height, "pixelRatio": 2, "touch": true },
            },
        }
    }))
}
