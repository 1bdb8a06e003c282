//! What the inbox downloads. It has no service worker: the inbox keeps nothing on the desk's computer.

use anyhow::Result;

use super::asset::{Asset, media_type};
use super::phone::load_script;
use super::wasm::WasmBundle;
use super::{page, style};

/// The inbox's files.
pub struct InboxBundle {
    pub assets: Vec<Asset>,
    /// The paths of glue and WASM, which are weighed together.
    pub app_paths: [String; 2],
}

const FOLDER: &str = "/inbox/a";

/// Assembles the inbox's files, its page included.
pub fn assemble(bundle: &WasmBundle) -> Result<InboxBundle> {
    let glue = Asset::hashed(FOLDER, "inbox", "js", media_type::JS, bundle.glue.clone());
    let wasm = Asset::hashed(FOLDER, "inbox_bg", "wasm", media_type::WASM, bundle.wasm.clone());
    let style = Asset::hashed(FOLDER, "style", "css", media_type::CSS, style::inbox_sheet()?);
    let boot = load_script(FOLDER, "inbox-boot", "boot")?;
    let worker = load_script(FOLDER, "worker", "worker")?;
    let slots = [
        ("style", style.path.as_str()),
        ("boot", boot.path.as_str()),
        ("worker", worker.path.as_str()),
        ("glue", glue.path.as_str()),
        ("wasm", wasm.path.as_str()),
    ];
    let shell = Asset::plain("/inbox/", media_type::HTML, page::render("inbox.html", &slots)?);
    let app_paths = [glue.path.clone(), wasm.path.clone()];
    Ok(InboxBundle { assets: vec![glue, wasm, style, boot, worker, shell], app_paths })
}
