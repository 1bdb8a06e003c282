//! What is not signed yet: listed, opened, written in and kept.

mod additions;
mod list;
mod open;
mod snapshots;

pub use list::{Drafts, Unfinished, list, set_deleted};
pub use open::{DraftSealer, OpenDraft, SealedDraft};
pub use snapshots::{BeforeEdit, can_lose_much_at_once};
