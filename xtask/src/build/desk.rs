//! What the inbox downloads. Absent on purpose: a worker; the inbox keeps nothing on the desk's computer.

use super::asset::{Asset, kind};
use super::phone::script;
use super::wasm::Bundle;
use super::{page, style};
use crate::trouble::Outcome;

/// The inbox's files.
pub struct Desk {
    /// Every file.
    pub assets: Vec<Asset>,
    /// The paths of glue and WASM.
    pub roles: [String; 2],
}

const FOLDER: &str = "/inbox/a";

/// The inbox's files, its page included.
pub fn assets(bundle: &Bundle) -> Outcome<Desk> {
    let glue = Asset::hashed(FOLDER, "inbox", "js", kind::JS, bundle.glue.clone());
    let wasm = Asset::hashed(FOLDER, "inbox_bg", "wasm", kind::WASM, bundle.wasm.clone());
    let style = Asset::hashed(FOLDER, "style", "css", kind::CSS, style::inbox()?);
    let boot = script(FOLDER, "inbox-boot", "boot")?;
    let worker = script(FOLDER, "worker", "worker")?;
    let names = [
        ("style", style.path.as_str()),
        ("boot", boot.path.as_str()),
        ("worker", worker.path.as_str()),
        ("glue", glue.path.as_str()),
        ("wasm", wasm.path.as_str()),
    ];
    let shell = Asset::plain("/inbox/", kind::HTML, page::from_public("inbox.html", &names)?);
    let roles = [glue.path.clone(), wasm.path.clone()];
    Ok(Desk { assets: vec![glue, wasm, style, boot, worker, shell], roles })
}
