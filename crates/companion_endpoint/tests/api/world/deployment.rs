//! Several endpoints on one database server, phones that deliver to all of them, and a ledger of what was acknowledged.

use std::{
    collections::HashMap,
    net::SocketAddr,
    sync::{
        Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use companion_model::{
    Route,
    wire::v1::{InboxPage, Receipt, address, problem},
};
use companion_postgres::Server;
use uuid::Uuid;

use super::{
    Client, Folder, TestPhone, TestSchool, content_digest, folder, new_id,
    program::{self, Program},
};

/// How soon an endpoint goes on by itself once its server is back.
pub const BACK: Duration = Duration::from_secs(15);

/// What has been acknowledged to phones, kept outside of every process that can be killed.
pub type Ledger = Mutex<Vec<(Uuid, Vec<u8>, Receipt)>>;

/// Delivers to these endpoints in turn until it is told to stop, some of it twice and some of it under an id that is known, and
/// writes down what was acknowledged.
fn delivers_until(ends: &AtomicBool, phone: &TestPhone, bases: &Mutex<Vec<String>>, ledger: &Ledger) {
    let template = phone.seals(new_id(), Route::Dsl, "Written while a server is killed");
    let client_of = |turn: usize| {
        let bases = bases.lock().unwrap();
        Client::new(&bases[turn % bases.len()])
    };
    let mut last = new_id();
    for turn in 0.. {
        if ends.load(Ordering::Relaxed) {
            return;
        }
        // Sealing is slow in a test build; the endpoint sees the header alone.
        let mut envelope = template.clone();
        let id = if turn % 7 == 3 { last } else { new_id() };
        envelope[15..31].copy_from_slice(id.as_bytes());
        let end = envelope.len() - 1;
        envelope[end] = u8::try_from(turn % 251).unwrap();
        last = id;
        let client = client_of(turn);
        let deliver = || {
            let authorization = phone.authorization();
            let digest = content_digest(&envelope);
            let headers = [("authorization", authorization.as_str()), ("content-digest", digest.as_str())];
            client.try_send("PUT", &address::at(address::ENVELOPE, id), &headers, Some(&envelope))
        };
        for _ in 0..1 + turn % 3 {
            match deliver() {
                Some(answer) if [200, 201, 409].contains(&answer.status) => {
                    let receipt: Receipt = answer.json();
                    phone.believes(&receipt, id, &envelope);
                    ledger.lock().unwrap().push((id, envelope.clone(), receipt));
                }
                Some(answer) => answer.says(503, problem::UNAVAILABLE, "It will be sent again"),
                None => {}
            }
        }
    }
}

/// Everything in the ledger is there with its bytes, once; the numbers of the route have neither gap nor repeat.
pub fn holds_all(school: &TestSchool, client: &Client, ledger: &Ledger) {
    let cookie = school.member(Route::Dsl).signs_in_at(client, school);
    let (mut stored, mut after) = (Vec::new(), String::new());
    loop {
        let path = format!("{}?most=200&after={after}", address::INBOX_ENVELOPES);
        let page: InboxPage = client.get(&path, &[("cookie", &cookie)]).is(200).json();
        stored.extend(page.envelopes.into_iter().map(|one| (one.receipt, one.bytes.0)));
        let Some(next) = page.next else { break };
        after = next;
    }
    let numbers: Vec<_> = stored.iter().map(|(receipt, _)| receipt.seq).collect();
    assert_eq!(numbers, (1..=stored.len() as u64).collect::<Vec<_>>(), "a gap or a repeat");
    let mut keys: Vec<_> = stored.iter().map(|(receipt, _)| (receipt.id, receipt.sha256.clone())).collect();
    keys.sort_by(|a, b| (a.0, &a.1.0).cmp(&(b.0, &b.1.0)));
    keys.dedup();
    assert_eq!(keys.len(), stored.len(), "something is there twice");
    let stored: HashMap<_, _> =
        stored.into_iter().map(|(receipt, bytes)| ((receipt.id, receipt.seq), (receipt, bytes))).collect();
    for (id, envelope, receipt) in ledger.lock().unwrap().iter() {
        let (kept, bytes) = stored.get(&(*id, receipt.seq)).unwrap_or_else(|| panic!("{id} is lost"));
        assert_eq!((kept, bytes), (receipt, envelope));
    }
}

/// How often something is done: in the ordinary run, or with `cargo xtask test --long`.
pub fn rounds(usual: usize, long: usize) -> usize {
    if std::env::var_os("COMPANION_LONG").is_some() { long } else { usual }
}

/// Endpoints of one database, each with its folder.
pub struct Endpoints {
    /// Where the database is; `None` where it is the folder's own.
    url: Option<String>,
    pub served: Vec<(Program, Folder)>,
}

impl Endpoints {
    /// One endpoint on a file.
    pub fn on_sqlite() -> Self {
        let data = folder();
        Self { url: None, served: vec![(Program::begins(&data), data)] }
    }

    /// So many endpoints on an empty database of a PostgreSQL server.
    pub fn on_postgres(url: &str, endpoints: usize) -> Self {
        let first = folder();
        drop(program::inits_database(&first, url).unwrap());
        let others = (1..endpoints).map(|_| {
            let other = folder();
            std::fs::copy(first.join("receipt.key"), other.join("receipt.key")).unwrap();
            other
        });
        let folders: Vec<_> = others.collect();
        let served = [first].into_iter().chain(folders);
        let served = served.map(|data| (Program::serves_database(&data, url), data)).collect();
        Self { url: Some(url.to_owned()), served }
    }

    /// Makes a school, by a set-up code of its own.
    pub fn found_a_school(&self) -> TestSchool {
        let (endpoint, data) = &self.served[0];
        let code = match &self.url {
            Some(url) => program::inits_database(data, url).unwrap(),
            None => program::set_up_code(data),
        };
        TestSchool::founded_at(&endpoint.client, &code)
    }

    pub fn bases(&self) -> Vec<String> {
        self.served.iter().map(|(endpoint, _)| endpoint.client.base.clone()).collect()
    }

    pub fn addresses(&self) -> Vec<SocketAddr> {
        let address = |base: String| base.strip_prefix("http://").unwrap().parse().unwrap();
        self.bases().into_iter().map(address).collect()
    }

    pub fn kill(&mut self, number: usize) {
        self.served[number].0.is_killed();
    }

    /// Serves the folder of one that was killed again, at another address.
    pub fn serve_again(&mut self, number: usize) {
        let (endpoint, data) = &mut self.served[number];
        *endpoint = match &self.url {
            Some(url) => Program::serves_database(data, url),
            None => Program::serves(data),
        };
    }
}

/// A school with the endpoints of its database, and phones.
pub struct Deployment {
    /// `None` where the database is a folder's own.
    server: Option<Server>,
    pub endpoints: Endpoints,
    pub school: TestSchool,
    pub phones: Vec<TestPhone>,
}

impl Deployment {
    /// One endpoint on a file.
    pub fn on_sqlite() -> Self {
        Self::with(None, Endpoints::on_sqlite())
    }

    /// So many endpoints on a PostgreSQL server.
    pub fn on_postgres(endpoints: usize) -> Self {
        let server = Server::start().unwrap();
        let url = server.create_database("schools").unwrap();
        Self::with(Some(server), Endpoints::on_postgres(&url, endpoints))
    }

    fn with(server: Option<Server>, endpoints: Endpoints) -> Self {
        let school = endpoints.found_a_school();
        let phones = (0..rounds(8, 64)).map(|_| school.enrols_a_phone()).collect();
        Self { server, endpoints, school, phones }
    }

    /// The server, which must be one.
    pub fn server(&mut self) -> &mut Server {
        self.server.as_mut().unwrap()
    }

    /// The address of the database, where it is on a server.
    pub fn url(&self) -> Option<&str> {
        self.endpoints.url.as_deref()
    }

    /// Kills an endpoint and serves its folder again, at another address.
    pub fn kill_and_serve(&mut self, number: usize, bases: &Mutex<Vec<String>>) {
        self.endpoints.kill(number);
        self.endpoints.serve_again(number);
        *bases.lock().unwrap() = self.endpoints.bases();
    }

    /// Delivers from every phone while something happens, and says what was acknowledged.
    pub fn delivers_while(
        &mut self,
        happens: impl FnOnce(&mut Self, &Mutex<Vec<String>>, &Ledger),
    ) -> Ledger {
        let (ledger, bases, ends) =
            (Ledger::default(), Mutex::new(self.endpoints.bases()), AtomicBool::new(false));
        let phones = std::mem::take(&mut self.phones);
        std::thread::scope(|scope| {
            for phone in &phones {
                let (ends, bases, ledger) = (&ends, &bases, &ledger);
                scope.spawn(move || delivers_until(ends, phone, bases, ledger));
            }
            let _ends = Ends(&ends);
            happens(self, &bases, &ledger);
        });
        self.phones = phones;
        ledger
    }
}

/// Tells other threads to stop, also where the test fails: nobody waits for them for ever.
pub struct Ends<'a>(pub &'a AtomicBool);

impl Drop for Ends<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Waits until so many more were acknowledged.
pub fn grows(ledger: &Ledger, by: usize) {
    let before = ledger.lock().unwrap().len();
    let begun = Instant::now();
    while ledger.lock().unwrap().len() < before + by {
        assert!(begun.elapsed() < 2 * BACK, "deliveries don't go on");
        std::thread::sleep(Duration::from_millis(20));
    }
}
