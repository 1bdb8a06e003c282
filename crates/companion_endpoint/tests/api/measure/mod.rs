//! What `cargo xtask bench endpoint` prints: deliveries to the real program, alone and beside those who mean it no good.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::{Duration, Instant},
};

use companion_endpoint::limits;
use companion_model::{
    Route,
    wire::v1::{ENVELOPE_LIMIT, address},
};
use companion_seal::os_random;

use crate::world::{
    Client, Line, MemberOfStaff, TestPhone, TestSchool, content_digest, new_id,
    program::{self, Program},
};

mod county;
mod load;
mod peers;
mod process;
mod throughput;

const TAKES: Duration = Duration::from_secs(5);
const PHONES: usize = 4;

/// How long deliveries took, sorted.
struct Taken(Vec<Duration>);

impl Taken {
    fn ms(&self, share: usize) -> f64 {
        self.0[(self.0.len() - 1) * share / 100].as_secs_f64() * 1000.0
    }

    fn prints(&self, what: &str, alone: Option<&Self>) {
        let (p50, p95) = (self.ms(50), self.ms(95));
        let per_second = self.0.len() as f64 / TAKES.as_secs_f64();
        let times = alone.map_or(String::new(), |alone| {
            format!("   {:.2} × and {:.2} × without", p50 / alone.ms(50), p95 / alone.ms(95))
        });
        println!("  {what:<48} p50 {p50:7.2} ms   p95 {p95:7.2} ms   {per_second:6.0} a second{times}");
    }
}

/// Delivers as fast as the answers come.
fn delivers(phone: &TestPhone, client: &Client) -> Vec<Duration> {
    let template = phone.seals(new_id(), Route::Dsl, "Written beside others");
    let authorization = phone.authorization();
    let (begun, mut taken) = (Instant::now(), Vec::new());
    while begun.elapsed() < TAKES {
        let id = new_id();
        let mut envelope = template.clone();
        envelope[15..31].copy_from_slice(id.as_bytes());
        let headers =
            [("authorization", authorization.as_str()), ("content-digest", &content_digest(&envelope))];
        let sent = Instant::now();
        client.send("PUT", &address::at(address::ENVELOPE, id), &headers, &envelope).is(201);
        taken.push(sent.elapsed());
    }
    taken
}

fn all_deliver(phones: &[TestPhone], base: &str) -> Taken {
    let mut taken: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> =
            phones.iter().map(|phone| scope.spawn(|| delivers(phone, &Client::new(base)))).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    taken.sort();
    Taken(taken)
}

/// Half of them at a name that there is, half at names that nobody has.
fn guesses(school: &TestSchool, base: &str, number: usize, ends: &AtomicBool) {
    let mut member = MemberOfStaff::new(Route::Dsl);
    let client = Client::new(base);
    while !ends.load(Ordering::Relaxed) {
        if number.is_multiple_of(2) {
            member.sign_in_name = format!("nobody-{}", new_id().simple());
        }
        let body = serde_json::json!({
            "school": school.id, "member": member.sign_in_name,
            "login_key": companion_model::wire::Bytes(os_random::<32>().unwrap().to_vec()),
        });
        client.post(address::SESSIONS, &[], &body);
    }
}

#[test]
#[ignore = "it measures: cargo xtask bench endpoint"]
fn deliveries_beside_others() {
    limits::connections_that_fit();
    let data = program::made();
    let endpoint = Program::serves(&data);
    let (base, build) = (&endpoint.client.base, if cfg!(debug_assertions) { "dev" } else { "release" });
    let school = TestSchool::founded_at(&endpoint.client, &program::set_up_code(&data));
    let phones: Vec<_> = (0..PHONES).map(|_| school.enrols_a_phone()).collect();
    println!("\nDeliveries of {PHONES} phones at once, {} s each; a {build} build.", TAKES.as_secs());
    all_deliver(&phones, base);
    let alone = all_deliver(&phones, base);
    alone.prints("alone", None);

    let ends = AtomicBool::new(false);
    let beside = std::thread::scope(|scope| {
        for number in 0..16 {
            let (school, ends) = (&school, &ends);
            scope.spawn(move || guesses(school, base, number, ends));
        }
        let beside = all_deliver(&phones, base);
        ends.store(true, Ordering::Relaxed);
        beside
    });
    beside.prints("beside 16 connections that guess (goal 2 ×)", Some(&alone));

    let lines: Vec<_> = (0..1000).map(|_| Line::to(base)).collect();
    all_deliver(&phones, base).prints("beside 1,000 idle connections (goal 1.5 ×)", Some(&alone));
    drop(lines);
}

#[test]
#[ignore = "it measures: cargo xtask bench endpoint"]
fn memory_with_half_sent_bodies() {
    limits::connections_that_fit();
    let data = program::made();
    let endpoint = Program::serves(&data);
    let before = endpoint.memory_kib("VmRSS");
    let half = vec![b' '; ENVELOPE_LIMIT - 1];
    let lines: Vec<_> = (0..300)
        .map(|_| {
            let mut line = Line::to(&endpoint.client.base);
            let path = address::at(address::ENVELOPE, new_id());
            line.sends(
                format!("PUT {path} HTTP/1.1\r\nHost: a\r\nContent-Length: {ENVELOPE_LIMIT}\r\n\r\n")
                    .as_bytes(),
            );
            line.pours(&half);
            line
        })
        .collect();
    endpoint.client.get("/healthz", &[]).is(200);
    // Whatever is to come has come: the bodies' own time is longer.
    std::thread::sleep(Duration::from_secs(3));
    println!(
        "\nMemory: {} MB before, at most {} MB with {} half-sent bodies of {} KiB (goal 100 MB).",
        before / 1000,
        endpoint.memory_kib("VmHWM") / 1000,
        lines.len(),
        ENVELOPE_LIMIT / 1024
    );
}
