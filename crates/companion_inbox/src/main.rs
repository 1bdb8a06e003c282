//! The desk app in a browser: [`state`] carries out what the library's rules say, [`screens`] draw it.

#[cfg(target_arch = "wasm32")]
mod screens;
#[cfg(target_arch = "wasm32")]
mod state;

/// Mounts the app on the page. The same WASM also runs in the worker, which calls its export and mounts nothing.
fn main() {
    #[cfg(target_arch = "wasm32")]
    {
        companion_browser::events::watch_panics();
        screens::mount();
    }
}
