//! Connections: how many, how long, and who gives way.

use std::time::{Duration, Instant};

use companion_endpoint::{assets::Asset, limits, limits::Limits};
use companion_model::Route;
use rustix::process::{Pid, Resource, Rlimit, prlimit};

use crate::world::{
    EndpointOptions, Line, StoreKind, TestEndpoint, TestSchool, new_id,
    program::{self, Program},
};

const SHORT: Duration = Duration::from_millis(400);

fn world_with(limits: Limits) -> TestEndpoint {
    TestEndpoint::start_with(StoreKind::Sqlite, EndpointOptions { limits, ..Default::default() })
}

/// What a connection may lie there with.
fn nothing() -> String {
    String::new()
}

fn half_a_head() -> String {
    "GET /healthz HTTP/1.1\r\nHost: compan".into()
}

fn half_a_body() -> String {
    let body = "x".repeat(1000);
    format!("PUT /api/v1/envelopes/{} HTTP/1.1\r\nHost: a\r\nContent-Length: 2000\r\n\r\n{body}", new_id())
}

#[test]
fn a_thousand_connections_that_lie_there_switch_nothing_off() {
    limits::connections_that_fit();
    let data = program::made();
    let endpoint = Program::serves_after(&data, "ulimit -n 200");
    let school = TestSchool::founded_at(&endpoint.client, &program::set_up_code(&data));
    let phone = school.enrols_a_phone();
    for begins in [nothing, half_a_head, half_a_body] {
        let lines: Vec<_> = (0..1200)
            .map(|_| {
                let mut line = Line::to(&endpoint.client.base);
                line.sends(begins().as_bytes());
                line
            })
            .collect();
        for _ in 0..5 {
            let begun = Instant::now();
            phone.delivers_a_concern(Route::Dsl);
            assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
        }
        drop(lines);
    }
}

