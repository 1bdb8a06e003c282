//! The app as something installed: what its files are, whether it opens without signal, and a new version taken over by
//! consent. The worker is registered by `public/boot.js`, so that the page opens without signal even where WASM does not
//! start. A browser's promise may never settle: nothing here waits for one but what it alone would set going.

mod background;
mod files;
mod leaving;
mod registration;
mod update;
mod without_signal;

pub use background::send_when_closed;
pub use files::{briefing, briefings, words};
pub use leaving::{expect_removal, remove_everything};
pub use update::Update;
pub use without_signal::{Readiness, WithoutSignal};
