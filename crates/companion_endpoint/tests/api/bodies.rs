//! Bodies: how large, how slow, and how many at once.

use std::time::{Duration, Instant};

use companion_endpoint::limits::Limits;
use companion_model::{
    Route,
    wire::v1::{ENVELOPE_LIMIT, Problem, address, problem},
};
use companion_seal::envelope::SHORTEST;
use uuid::Uuid;

use crate::world::{
    Client, EndpointOptions, Line, StoreKind, TestEndpoint, TestPhone, TestSchool, content_digest, new_id,
    program::{self, Program},
};

const SHORT: Duration = Duration::from_millis(400);

fn world_with(limits: Limits) -> (TestEndpoint, TestSchool) {
    TestEndpoint::with_school_and(
        StoreKind::Sqlite,
        EndpointOptions { limits, puts_per_minute: None, ..Default::default() },
    )
}

/// The head of a delivery, without its last line.
fn head(phone: &TestPhone, id: Uuid, envelope: &[u8]) -> String {
    format!(
        "PUT /api/v1/envelopes/{id} HTTP/1.1\r\nHost: a\r\nAuthorization: {}\r\nContent-Digest: {}\r\n",
        phone.authorization(),
        content_digest(envelope)
    )
}

/// How long an envelope is that holds so much: one of the lengths that there are.
const fn length(kib: usize) -> usize {
    kib * 1024 + SHORTEST - 4 * 1024
}

/// The longest there is.
const LONGEST: usize = length(254);
/// One that does not fit beside another one into [`BUDGET`].
const LONG: usize = length(64);
const BUDGET: usize = 96 * 1024;

/// An envelope of this many bytes, which nobody could open.
fn envelope(phone: &TestPhone, id: Uuid, bytes: usize) -> Vec<u8> {
    let mut envelope = phone.seals(id, Route::Dsl, "Long");
    envelope.resize(bytes, 0);
    envelope
}

#[test]
fn three_hundred_half_sent_bodies_leave_memory_and_deliveries_alone() {
    let data = program::made();
    let endpoint = Program::serves(&data);
    let school = TestSchool::founded_at(&endpoint.client, &program::set_up_code(&data));
    let phone = school.enrols_a_phone();
    let half = vec![b' '; 1024 * 1024 - 1];
    let mut lines = Vec::new();
    for path in ["envelopes/{id}", "setup/a", "inbox/directory"] {
        for _ in 0..100 {
            let mut line = Line::to(&endpoint.client.base);
            let path = path.replace("{id}", &new_id().to_string());
            let bytes = if path.starts_with("envelopes") { ENVELOPE_LIMIT } else { half.len() + 1 };
            let method = if path == "setup/a" { "POST" } else { "PUT" };
            line.sends(
                format!("{method} /api/v1/{path} HTTP/1.1\r\nHost: a\r\nContent-Length: {bytes}\r\n\r\n")
                    .as_bytes(),
            );
            line.pours(&half[..bytes - 1]);
            lines.push(line);
        }
    }
    for _ in 0..5 {
        let begun = Instant::now();
        phone.delivers_a_concern(Route::Dsl);
        assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
    }
    let kib = endpoint.memory_kib("VmHWM");
    assert!(kib <= 100_000, "{kib} KiB");
}

#[test]
fn a_body_that_stops_arriving_is_answered_with_408() {
    let (world, school) = world_with(Limits { silence: SHORT, ..Limits::default() });
    let (phone, id) = (school.enrols_a_phone(), new_id());
    let envelope = envelope(&phone, id, 50_000);
    let mut line = Line::to(&world.client.base);
    line.sends(format!("{}Content-Length: 50000\r\n\r\n", head(&phone, id, &envelope)).as_bytes());
    line.sends(&envelope[..40_000]);
    let (status, _, body) = line.hears().unwrap();
    let problem: Problem = serde_json::from_slice(&body).unwrap();
    assert_eq!((status, problem.kind.as_str()), (408, problem::UNREADABLE_BODY));
    phone.asks(&address::at(address::ENVELOPE_STATE, id)).is(404);
}

