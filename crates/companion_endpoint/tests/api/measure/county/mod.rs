//! What `cargo xtask bench county` prints: the busiest minute of a county's week, by a schedule that waits for nobody. Phones come
//! back at their moments and desks look at theirs, whether or not earlier ones were answered, and each time is counted from its
//! moment. An endpoint is killed in the middle and started again.

use std::{sync::Mutex, time::Duration};

use companion_postgres::Server;
use futures_util::future::{join, join_all};
use tokio::{runtime::Builder, time::Instant};

use super::{load::Taken, process};
use crate::world::{
    TestDatabase, TestSchool,
    deployment::{Endpoints, holds_all},
};
use front::{Addresses, Front, Traffic};
use peak::Peak;
use people::{CountySchool, LOOK_EVERY, jitter};

mod front;
mod peak;
mod people;

/// Endpoints before the database.
const ENDPOINTS: usize = 3;
/// A hundredth of the country's.
const SCHOOLS: usize = 200;
/// At each of them.
const PHONES: usize = 15;

/// A county's schools on one database.
struct County {
    endpoints: Endpoints,
    schools: Vec<CountySchool>,
}

/// What came of a replay.
struct Replayed {
    /// From the moment of each phone's return to its receipt.
    received: Taken,
    /// From the moment of each desk's look to the last of its answers.
    looks: Taken,
    failed_looks: usize,
    phones: Traffic,
    desks: Traffic,
    /// With what came after the last moment of the schedule.
    took: Duration,
    endpoints: Used,
}

/// What the endpoints have used: of processors, and the most memory that one of them had.
#[derive(Clone, Copy, Default)]
struct Used {
    cpu_s: f64,
    peak_mb: u64,
}

impl County {
    fn founded(url: &str, schools: usize, phones: usize) -> Self {
        let endpoints = Endpoints::on_postgres(url, ENDPOINTS);
        let founded: Vec<_> = (0..schools).map(|_| endpoints.found_a_school()).collect();
        Self { endpoints, schools: enrolled(founded, phones) }
    }

    fn replays(&mut self, peak: &Peak) -> Replayed {
        let Self { endpoints, schools } = self;
        let addresses = Mutex::new(endpoints.addresses());
        let (phones, desks) = (Front::of(&addresses), Front::of(&addresses));
        // One thread: what asks must leave a core to what answers.
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(join_all(schools.iter().map(|school| school.opens_its_desk(&desks))));
        desks.traffic.take();
        let before = used(endpoints);
        let begins = Instant::now();
        let (received, looks, killed) = std::thread::scope(|scope| {
            let kills = scope.spawn(|| kills_one(endpoints, peak, &addresses));
            let (received, looks) = runtime.block_on(people(schools, peak, [&phones, &desks], begins));
            (received, looks, kills.join().unwrap())
        });
        let after = used(endpoints);
        let looked: Vec<_> = looks.iter().flatten().copied().collect();
        Replayed {
            received: Taken::of(received, peak.lasts),
            failed_looks: looks.len() - looked.len(),
            looks: Taken::of(looked, peak.lasts),
            phones: phones.traffic.take(),
            desks: desks.traffic.take(),
            took: begins.elapsed(),
            endpoints: Used {
                cpu_s: after.cpu_s + killed.cpu_s - before.cpu_s,
                peak_mb: after.peak_mb.max(killed.peak_mb),
            },
        }
    }

    /// Everything that was acknowledged is there once, with its bytes, and believed. Answers how much that is.
    fn holds_all(&self) -> usize {
        for (number, school) in self.schools.iter().enumerate() {
            school.believes_all();
            let (endpoint, _) = &self.endpoints.served[number % ENDPOINTS];
            holds_all(&school.school, &endpoint.client, &school.ledger);
        }
        self.schools.iter().map(|school| school.ledger.lock().unwrap().len()).sum()
    }
}

/// Enrols phones at several schools at once.
fn enrolled(founded: Vec<TestSchool>, phones: usize) -> Vec<CountySchool> {
    let founded = Mutex::new(founded.into_iter());
    let next = || founded.lock().unwrap().next();
    let enrol =
        || std::iter::from_fn(next).map(|school| CountySchool::with(school, phones)).collect::<Vec<_>>();
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(enrol)).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    })
}