#[test]
fn guesses_that_are_held_back_keep_nobody_out() {
    limits::connections_that_fit();
    let data = program::made();
    let endpoint = Program::serves_after(&data, "ulimit -n 200");
    let school = TestSchool::founded_at(&endpoint.client, &program::set_up_code(&data));
    let phone = school.enrols_a_phone();
    let body = format!(r#"{{"school":"{}","member":"demonstration-dsl","login_key":"AAAA"}}"#, school.id);
    let head = format!("Host: a\r\nContent-Type: application/json\r\nContent-Length: {}", body.len());
    let guess = format!("POST /api/v1/members/sessions HTTP/1.1\r\n{head}\r\n\r\n{body}");
    // Each is held back for four seconds by then: those who guess begin again as soon as they are let go.
    let mut slowed: Vec<_> = (0..12).map(|_| Line::to(&endpoint.client.base)).collect();
    slowed.iter_mut().for_each(|line| line.sends(guess.as_bytes()));
    let begun = Instant::now();
    let lines: Vec<_> = (0..400)
        .map(|_| {
            let mut line = Line::to(&endpoint.client.base);
            line.sends(guess.as_bytes());
            line
        })
        .collect();
    phone.delivers_a_concern(Route::Dsl);
    assert!(begun.elapsed() < Duration::from_secs(4), "{:?}", begun.elapsed());
    drop((slowed, lines));
}

#[test]
fn the_limit_of_open_files_is_raised() {
    limits::connections_that_fit();
    let data = program::made();
    let endpoint = Program::serves_after(&data, "ulimit -Sn 100");
    let lines: Vec<_> = (0..400).map(|_| Line::to(&endpoint.client.base)).collect();
    endpoint.client.get("/healthz", &[]).is(200);
    assert!(lines.iter().all(Line::is_open), "connections were closed that had room");
}

#[test]
fn where_the_system_gives_no_file_a_connection_that_lies_there_makes_room() {
    let data = program::made();
    let endpoint = Program::serves(&data);
    let school = TestSchool::founded_at(&endpoint.client, &program::set_up_code(&data));
    let mut phone = school.enrols_a_phone();
    let mut lines: Vec<_> = (0..30).map(|_| Line::to(&endpoint.client.base)).collect();
    lines.iter_mut().for_each(asks);
    // The client's own connection has been idle for less long than these.
    endpoint.client.get("/healthz", &[]).is(200);
    let files = std::fs::read_dir(format!("/proc/{}/fd", endpoint.id())).unwrap().count();
    let limit = Some(u64::try_from(files).unwrap());
    let id = Pid::from_raw(i32::try_from(endpoint.id()).unwrap());
    prlimit(id, Resource::Nofile, Rlimit { current: limit, maximum: limit }).unwrap();
    // Another connection than the one it has.
    phone.client = crate::world::Client::new(&endpoint.client.base);
    phone.delivers_a_concern(Route::Dsl);
    lines[0].is_hung_up();
    assert!(lines[29].is_open());
}

#[test]
fn a_connection_without_a_request_is_closed_after_a_while() {
    let world = world_with(Limits { idle: SHORT, ..Limits::default() });
    assert_eq!(Line::to(&world.client.base).is_hung_up(), 0);
    let mut line = Line::to(&world.client.base);
    asks(&mut line);
    assert_eq!(line.is_hung_up(), 0);
}

#[test]
fn a_connection_that_is_used_stays_open() {
    let idle = Duration::from_secs(2);
    let world = world_with(Limits { idle, head: SHORT, silence: SHORT, ..Limits::default() });
    let mut line = Line::to(&world.client.base);
    let begun = Instant::now();
    while begun.elapsed() < 2 * idle {
        asks(&mut line);
        std::thread::sleep(SHORT / 4);
    }
}

#[test]
fn a_head_that_does_not_end_is_closed_however_slowly_it_comes() {
    let world = world_with(Limits { head: SHORT, ..Limits::default() });
    let mut halved = Line::to(&world.client.base);
    halved.sends(half_a_head().as_bytes());
    assert_eq!(halved.is_hung_up(), 0);

    let mut dripping = Line::to(&world.client.base);
    dripping.sends(half_a_head().as_bytes());
    let begun = Instant::now();
    while dripping.is_open() {
        assert!(begun.elapsed() < 20 * SHORT, "it drips on");
        dripping.sends(b"a");
        std::thread::sleep(SHORT / 8);
    }
}

#[test]
fn a_head_without_an_end_is_refused() {
    let world = world_with(Limits::default());
    let mut line = Line::to(&world.client.base);
    line.sends(format!("GET /healthz HTTP/1.1\r\nCookie: {}\r\n", "a".repeat(20_000)).as_bytes());
    assert_eq!(line.hears().unwrap().0, 431);
}

#[test]
fn an_answer_that_nobody_reads_is_not_held_for_ever() {
    let bytes: &'static [u8] = vec![7; 32 * 1024 * 1024].leak();
    let file = Asset { path: "/long", kind: "text/plain", sha256: "", bytes, brotli: None, gzip: None };
    let limits = Limits { silence: SHORT, ..Limits::default() };
    let assets = vec![file].leak();
    let world =
        TestEndpoint::start_with(StoreKind::Sqlite, EndpointOptions { limits, assets, ..Default::default() });
    let mut line = Line::to(&world.client.base);
    line.sends(b"GET /long HTTP/1.1\r\nHost: a\r\n\r\n");
    std::thread::sleep(4 * SHORT);
    let came = line.is_hung_up();
    assert!(came < bytes.len(), "all of it came");
}

#[test]
fn an_answer_that_is_read_slowly_comes_whole_whatever_an_idle_connection_is_given() {
    let bytes: &'static [u8] = vec![7; 16 * 1024 * 1024].leak();
    let file = Asset { path: "/long", kind: "text/plain", sha256: "", bytes, brotli: None, gzip: None };
    let limits = Limits { idle: SHORT, silence: 10 * SHORT, ..Limits::default() };
    let assets = vec![file].leak();
    let world =
        TestEndpoint::start_with(StoreKind::Sqlite, EndpointOptions { limits, assets, ..Default::default() });
    let mut line = Line::to(&world.client.base);
    line.sends(b"GET /long HTTP/1.1\r\nHost: a\r\n\r\n");
    // Nothing is read for longer than an idle connection is given, over and over.
    assert_eq!(line.hears_with_pauses(2 * SHORT, 4 * 1024 * 1024), bytes.len());
}

/// A request and its answer: the connection is known to be open, and to lie idle from now on.
fn asks(line: &mut Line) {
    line.sends(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n");
    assert_eq!(line.hears().unwrap().0, 200);
}

/// A request whose body the endpoint is known to wait for.
fn begins(line: &mut Line) {
    line.sends(
        b"POST /api/v1/states HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n",
    );
    assert_eq!(line.hears().unwrap().0, 100);
}

#[test]
fn the_connection_that_has_lain_there_longest_gives_way() {
    let world = world_with(Limits { connections: 4, ..Limits::default() });
    let [mut first, mut second, mut third, mut fourth] =
        std::array::from_fn(|_| Line::to(&world.client.base));
    for line in [&mut first, &mut second, &mut third, &mut fourth] {
        asks(line);
    }
    asks(&mut first);
    let mut new = Line::to(&world.client.base);
    asks(&mut new);
    assert_eq!(second.is_hung_up(), 0);
    for line in [&mut first, &mut third, &mut fourth] {
        asks(line);
    }
}

#[test]
fn a_request_under_way_gives_way_only_where_none_lies_idle() {
    let world = world_with(Limits { connections: 2, ..Limits::default() });
    let mut halved = Line::to(&world.client.base);
    begins(&mut halved);
    let mut idle = Line::to(&world.client.base);
    asks(&mut idle);
    let mut new = Line::to(&world.client.base);
    asks(&mut new);
    assert_eq!(idle.is_hung_up(), 0);
    halved.sends(b"null");
    assert_eq!(halved.hears().unwrap().0, 401);

    let [mut older, mut newer] = std::array::from_fn(|_| Line::to(&world.client.base));
    for line in [&mut older, &mut newer] {
        begins(line);
    }
    asks(&mut Line::to(&world.client.base));
    assert_eq!(older.is_hung_up(), 0);
    newer.sends(b"null");
    assert_eq!(newer.hears().unwrap().0, 401);
}
