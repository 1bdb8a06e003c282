//! The search for canaries finds what is there.

use std::fs;

use crate::forensics::canaries_in;
use crate::world::{Chance, TestResult};

pub fn however_it_was_written() -> TestResult {
    let folder = tempfile::tempdir()?;
    let canary = Chance::of("forensics").canary();
    let wide: Vec<u8> = canary.encode_utf16().flat_map(u16::to_le_bytes).collect();
    fs::create_dir(folder.path().join("deep"))?;
    fs::write(folder.path().join("deep/a.log"), format!("before {canary} after"))?;
    fs::write(folder.path().join("deep/b.bin"), [b"\x01".as_slice(), &wide].concat())?;
    fs::write(folder.path().join("c.jsonlz4"), session_file(&canary))?;
    fs::write(folder.path().join(format!("d-{canary}")), "")?;
    fs::write(folder.path().join("innocent"), &canary[1..])?;

    let hits = canaries_in(folder.path(), &canary)?;
    let mut names: Vec<_> =
        hits.iter().filter_map(|hit| hit.file.file_name()?.to_str()?.chars().next()).collect();
    names.sort_unstable();
    if names == ['a', 'b', 'c', 'd'] { Ok(()) } else { Err(format!("found {hits:?}").into()) }
}

pub fn torn() -> TestResult {
    let folder = tempfile::tempdir()?;
    let canary = Chance::of("torn").canary();
    let packed = session_file(&canary);
    fs::write(folder.path().join("recovery.jsonlz4.tmp"), &packed[..packed.len() - 10])?;
    match canaries_in(folder.path(), &canary)?.len() {
        1 => Ok(()),
        found => Err(format!("found {found} times").into()),
    }
}

/// A packed session in which no search through raw bytes finds the canary: its first half was seen before,
/// and is only referred to.
fn session_file(canary: &str) -> Vec<u8> {
    let session = format!("{} and then {canary} {}", &canary[..12], "and so on ".repeat(20));
    let mut packed = b"mozLz40\0".to_vec();
    packed.extend(lz4_flex::block::compress_prepend_size(session.as_bytes()));
    packed
}
