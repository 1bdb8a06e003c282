//! What both apps draw with: fields and notices. Each has one job and no state of its own.
//!
//! Every field has `autocomplete="off"`: without it browsers write what is typed into their own session files.

mod field;
mod notice;

pub use field::{Choice, ShortText, Tick, no_autocorrect};
pub use notice::{Notice, Tone};
