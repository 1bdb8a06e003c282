//! The store on PostgreSQL by itself, without an endpoint: what the contract of all stores does not see.

pub mod beside;
mod faults;
mod job;
mod opening;
mod writers;