/// Phones that come back at moments of their own, and desks that look in turn.
async fn people(
    schools: &[CountySchool],
    peak: &Peak,
    [from_phones, from_desks]: [&Front<'_>; 2],
    begins: Instant,
) -> (Vec<Duration>, Vec<Option<Duration>>) {
    let ends = begins + peak.lasts;
    let of = |number: usize| &schools[number % schools.len()];
    let phones = (0..peak.phones).map(|number| {
        let at = begins + peak.lasts.mul_f64(jitter());
        of(number).a_phone_comes_back(number / schools.len(), from_phones, at, ends)
    });
    let desks = (0..peak.desks).map(|number| {
        let first = begins + LOOK_EVERY.mul_f64(number as f64 / peak.desks as f64);
        of(number).keeps_looking(from_desks, first, ends)
    });
    let (received, looks) = join(join_all(phones), join_all(desks)).await;
    (received, looks.concat())
}

/// Kills an endpoint in the middle, and serves it again after a while. Answers what the killed one had used.
fn kills_one(endpoints: &mut Endpoints, peak: &Peak, addresses: &Addresses) -> Used {
    std::thread::sleep(peak.lasts / 2);
    let id = endpoints.served[0].0.id();
    let had_used = Used { cpu_s: process::cpu_s(id), peak_mb: process::peak_mb(id) };
    endpoints.kill(0);
    std::thread::sleep(peak.away);
    endpoints.serve_again(0);
    *addresses.lock().unwrap() = endpoints.addresses();
    had_used
}

fn used(endpoints: &Endpoints) -> Used {
    let ids = || endpoints.served.iter().map(|(endpoint, _)| endpoint.id());
    let peak_mb = ids().map(process::peak_mb).max().unwrap_or(0);
    Used { cpu_s: ids().map(process::cpu_s).sum(), peak_mb }
}

impl Replayed {
    /// Whether what was asked was answered as fast as it came: otherwise more and more of it waits.
    fn keeps_up(&self) -> bool {
        self.looks.ms(50) < 1000.0
    }

    fn prints(&self, peak: &Peak) {
        let (lasts, looks) = (peak.lasts.as_secs_f64(), self.looks.len() + self.failed_looks);
        let after = (self.took.as_secs_f64() - lasts).max(0.0);
        println!(
            "  {} phones came back, {:.1} a second, and each had its receipt; all was done {after:.1} s after that minute.",
            peak.phones,
            peak.phones_a_second()
        );
        self.received.prints("from its moment to the receipt");
        self.phones.prints("requests of phones", self.took, peak.phones);
        println!(
            "  {looks} looks of desks, {:.1} a second; {} failed.",
            looks as f64 / lasts,
            self.failed_looks
        );
        self.looks.prints("from its moment to the last answer");
        self.desks.prints("requests of desks", self.took, looks);
    }
}

impl Traffic {
    fn prints(&self, what: &str, took: Duration, people: usize) {
        let each = |of: usize| of as f64 / people as f64;
        println!(
            "    {what:<36} {:6.0} a second answered, {} not; {} at once at most; each {:.1}, of {:.1} kB out and {:.1} kB in",
            self.answered as f64 / took.as_secs_f64(),
            self.unanswered,
            self.most_open,
            each(self.answered + self.unanswered),
            each(self.sent) / 1000.0,
            each(self.heard) / 1000.0
        );
    }
}

impl Taken {
    fn prints(&self, what: &str) {
        let [p50, p99, most] = [50, 99, 100].map(|share| self.ms(share));
        println!("    {what:<36} p50 {p50:8.1} ms   p99 {p99:8.1} ms   longest {most:8.1} ms");
    }
}

/// Replays shares of the country on as many schools as a hundredth of it has, until one of them is more than this machine takes.
#[test]
#[ignore = "it measures: cargo xtask bench county"]
fn a_county_s_busiest_minute() {
    companion_endpoint::limits::connections_that_fit();
    let server = Server::start().unwrap();
    let begun = Instant::now();
    let mut county = County::founded(&server.create_database("county").unwrap(), SCHOOLS, PHONES);
    println!(
        "\n{SCHOOLS} schools with {PHONES} phones each, made in {:.0} s; {ENDPOINTS} endpoints.",
        begun.elapsed().as_secs_f64()
    );
    for hundredths in [1, 10, 20, 30, 50] {
        let peak = Peak::of_the_country(f64::from(hundredths) / 100.0);
        println!(
            "\n{hundredths}/100 of the country for {:?}, {} desks; one endpoint is killed in the middle and away for {:?}.",
            peak.lasts, peak.desks, peak.away
        );
        if !county.is_measured(&peak, &server) {
            println!("  That is more than this machine takes.");
            break;
        }
    }
}

impl County {
    /// Replays, and prints what it took. Answers whether that is as much as this machine takes.
    fn is_measured(&mut self, peak: &Peak, server: &Server) -> bool {
        let cpu_s = || [process::family_cpu_s(server.pid().unwrap()), process::cpu_s(std::process::id())];
        let before = cpu_s();
        let replayed = self.replays(peak);
        let after = cpu_s();
        replayed.prints(peak);
        println!(
            "  Seconds of processors: endpoints {:.1}, PostgreSQL {:.1}, phones and desks {:.1}. Memory: an endpoint at most {} MB, \
             PostgreSQL {} MB.",
            replayed.endpoints.cpu_s,
            after[0] - before[0],
            after[1] - before[1],
            replayed.endpoints.peak_mb,
            process::family_mb(server.pid().unwrap())
        );
        let held = self.holds_all();
        let size = "SELECT pg_total_relation_size('envelope') / count(*) FROM envelope";
        println!(
            "  All {held} records that were acknowledged are there once, and no number is missing; each has {} bytes of the database.",
            server.psql("county", size).unwrap().trim()
        );
        replayed.keeps_up()
    }
}

/// The same with a few schools and for a moment, so that it goes on working.
#[test]
fn a_moment_of_a_small_county() {
    let database = TestDatabase::create();
    let mut county = County::founded(&database.url, 5, 1);
    let (lasts, away) = (Duration::from_secs(1), Duration::ZERO);
    let peak = Peak { phones: 25, desks: 100, lasts, away };
    let replayed = county.replays(&peak);
    assert_eq!(county.holds_all(), peak.phones);
    assert_eq!(replayed.received.len(), peak.phones);
    // A desk in twenty has its moment within that second.
    assert_eq!(replayed.looks.len() + replayed.failed_looks, peak.desks / 20);
}
