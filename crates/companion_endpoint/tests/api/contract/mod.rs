//! What an endpoint answers whatever store it has: each test runs once for every store.
//!
//! A new store is a variant of [`StoreKind`], with what makes and removes an empty database of it, and one line here. What is about
//! the files of SQLite (damage, folder, backup, disk, releases) is beside this module, and so is what is the same whatever the
//! store answers (assets, bodies, connections, origin).

pub mod changes;
mod delivery;
mod devices;
pub mod directory;
mod directory_rules;
mod enrolment;
pub mod imports;
mod inbox;
pub mod joining;
mod looked_at;
mod practice;
mod quotas;
mod refusals;
mod security;
mod session;
mod setup;
mod sign_in;
mod timestamps;

pub use rstest::rstest;
pub use rstest_reuse::apply;
use rstest_reuse::template;

pub use crate::world::StoreKind;

#[template]
#[rstest]
#[case::sqlite(StoreKind::Sqlite)]
#[case::delegating(StoreKind::Delegating)]
fn each_store(#[case] store: StoreKind) {}
