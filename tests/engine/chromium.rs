//! Chromium, driven by chromedriver.

use std::path::Path;
use std::process::Command;

use fantoccini::wd::Capabilities;
use serde_json::json;

use super::{PHONE, Refusing};

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

/// The settings for "sites can save data on this device".
const ALLOWED: u8 = 1;
const BLOCKED: u8 = 2;

/// The command that starts the driver.
pub fn driver(port: u16) -> Command {
    let mut command = Command::new("chromedriver");
    command.arg(format!("--port={port}"));
    command
}

/// What is asked of the browser. Its window can't be narrower than 500 pixels, so the phone's size is
/// emulated; nothing else is.
pub fn capabilities(profile: &Path, refusing: Refusing) -> Capabilities {
    let (width, height) = PHONE;
    let mut args: Vec<String> = FLAGS.map(String::from).into();
    args.push(format!("--user-data-dir={}", profile.display()));
    args.push(format!("--window-size={width},{height}"));
    if refusing == Refusing::Wasm {
        args.push("--js-flags=--jitless".to_owned());
    }
    let site_data = if refusing == Refusing::Storage { BLOCKED } else { ALLOWED };
    super::capabilities(json!({
        "goog:chromeOptions": {
            "binary": "/usr/bin/chromium",
            "args": args,
            "prefs": {
                "profile.default_content_setting_values.cookies": site_data,
                "download.default_directory": super::downloads(profile),
                "download.prompt_for_download": false,
            },
            "mobileEmulation": {
                "deviceMetrics": { "width": width, "height": height, "pixelRatio": 2, "touch": true },
            },
        }
    }))
}
