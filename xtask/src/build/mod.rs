//! Both web apps, from source to `target/dist`: bundled, named by content, compressed, listed, and their
//! sizes checked.
//!
//! No step is repeated for the same input: cargo builds what changed, and the other results are kept under
//! the hash of what they were made from.

mod asset;
mod briefings;
mod compress;
mod dist;
mod inbox;
mod page;
mod paper_form;
mod phone;
mod profile;
mod size;
mod size_report;
mod style;
mod wasm;
mod worker;

use std::time::Instant;

use anyhow::Result;
use xshell::Shell;

use self::compress::Compressed;
use self::size::Sizes;

pub use profile::Profile;
pub use wasm::{TARGET as WASM_TARGET, ensure_target};

/// What was built.
pub struct Built {
    /// The phone app's WASM with its functions' names.
    named_wasm: Vec<u8>,
}

/// Builds everything that a browser downloads. What is built for schools must be within its limits of size.
pub fn build(sh: &Shell, profile: Profile) -> Result<Built> {
    let began = Instant::now();
    let briefings = briefings::read_all()?;
    ensure_target(sh)?;
    wasm::build(sh, profile, &["companion", "companion_inbox"])?;
    let phone_wasm = wasm::bundle(profile, "companion", "the phone app")?;
    let inbox_wasm = wasm::bundle(profile, "companion_inbox", "the inbox")?;

    let phone = phone::assemble(&phone_wasm, &briefings)?;
    let inbox = inbox::assemble(&inbox_wasm)?;
    let worker = worker::assemble(&phone.assets)?;

    let assets: Vec<_> = phone.assets.into_iter().chain([worker]).chain(inbox.assets).collect();
    let compressed = match profile {
        Profile::Release => compress::compress_all(&assets)?,
        Profile::Development => vec![Compressed::default(); assets.len()],
    };
    dist::write(&profile.dist(), &assets, &compressed)?;
    if profile == Profile::Release {
        let sizes = Sizes::new(&assets, &compressed, &phone.paths, &inbox.app_paths);
        println!("{sizes}");
        sizes.check_limits()?;
    }
    println!("Built in {:.1} s.", began.elapsed().as_secs_f32());
    Ok(Built { named_wasm: phone_wasm.named_wasm })
}

impl Built {
    /// Lists how much of the phone app's code comes from which crate.
    pub fn report_by_crate(&self) -> Result<String> {
        size_report::report_by_crate(&self.named_wasm)
    }
}
