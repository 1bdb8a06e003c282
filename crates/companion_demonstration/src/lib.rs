//! Sets up the demonstration school over HTTP, as its members would, and works at its desks.
//!
//! On loopback only: whoever knows the demonstration's passphrases reads its records, and they lie in a file.
//!
//! Reading order: [`ready`] (one call from nothing to links), [`DemoMember`] (a member at work, for tests), [`Phone`] (one that delivers much), `school`,
//! `client`, `origin`.

mod client;
mod error;
mod member;
mod origin;
mod phone;
mod school;
mod set_up;

pub use error::Error;
pub use member::{DemoMember, OpenedRecord};
pub use phone::Phone;
pub use school::{Demonstration, Member};
pub use set_up::{InboxLink, Links, People, init_with, ready, ready_with};
