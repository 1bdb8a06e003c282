//! A server that is gone, for a while or for long.

use std::time::{Duration, Instant};

use companion_model::{Route, wire::v1::Receipt};
use companion_postgres::{Server, Shutdown};

use super::{is_healthy, is_refused_for_now, keeps, log, soon};
use crate::world::{
    TestSchool,
    deployment::rounds,
    folder,
    program::{self, Program},
};

/// What an endpoint may have more in memory after a long outage than when it began.
const MOST_GROWTH_KIB: u64 = 64 * 1024;

#[test]
fn a_server_that_is_gone_for_long_costs_neither_memory_nor_a_log_and_is_found_again() {
    let (mut server, data) = (Server::start().unwrap(), folder());
    let url = server.create_database("schools").unwrap();
    let code = program::inits_database(&data, &url).unwrap();
    let endpoint = Program::serves_database(&data, &url);
    let school = TestSchool::founded_at(&endpoint.client, &code);
    let phone = school.enrols_a_phone();
    let acknowledged = phone.delivers_a_concern(Route::Dsl);
    let gone = Duration::from_secs(rounds(3, 600) as u64);
    let envelopes = phone.seals_copies(64, "While the server is gone");
    server.stop(Shutdown::Fast).unwrap();
    soon("it is known", || endpoint.client.get("/healthz", &[]).status == 503);
    let (before, begun) = (endpoint.memory_kib("VmRSS"), Instant::now());
    let asked: u64 = std::thread::scope(|scope| {
        let asking: Vec<_> = envelopes
            .iter()
            .map(|(id, envelope)| {
                scope.spawn(|| {
                    let mut asked = 0_u64;
                    while begun.elapsed() < gone {
                        is_refused_for_now(&phone.delivers(*id, envelope));
                        asked += 1;
                        // A phone waits between its tries, and these sixty-four are asking far more often than it does.
                        std::thread::sleep(Duration::from_millis(500));
                    }
                    asked
                })
            })
            .collect();
        asking.into_iter().map(|one| one.join().unwrap()).sum()
    });
    let (after, log) = (endpoint.memory_kib("VmHWM"), log(&data));
    let causes = log.matches("ERROR").count() as u64;
    println!(
        "{asked} requests in {gone:?}, {causes} causes in the log, {before} KiB before, {after} KiB at most"
    );
    assert!(asked > 64);
    assert!(after < before + MOST_GROWTH_KIB, "{before} KiB before, {after} KiB at most");
    // Each of two sentences once a minute, and the watch's own.
    assert!(causes <= 4 + 3 * gone.as_secs() / 60, "{causes} lines of causes");
    server.start_again().unwrap();
    soon("it is served again", || is_healthy(&endpoint));
    let mut kept = vec![acknowledged];
    for (id, envelope) in envelopes {
        let receipt: Receipt = phone.delivers(id, &envelope).is(201).json();
        kept.push((id, envelope, receipt));
    }
    keeps(&school, &endpoint, kept);
}
