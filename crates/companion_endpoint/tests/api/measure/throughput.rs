//! Durable deliveries a second: the endpoint on SQLite and on PostgreSQL, beside what others offer, interleaved in one run.

use std::{collections::BTreeMap, time::Duration};

use companion_model::{Route, wire::v1::address};
use companion_postgres::Server;
use uuid::Uuid;

use super::{
    load::{Taken, deliver},
    peers::{PocketBase, PouchDb, grouped_sqlite, pgbench},
    process,
};
use crate::world::{TestPhone, content_digest, deployment::Endpoints, new_id};

/// How long each is measured in a round, and how many rounds there are.
const TAKES: Duration = Duration::from_secs(3);
const ROUNDS: usize = 3;

/// Endpoints of one database, and phones that deliver to them.
struct Site {
    endpoints: Endpoints,
    phones: Vec<TestPhone>,
    template: Vec<u8>,
    next: usize,
}

impl Site {
    fn on_sqlite() -> Self {
        Self::with(Endpoints::on_sqlite())
    }

    fn on_postgres(server: &Server, name: &str, endpoints: usize) -> Self {
        Self::with(Endpoints::on_postgres(&server.create_database(name).unwrap(), endpoints))
    }

    fn with(endpoints: Endpoints) -> Self {
        let school = endpoints.found_a_school();
        let phones: Vec<_> = (0..64).map(|_| school.enrols_a_phone()).collect();
        let template = phones[0].seals(new_id(), Route::Dsl, &"Written beside others. ".repeat(60));
        Self { endpoints, phones, template, next: 0 }
    }

    fn request(&mut self, id: Uuid) -> Vec<u8> {
        self.next += 1;
        let phone = &self.phones[self.next % self.phones.len()];
        let mut envelope = self.template.clone();
        envelope[15..31].copy_from_slice(id.as_bytes());
        let head = format!(
            "PUT {} HTTP/1.1\r\nHost: a\r\nAuthorization: {}\r\nContent-Digest: {}\r\nContent-Length: {}\r\n\r\n",
            address::at(address::ENVELOPE, id),
            phone.authorization(),
            content_digest(&envelope),
            envelope.len()
        );
        [head.into_bytes(), envelope].concat()
    }

    fn new_ones(&mut self, connections: usize) -> Taken {
        let addresses = self.endpoints.addresses();
        deliver(&addresses, connections, TAKES, &[201], &mut || self.request(new_id()))
    }

    /// Deliveries of what is there.
    fn repeats(&mut self, connections: usize) -> Taken {
        let addresses = self.endpoints.addresses();
        let known: Vec<_> = (0..256).map(|_| new_id()).collect();
        let mut first = known.iter();
        let mut prime = || self.request(*first.next().unwrap_or(&known[0]));
        deliver(&addresses, 1, Duration::from_millis(300), &[200, 201], &mut prime);
        let mut turn = 0;
        let mut again = || {
            turn += 1;
            self.request(known[turn % known.len()])
        };
        deliver(&addresses, connections, TAKES, &[200, 201], &mut again)
    }

    fn cpu_s(&self) -> f64 {
        self.endpoints.served.iter().map(|(endpoint, _)| process::cpu_s(endpoint.id())).sum()
    }

    fn peak_mb(&self) -> u64 {
        self.endpoints.served.iter().map(|(endpoint, _)| process::peak_mb(endpoint.id())).max().unwrap_or(0)
    }
}

#[derive(Default)]
struct Row {
    rates: Vec<f64>,
    p50: Vec<f64>,
    p99: Vec<f64>,
    cpu: f64,
    peak_mb: u64,
}

impl Row {
    fn add(&mut self, taken: &Taken, cpu: f64, peak_mb: u64) {
        self.rates.push(taken.per_second());
        self.p50.push(taken.ms(50));
        self.p99.push(taken.ms(99));
        self.cpu += cpu;
        self.peak_mb = self.peak_mb.max(peak_mb);
    }
}

fn median(of: &[f64]) -> f64 {
    let mut sorted = of.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
}

