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
mod changes;
mod connections;
mod damage;
mod delivery;
mod devices;
mod directory;
mod directory_rules;
mod disk;
mod enrolment;
mod folder;
mod imports;
mod inbox;
mod joining;
mod log;
mod looked_at;
mod measure;
mod origin;
mod practice;
mod quotas;
mod refusals;
mod releases;
mod security;
mod session;
mod setup;
mod sign_in;
mod sudden_end;
mod timestamps;
