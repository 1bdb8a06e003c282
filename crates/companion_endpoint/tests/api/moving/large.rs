//! A school with a hundred megabytes of records: how long it takes to move, and how much memory.

use std::{
    path::Path,
    process::{Child, Command},
    time::Instant,
};

use companion_model::{
    Route,
    wire::v1::{ENVELOPE_LIMIT, address},
};

use super::place::{Kind, Place, file};
use crate::world::{TestSchool, content_digest, folder, new_id};

const MEGABYTES: usize = 100;

/// Runs a verb; answers what it took, and the most memory it had, in MB.
fn runs(place: &Place, verb: &str, arguments: &[(&str, &Path)], school: Option<&str>) -> (f64, u64) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_companion-endpoint"));
    command.args([verb, "--data"]).arg(&*place.data);
    for (name, value) in arguments {
        command.arg(name).arg(value);
    }
    command.args(school.into_iter().flat_map(|school| ["--school", school]));
    if let Some(database) = &place.database {
        command.env("COMPANION_DATABASE", &database.url);
    }
    let begun = Instant::now();
    let (peak, child) = watched(command.spawn().unwrap());
    assert!(child, "{verb} failed");
    (begun.elapsed().as_secs_f64(), peak / 1024)
}

fn watched(mut child: Child) -> (u64, bool) {
    let (status, mut peak) = (format!("/proc/{}/status", child.id()), 0);
    loop {
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let most = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        peak = peak.max(most.map_or(0, |most| most.trim().trim_end_matches(" kB").parse().unwrap()));
        if let Some(ended) = child.try_wait().unwrap() {
            return (peak, ended.success());
        }
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
}

#[test]
#[ignore = "takes minutes in a test build: cargo test -p companion_endpoint --test api --release -- --ignored --nocapture large"]
fn a_large_school_is_moved_in_seconds_and_in_little_memory() {
    let elsewhere = folder();
    let (old, code) = Place::made(Kind::Folder);
    let mut endpoint = old.serves();
    let school = TestSchool::founded_at(&endpoint.client, &code);
    let phone = school.enrols_a_phone();
    let mut envelope = phone.seals_the_longest(new_id());
    assert!(envelope.len() <= ENVELOPE_LIMIT);
    let count = MEGABYTES * 1_000_000 / envelope.len();
    let authorization = phone.authorization();
    for _ in 0..count {
        let id = new_id();
        envelope[15..31].copy_from_slice(id.as_bytes());
        let digest = content_digest(&envelope);
        let headers = [("authorization", authorization.as_str()), ("content-digest", digest.as_str())];
        endpoint.client.send("PUT", &address::at(address::ENVELOPE, id), &headers, &envelope).is(201);
    }
    // Many small ones, too: their number counts elsewhere than their size.
    let mut small = phone.seals(new_id(), Route::Head, "Written in a corridor");
    for _ in 0..5_000 {
        let id = new_id();
        small[15..31].copy_from_slice(id.as_bytes());
        let digest = content_digest(&small);
        let headers = [("authorization", authorization.as_str()), ("content-digest", digest.as_str())];
        endpoint.client.send("PUT", &address::at(address::ENVELOPE, id), &headers, &small).is(201);
    }
    assert!(endpoint.is_stopped());
    println!("{count} records of {} bytes, 5000 of {}", envelope.len(), small.len());
    let (server, back) = (Place::with_key_of(Kind::Server, &old), Place::with_key_of(Kind::Folder, &old));
    let (id, first, second) = (school.id.to_string(), file(&elsewhere, "first"), file(&elsewhere, "second"));
    let steps = [
        ("out of a folder", runs(&old, "export-school", &[("--to", &first)], Some(&id))),
        ("onto a server", runs(&server, "import-school", &[("--from", &first)], None)),
        ("off a server", runs(&server, "export-school", &[("--to", &second)], Some(&id))),
        ("into a folder", runs(&back, "import-school", &[("--from", &second)], None)),
    ];
    println!("the file: {} MB", std::fs::metadata(&first).unwrap().len() / 1_000_000);
    for (what, (seconds, megabytes)) in steps {
        println!("  {what:<18} {seconds:6.2} s   {megabytes:4} MB at most");
        assert!(megabytes < 100, "the school was in memory as a whole");
    }
}
