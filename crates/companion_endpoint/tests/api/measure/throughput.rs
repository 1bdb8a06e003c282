//! Durable deliveries a second: the endpoint on SQLite and on PostgreSQL, beside what others offer, interleaved in one run.

use std::{collections::BTreeMap, net::SocketAddr, time::Duration};

use companion_model::{Route, wire::v1::address};
use companion_postgres::Server;
use uuid::Uuid;

use super::{
    load::{Taken, deliver},
    peers::{PocketBase, grouped_sqlite, pgbench},
};
use crate::world::{
    Folder, TestPhone, TestSchool, content_digest, folder, new_id,
    program::{self, Program},
};

/// How long each is measured in a round, and how many rounds there are.
const TAKES: Duration = Duration::from_secs(3);
const ROUNDS: usize = 3;

/// Endpoints of one database, and phones that deliver to them.
struct Site {
    endpoints: Vec<Program>,
    _folders: Vec<Folder>,
    phones: Vec<TestPhone>,
    template: Vec<u8>,
    next: usize,
}

impl Site {
    fn on_sqlite() -> Self {
        let data = program::made();
        let code = program::set_up_code(&data);
        Self::with(vec![Program::serves(&data)], vec![data], &code)
    }

    fn on_postgres(server: &Server, name: &str, endpoints: usize) -> Self {
        let url = server.create_database(name).unwrap();
        let first = folder();
        let code = program::inits_database(&first, &url).unwrap();
        let copies = (1..endpoints).map(|_| {
            let copy = folder();
            std::fs::copy(first.join("receipt.key"), copy.join("receipt.key")).unwrap();
            copy
        });
        let copies: Vec<_> = copies.collect();
        let folders: Vec<_> = [first].into_iter().chain(copies).collect();
        let serve = |data: &Folder| Program::serves_database(data, &url);
        Self::with(folders.iter().map(serve).collect(), folders, &code)
    }

    fn with(endpoints: Vec<Program>, folders: Vec<Folder>, code: &str) -> Self {
        let school = TestSchool::founded_at(&endpoints[0].client, code);
        let phones: Vec<_> = (0..64).map(|_| school.enrols_a_phone()).collect();
        let template = phones[0].seals(new_id(), Route::Dsl, &"Written beside others. ".repeat(60));
        Self { endpoints, _folders: folders, phones, template, next: 0 }
    }

    fn addresses(&self) -> Vec<SocketAddr> {
        let address =
            |endpoint: &Program| endpoint.client.base.strip_prefix("http://").unwrap().parse().unwrap();
        self.endpoints.iter().map(address).collect()
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
        let addresses = self.addresses();
        deliver(&addresses, connections, TAKES, &[201], &mut || self.request(new_id()))
    }

    /// Deliveries of what is there.
    fn repeats(&mut self, connections: usize) -> Taken {
        let addresses = self.addresses();
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
        self.endpoints.iter().map(|endpoint| cpu_s(endpoint.id())).sum()
    }

    fn peak_mb(&self) -> u64 {
        self.endpoints.iter().map(|endpoint| endpoint.memory_kib("VmHWM") / 1000).max().unwrap_or(0)
    }
}

/// What a process has used of processors, in seconds.
fn cpu_s(id: u32) -> f64 {
    let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).unwrap();
    let (_, after) = stat.rsplit_once(") ").unwrap();
    let ticks: f64 = after.split(' ').skip(11).take(2).map(|part| part.parse::<f64>().unwrap()).sum();
    ticks / 100.0
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
    let pocketbase = PocketBase::start();
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
                let before = cpu_s(peer.id());
                let mut next = peer.requests(&bytes);
                let taken = deliver(&[peer.address], connections, TAKES, &[200], &mut next);
                let cpu = cpu_s(peer.id()) - before;
                rows.entry("PocketBase (WAL, NORMAL: a power cut can lose what was answered)")
                    .or_default()
                    .add(&taken, cpu, 0);
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