#[test]
fn a_body_that_takes_too_long_is_answered_with_408_however_steadily_it_arrives() {
    let limits = Limits { body: 3 * SHORT, silence: SHORT, ..Limits::default() };
    let (world, school) = world_with(limits);
    let (phone, id) = (school.enrols_a_phone(), new_id());
    // The second one is too large from the beginning: it is thrown away in the same time.
    for bytes in [ENVELOPE_LIMIT, 16 * ENVELOPE_LIMIT] {
        let mut line = Line::to(&world.client.base);
        line.sends(format!("{}Content-Length: {bytes}\r\n\r\n", head(&phone, id, b"")).as_bytes());
        let begun = Instant::now();
        while line.is_open() {
            assert!(begun.elapsed() < 30 * SHORT, "it goes on");
            line.sends(b"a");
            std::thread::sleep(SHORT / 8);
        }
        assert_eq!(line.hears().unwrap().0, 408);
    }
}

#[test]
fn an_envelope_that_comes_very_slowly_is_received() {
    let (world, school) = world_with(Limits { silence: 5 * SHORT, ..Limits::default() });
    let (phone, id) = (school.enrols_a_phone(), new_id());
    let envelope = envelope(&phone, id, LONGEST);
    let mut line = Line::to(&world.client.base);
    line.sends(format!("{}Content-Length: {LONGEST}\r\n\r\n", head(&phone, id, &envelope)).as_bytes());
    for piece in envelope.chunks(LONGEST / 16) {
        line.sends(piece);
        std::thread::sleep(SHORT / 2);
    }
    assert_eq!(line.hears().unwrap().0, 201);
}

#[test]
fn a_body_that_does_not_say_its_length_is_taken() {
    let (world, school) = world_with(Limits::default());
    let phone = school.enrols_a_phone();
    for (bytes, expected) in [(length(96), 201), (LONGEST, 201), (ENVELOPE_LIMIT + 1, 413)] {
        let id = new_id();
        let envelope = envelope(&phone, id, bytes);
        let mut line = Line::to(&world.client.base);
        line.sends(format!("{}Transfer-Encoding: chunked\r\n\r\n", head(&phone, id, &envelope)).as_bytes());
        for piece in envelope.chunks(30_000) {
            line.sends(format!("{:x}\r\n", piece.len()).as_bytes());
            line.sends(piece);
            line.sends(b"\r\n");
        }
        line.sends(b"0\r\n\r\n");
        assert_eq!(line.hears().unwrap().0, expected, "{bytes}");
    }
}

#[test]
fn a_stalled_body_is_evicted_for_one_that_arrives() {
    let (world, school) = world_with(Limits { bodies: BUDGET, ..Limits::default() });
    let (phone, id) = (school.enrols_a_phone(), new_id());
    let still = envelope(&phone, id, LONG);
    let mut line = Line::to(&world.client.base);
    line.sends(format!("{}Content-Length: {LONG}\r\n\r\n", head(&phone, id, &still)).as_bytes());
    line.sends(&still[..50_000]);
    // It is read by then.
    std::thread::sleep(SHORT);
    let other = new_id();
    let begun = Instant::now();
    phone.delivers(other, &envelope(&phone, other, LONG)).is(201);
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());

    line.sends(&still[50_000..]);
    let (status, head, body) = line.hears().unwrap();
    let problem: Problem = serde_json::from_slice(&body).unwrap();
    assert_eq!((status, problem.kind.as_str()), (503, problem::UNAVAILABLE));
    assert!(problem.detail.starts_with("None of this was saved"), "{}", problem.detail);
    assert!(head.contains("\r\nretry-after: 5\r\n"), "{head}");
    // There is room again, and it is sent again.
    phone.delivers(id, &still).is(201);
}

#[test]
fn with_budget_for_one_body_at_a_time_all_arrive() {
    let (world, school) = world_with(Limits { bodies: BUDGET, ..Limits::default() });
    let phone = &school.enrols_a_phone();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            let client = Client::new(&world.client.base);
            scope.spawn(move || {
                let id = new_id();
                let envelope = envelope(phone, id, LONG);
                let authorization = phone.authorization();
                let headers = [
                    ("authorization", authorization.as_str()),
                    ("content-digest", &content_digest(&envelope)),
                ];
                let tries = (0..40).map(|_| {
                    client.send("PUT", &address::at(address::ENVELOPE, id), &headers, &envelope).status
                });
                let answers: Vec<_> = tries.take_while(|status| *status != 201).collect();
                assert!(answers.len() < 40 && answers.iter().all(|status| *status == 503), "{answers:?}");
            });
        }
    });
}
