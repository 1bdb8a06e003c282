//! The endpoint's stories: the real thing on port 0, spoken to over HTTP. Read this list first.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that can't go on must fail"
)]

mod world;

mod assets;
mod backup;
mod bodies;
mod connections;
mod contract;
mod damage;
mod disk;
mod folder;
mod log;
mod measure;
mod moving;
mod origin;
mod outages;
mod postgres;
mod releases;
// No release can be told of a next version.
#[cfg(debug_assertions)]
mod rolling;
mod server;
mod sharding;
mod sudden_end;
mod verify;
