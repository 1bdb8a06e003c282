//! What an endpoint answers whatever store it has: each test runs once for every store.
//!
//! Every file of this folder is part of it. A new store is a variant of [`StoreKind`], with what makes and removes an empty
//! database of it, and one line here. What is about the files of SQLite (damage, folder, backup, disk, releases) is beside this
//! module, and so is what is the same whatever the store answers (assets, bodies, connections, origin).

use std::{env::current_exe, fs, process::Command};

pub use rstest::rstest;
pub use rstest_reuse::apply;
use rstest_reuse::template;

pub use crate::world::StoreKind;

automod::dir!(pub "tests/api/contract");

#[template]
#[rstest]
#[case::sqlite(StoreKind::Sqlite)]
#[case::postgres(StoreKind::Postgres { endpoints: 1 })]
#[case::three_endpoints(StoreKind::Postgres { endpoints: 3 })]
fn each_store(#[case] store: StoreKind) {}

/// Cargo does not look for files that came into a folder of tests since it last built them. Their tests would not run, and
/// nothing would say so.
#[test]
fn every_file_of_the_contract_is_part_of_it() {
    let tests = Command::new(current_exe().unwrap()).arg("--list").output().unwrap();
    let tests = String::from_utf8(tests.stdout).unwrap();
    for file in fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/api/contract")).unwrap() {
        let path = file.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap();
        let is_built = name == "mod" || tests.contains(&format!("contract::{name}::"));
        assert!(is_built, "no test of {name} is built: change contract/mod.rs, so that Cargo looks again");
    }
}