#[test]
#[ignore = "it measures: cargo xtask bench endpoint"]
fn durable_deliveries_a_second() {
    companion_endpoint::limits::connections_that_fit();
    let server = Server::start().unwrap();
    let mut sites = [
        ("ours, SQLite (on the disk before the answer)", Site::on_sqlite()),
        ("ours, PostgreSQL, one endpoint (the same)", Site::on_postgres(&server, "one", 1)),
        ("ours, PostgreSQL, three endpoints (the same)", Site::on_postgres(&server, "three", 3)),
    ];
    let (pocketbase, pouchdb) = (PocketBase::start(), PouchDb::start());
    server.create_database("single").unwrap();
    let bytes = sites[0].1.template.clone();
    println!(
        "\nDeliveries of {} bytes, {ROUNDS} rounds of {} s each; medians.",
        bytes.len(),
        TAKES.as_secs()
    );
    for connections in [1, 16, 64, 256] {
        let mut rows: BTreeMap<&str, Row> = BTreeMap::new();
        for _ in 0..ROUNDS {
            for (name, site) in &mut sites {
                let before = site.cpu_s();
                let taken = site.new_ones(connections);
                let (cpu, peak) = (site.cpu_s() - before, site.peak_mb());
                rows.entry(name).or_default().add(&taken, cpu, peak);
            }
            if let Some(peer) = &pocketbase {
                let before = process::cpu_s(peer.id());
                let mut next = peer.requests(&bytes);
                let taken = deliver(&[peer.address], connections, TAKES, &[200], &mut next);
                let cpu = process::cpu_s(peer.id()) - before;
                rows.entry("PocketBase (WAL, NORMAL: a power cut can lose what was answered)")
                    .or_default()
                    .add(&taken, cpu, process::peak_mb(peer.id()));
            }
            if let Some(peer) = &pouchdb {
                let before = process::cpu_s(peer.id());
                let mut next = peer.requests(&bytes);
                let taken = deliver(&[peer.address], connections, TAKES, &[201], &mut next);
                let cpu = process::cpu_s(peer.id()) - before;
                rows.entry("pouchdb-server (LevelDB: a power cut can lose what was answered)")
                    .or_default()
                    .add(&taken, cpu, process::peak_mb(peer.id()));
            }
            let rate = pgbench(&server, "single", &bytes, connections, TAKES);
            rows.entry("pgbench, single-row inserts (on the disk before the answer)")
                .or_default()
                .rates
                .push(rate);
            let rate = grouped_sqlite(&bytes, TAKES);
            rows.entry("SQLite alone, 64 rows a commit (no HTTP)").or_default().rates.push(rate);
        }
        println!("\n  {connections} connections");
        let rate_of =
            |part: &str| rows.iter().find(|(name, _)| name.contains(part)).map(|(_, row)| median(&row.rates));
        for (name, row) in &rows {
            let (rate, p50, p99) = (median(&row.rates), median(&row.p50), median(&row.p99));
            println!(
                "  {name:<66} {rate:7.0} a second   p50 {p50:6.2} ms   p99 {p99:7.2} ms   cpu {:4.1} s   {} MB",
                row.cpu / ROUNDS as f64,
                row.peak_mb
            );
        }
        for (what, ours, theirs, goal) in [
            ("SQLite : PocketBase", "ours, SQLite", "PocketBase", "4 at 64"),
            ("SQLite : pouchdb-server", "ours, SQLite", "pouchdb", "none"),
            ("SQLite : its own grouped limit", "ours, SQLite", "SQLite alone", "0.3 at 64"),
            ("PostgreSQL : pgbench", "one endpoint", "pgbench", "0.7"),
            ("PostgreSQL, three : pgbench", "three endpoints", "pgbench", "0.7"),
        ] {
            if let (Some(ours), Some(theirs)) = (rate_of(ours), rate_of(theirs)) {
                println!("  {what:<40} {:5.2} ×   (goal {goal})", ours / theirs);
            }
        }
    }
    println!();
    for (name, site) in &mut sites {
        let (new, again) = (site.new_ones(64), site.repeats(64));
        let times = again.per_second() / new.per_second();
        println!(
            "  Repeats, {name:<50} {:7.0} a second, {times:4.1} × new ones (goal 3)   peak {} MB (goal 40)",
            again.per_second(),
            site.peak_mb()
        );
    }
}
