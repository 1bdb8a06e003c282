//! The log, and what is said at the start, where nobody can read or keep them.

use std::{
    io::BufRead,
    time::{Duration, Instant},
};

use companion_model::{Route, wire::v1::address};

use crate::world::{
    Line, TestSchool,
    program::{self, Program},
};

/// Everything works, and it ends when it is told to.
#[track_caller]
fn serves_and_ends_well(mut endpoint: Program, data: &std::path::Path) {
    let school = TestSchool::founded_at(&endpoint.client, &program::set_up_code(data));
    let phone = school.enrols_a_phone();
    let (id, ..) = phone.delivers_a_concern(Route::Dsl);
    phone.asks(&address::at(address::ENVELOPE_STATE, id)).is(200);
    let begun = Instant::now();
    assert!(endpoint.is_stopped(), "it did not end well");
    assert!(begun.elapsed() < Duration::from_secs(7), "{:?}", begun.elapsed());
}

#[test]
fn a_log_that_can_t_be_written_ends_nothing() {
    for shell in ["exec 2>/dev/full", "exec 2>&-", "exec 2> >(exec true)"] {
        let data = program::made();
        serves_and_ends_well(Program::serves_after(&data, shell), &data);
    }
}

#[test]
fn an_output_that_can_t_be_written_ends_nothing() {
    for shell in ["exec >/dev/full", "exec >&-", "exec > >(exec true)", "exec >/dev/full 2>&1"] {
        let data = program::made();
        serves_and_ends_well(Program::serves_unheard(&data, shell), &data);
    }
}

const MANY: u32 = 5000;

/// More lines than a pipe holds (some 64 KiB) and the endpoint queues.
fn asks_many_times(endpoint: &Program) {
    let mut line = Line::to(&endpoint.client.base);
    for _ in 0..MANY / 100 {
        line.sends(&b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n".repeat(100));
        for _ in 0..100 {
            assert_eq!(line.hears().unwrap().0, 200);
        }
    }
}

#[test]
fn a_log_that_nobody_reads_holds_nothing_up_and_says_what_is_lost() {
    let data = program::made();
    let mut endpoint = Program::serves_unread(&data);
    asks_many_times(&endpoint);
    let mut log = endpoint.is_read_at_last().lines().map(Result::unwrap);
    let lost = log.find(|line| line.ends_with(" lines of this log are lost")).expect("nothing was said");
    let lost: u32 = lost.split(' ').next().unwrap().parse().unwrap();
    assert!((1..MANY).contains(&lost), "{lost}");
    let next = log.next().unwrap();
    assert!(next.contains(" request{method=GET path=/healthz}: answered status=200 "), "{next}");
    std::thread::spawn(move || log.for_each(drop));
    serves_and_ends_well(endpoint, &data);
}

#[test]
fn a_log_that_nobody_reads_keeps_nobody_from_ending() {
    let data = program::made();
    let endpoint = Program::serves_unread(&data);
    asks_many_times(&endpoint);
    serves_and_ends_well(endpoint, &data);
}

#[test]
fn a_log_and_an_output_in_one_pipe_that_nobody_reads_keep_nobody_from_ending() {
    let data = program::made();
    let endpoint = Program::serves_after(&data, "exec 2>&1");
    asks_many_times(&endpoint);
    serves_and_ends_well(endpoint, &data);
}

#[test]
fn an_endpoint_that_others_reach_without_tls_says_so() {
    let said = |listen: &str, options: &[&str]| {
        let data = program::made();
        let mut endpoint = Program::serves_at(listen, &data, options);
        assert!(endpoint.is_stopped());
        std::fs::read_to_string(program::log(&data)).unwrap()
    };
    let sentence = "other computers can reach this address without TLS";
    assert!(said("0.0.0.0:0", &[]).contains(sentence));
    assert!(said("0.0.0.0:0", &["--origin", "http://companion.school"]).contains(sentence));
    assert_eq!(said("0.0.0.0:0", &["--origin", "https://companion.school"]), "");
    assert_eq!(said("127.0.0.1:0", &[]), "");
}
