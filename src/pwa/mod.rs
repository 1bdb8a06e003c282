//! The app as something installed: what its files are, and a new version taken over by consent. The worker is
//! registered by `public/boot.js`, so that the page opens without signal even where WASM does not start.

mod files;
mod leaving;
mod update;

pub use files::{briefing, briefings, words};
pub use leaving::remove_everything;
pub use update::Update;
