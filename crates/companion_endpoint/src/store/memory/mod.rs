//! What the only endpoint of a database can keep beside it.

mod tries;
mod unstored_sessions;

pub(super) use tries::Tries;
pub use unstored_sessions::UnstoredSessions;
