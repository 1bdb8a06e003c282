//! Thin, typed access to the browser: no rules, no state. What a worker has too (HTTP, timers, locks, channels,
//! the clock) works there as on a page.

pub mod boot;
pub mod caches;
pub mod capabilities;
pub mod channel;
pub mod clock;
pub mod events;
pub mod files;
pub mod http;
pub mod locks;
pub mod page;
pub mod persistence;
pub mod preferences;
pub mod random;
pub mod service_worker;
pub mod timer;
pub mod words;
pub mod worker;
