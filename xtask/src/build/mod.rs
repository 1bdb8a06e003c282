//! Both web apps, from source to `target/dist`: bundled, named by content, compressed, listed, weighed.
//!
//! Nothing is done twice: cargo knows what is fresh, the rest is kept under the hash of what it was made from.

mod asset;
mod dist;
mod form;
mod lean;
mod page;
mod paper;
mod phone;
mod size;
mod small_std;
mod squeeze;
mod style;
mod wasm;
mod weight;
mod worker;

mod desk;

use std::time::Instant;

use self::size::Sizes;
use crate::command::say;
use crate::trouble::Outcome;

pub use wasm::{TARGET as WASM_TARGET, ensure_target};

/// What was built.
pub struct Built {
    /// The phone app's WASM with its functions' names, for a breakdown.
    named_wasm: Vec<u8>,
}

/// Builds everything that a browser downloads; fails when it weighs too much.
pub fn build() -> Outcome<Built> {
    let began = Instant::now();
    let papers = paper::read_all()?;
    ensure_target()?;
    let small_std = small_std::ensure();
    let phone_bundle = wasm::bundle("companion", "the phone app", small_std)?;
    let desk_bundle = wasm::bundle("companion_inbox", "the inbox", small_std)?;

    let phone = phone::assets(&phone_bundle, &papers)?;
    let desk = desk::assets(&desk_bundle)?;
    let worker = worker::asset(&phone.assets)?;

    let everything: Vec<_> = phone.assets.into_iter().chain([worker]).chain(desk.assets).collect();
    let squeezed = squeeze::all(&everything)?;
    dist::write(&everything, &squeezed)?;

    let sizes = Sizes::new(&everything, &squeezed, &phone.roles, &desk.roles);
    say(sizes.to_string());
    if small_std {
        sizes.within_limits()?;
    }
    say(format!("Built in {:.1} s.", began.elapsed().as_secs_f32()));
    Ok(Built { named_wasm: phone_bundle.named_wasm })
}

impl Built {
    /// How much of the phone app's code comes from which crate.
    pub fn breakdown(&self) -> Outcome<String> {
        weight::by_crate(&self.named_wasm)
    }
}
