//! The phone app: briefings to read and records to write, with no signal at all.
//!
//! Reading order: [`route`], [`frame`], [`screens`], [`state`], then what the state stands on: the crate
//! [`companion_app`].

mod frame;
mod route;
mod screens;
mod state;
mod words;

use companion_browser::events::watch_panics;

/// Mounts the app on the page. The same WASM also runs in workers, which call its exports and mount nothing.
fn main() {
    watch_panics();
    if web_sys::window().is_some() {
        frame::mount();
    }
}
