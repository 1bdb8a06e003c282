//! The words of the Trip Companion, and the rules between them.
//!
//! Pure: no clock, no input or output, no JavaScript, no randomness. Whoever needs the time or a random
//! number passes it in. Read in this order: [`route`], [`time`], [`briefing`], [`concern`], [`delivery`],
//! [`plan`], [`wire`]; [`static_page`] has the sentences of pages that open before the app.

pub mod briefing;
pub mod concern;
pub mod delivery;
pub mod plan;
pub mod route;
pub mod static_page;
pub mod time;
pub mod wire;

pub use route::{KeyId, Route};
pub use time::{DeviceTime, Millis};
