//! The program on a PostgreSQL server of the test's own: a server that is gone, refuses, or is killed, and endpoints that are.

use std::{
    path::Path,
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use companion_model::{
    Route,
    wire::v1::{InboxPage, Receipt, address, problem},
};
use companion_postgres::{Server, Shutdown};
use uuid::Uuid;

use crate::world::{
    Client, TestPhone, TestSchool, content_digest, folder, new_id,
    program::{self, Program},
};

/// How soon an endpoint goes on by itself once its server is back.
const BACK: Duration = Duration::from_secs(15);

fn log(data: &Path) -> String {
    std::fs::read_to_string(program::log(data)).unwrap()
}

/// Asks until the endpoint answers so, and fails if it does not in time.
fn answers_soon(endpoint: &Program, status: u16) {
    let begun = Instant::now();
    while endpoint.client.get("/healthz", &[]).status != status {
        assert!(begun.elapsed() < BACK, "no {status} within {BACK:?}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn a_server_that_is_gone_at_the_start_is_waited_for_and_then_served() {
    let (mut server, data) = (Server::start().unwrap(), folder());
    let url = server.create_database("schools").unwrap();
    let code = program::inits_database(&data, &url).unwrap();
    server.stop(Shutdown::Fast).unwrap();
    let endpoint = Program::serves_database(&data, &url);
    let refused = endpoint.client.get(&address::at(address::SETUP, &code), &[]);
    refused.says(503, problem::UNAVAILABLE, "It will be sent again");
    assert!(log(&data).contains("The database can't be used: the database server can't be reached"));
    server.start_again().unwrap();
    answers_soon(&endpoint, 200);
    let school = TestSchool::founded_at(&endpoint.client, &code);
    school.enrols_a_phone().delivers_a_concern(Route::Dsl);
    assert!(log(&data).contains("The database can be used again"));
}

#[test]
fn what_can_t_be_served_is_said_in_a_sentence_and_nothing_is_made() {
    let (server, data) = (Server::start().unwrap(), folder());
    let empty = server.create_database("empty").unwrap();
    for (url, sentence) in [
        ("nonsense", "the database's address can't be read"),
        ("postgres://companion@127.0.0.1:1/empty", "the database server can't be reached"),
        (&server.url_with_password("empty", "a wrong one"), "refuses the user or the password"),
        (&server.url("nowhere"), "the server has no database of the name in the address"),
    ] {
        let said = program::inits_database(&data, url).unwrap_err();
        assert!(said.contains(sentence), "{said}");
        assert!(!said.contains("a wrong one"), "a password stands in the log: {said}");
    }
    let others = server.create_database("others").unwrap();
    server.psql("others", "CREATE TABLE invoice (number integer PRIMARY KEY)").unwrap();
    let said = program::inits_database(&data, &others).unwrap_err();
    assert!(said.contains("there are tables of another program in this database; it is untouched"), "{said}");
    server.psql("postgres", "ALTER DATABASE empty SET synchronous_commit = off").unwrap();
    let said = program::inits_database(&data, &empty).unwrap_err();
    assert!(
        said.contains("could lose what was acknowledged: its setting synchronous_commit is off"),
        "{said}"
    );
    server.psql("postgres", "ALTER DATABASE empty SET default_transaction_read_only = on").unwrap();
    let said = program::inits_database(&data, &empty).unwrap_err();
    assert!(said.contains("read-only"), "{said}");
    assert!(!data.join("receipt.key").exists(), "a key was made for nothing");
}

#[test]
fn a_folder_with_a_database_of_its_own_or_another_key_is_refused() {
    let (server, data, other) = (Server::start().unwrap(), folder(), folder());
    let url = server.create_database("schools").unwrap();
    let code = program::inits_database(&data, &url).unwrap();
    let endpoint = Program::serves_database(&data, &url);
    TestSchool::founded_at(&endpoint.client, &code);
    // A second school on the same database, from a copy of the key.
    std::fs::copy(data.join("receipt.key"), other.join("receipt.key")).unwrap();
    let code = program::inits_database(&other, &url).unwrap();
    TestSchool::founded_at(&endpoint.client, &code);

    let strange = folder();
    let said = program::inits_database(&strange, &url).unwrap_err();
    assert!(said.contains("receipt.key is not a key that the directory of"), "{said}");
    assert!(!strange.join("receipt.key").exists());
    let of_its_own = program::made();
    let said = program::inits_database(&of_its_own, &url).unwrap_err();
    assert!(said.contains("this folder has one of its own"), "{said}");
    // One with another key answers, and stores nothing.
    std::fs::copy(of_its_own.join("receipt.key"), strange.join("receipt.key")).unwrap();
    let wrong = Program::serves_database(&strange, &url);
    assert_eq!(wrong.client.get("/healthz", &[]).status, 503);
    assert!(log(&strange).contains("receipt.key is not a key that the directory of"));
}

/// What has been acknowledged to phones, kept outside of every process that can be killed.
type Ledger = Mutex<Vec<(Uuid, Vec<u8>, Receipt)>>;

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
fn holds_all(school: &TestSchool, client: &Client, ledger: &Ledger) {
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
    let stored: std::collections::HashMap<_, _> =
        stored.into_iter().map(|(receipt, bytes)| ((receipt.id, receipt.seq), (receipt, bytes))).collect();
    for (id, envelope, receipt) in ledger.lock().unwrap().iter() {
        let (kept, bytes) = stored.get(&(*id, receipt.seq)).unwrap_or_else(|| panic!("{id} is lost"));
        assert_eq!((kept, bytes), (receipt, envelope));
    }
}

/// A school on a server, with several endpoints and phones.
struct County {
    server: Server,
    url: String,
    endpoints: Vec<(Program, crate::world::Folder)>,
    school: TestSchool,
    phones: Vec<TestPhone>,
}

impl County {
    fn of(endpoints: usize) -> Self {
        let (server, first) = (Server::start().unwrap(), folder());
        let url = server.create_database("schools").unwrap();
        let code = program::inits_database(&first, &url).unwrap();
        let others = (1..endpoints).map(|_| {
            let other = folder();
            std::fs::copy(first.join("receipt.key"), other.join("receipt.key")).unwrap();
            other
        });
        let folders: Vec<_> = others.collect();
        let served = [first].into_iter().chain(folders);
        let endpoints: Vec<_> = served.map(|data| (Program::serves_database(&data, &url), data)).collect();
        let school = TestSchool::founded_at(&endpoints[0].0.client, &code);
        let phones = (0..8).map(|_| school.enrols_a_phone()).collect();
        Self { server, url, endpoints, school, phones }
    }

    fn bases(&self) -> Vec<String> {
        self.endpoints.iter().map(|(endpoint, _)| endpoint.client.base.clone()).collect()
    }

    /// Delivers from every phone while something happens, and says what was acknowledged.
    fn delivers_while(&mut self, happens: impl FnOnce(&mut Self, &Mutex<Vec<String>>, &Ledger)) -> Ledger {
        let (ledger, bases, ends) = (Ledger::default(), Mutex::new(self.bases()), AtomicBool::new(false));
        let phones = std::mem::take(&mut self.phones);
        std::thread::scope(|scope| {
            for phone in &phones {
                let (ends, bases, ledger) = (&ends, &bases, &ledger);
                scope.spawn(move || delivers_until(ends, phone, bases, ledger));
            }
            happens(self, &bases, &ledger);
            ends.store(true, Ordering::Relaxed);
        });
        self.phones = phones;
        ledger
    }
}

/// Waits until so many more were acknowledged.
fn grows(ledger: &Ledger, by: usize) {
    let before = ledger.lock().unwrap().len();
    let begun = Instant::now();
    while ledger.lock().unwrap().len() < before + by {
        assert!(begun.elapsed() < 2 * BACK, "deliveries don't go on");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_server_killed_under_load_loses_nothing_that_was_acknowledged() {
    let mut county = County::of(1);
    let ledger = county.delivers_while(|county, _, ledger| {
        for _ in 0..2 {
            grows(ledger, 100);
            county.server.stop(Shutdown::Immediate).unwrap();
            // Phones are told 503 meanwhile.
            answers_soon(&county.endpoints[0].0, 503);
            county.server.start_again().unwrap();
            answers_soon(&county.endpoints[0].0, 200);
        }
        grows(ledger, 100);
    });
    holds_all(&county.school, &county.endpoints[0].0.client, &ledger);
}

#[test]
fn endpoints_killed_under_load_lose_nothing_and_the_others_go_on() {
    let mut county = County::of(3);
    let turn = AtomicUsize::new(0);
    let ledger = county.delivers_while(|county, bases, ledger| {
        for _ in 0..5 {
            grows(ledger, 60);
            let victim = turn.fetch_add(1, Ordering::Relaxed) % county.endpoints.len();
            let (endpoint, data) = &mut county.endpoints[victim];
            endpoint.is_killed();
            *endpoint = Program::serves_database(data, &county.url);
            let base = endpoint.client.base.clone();
            bases.lock().unwrap()[victim] = base;
        }
        grows(ledger, 60);
    });
    for (endpoint, _) in &county.endpoints {
        holds_all(&county.school, &endpoint.client, &ledger);
    }
}

#[test]
fn what_one_endpoint_learns_the_others_know_at_their_next_request() {
    let county = County::of(2);
    let [one, other] = [0, 1].map(|number| county.endpoints[number].0.client.clone());
    let (school, phone) = (&county.school, &county.phones[0]);
    let member = school.member(Route::Dsl);
    // A session.
    let cookie = member.signs_in_at(&one, school);
    other.get(address::INBOX_AUTHORS, &[("cookie", &cookie)]).is(200);
    other.delete(address::SESSIONS, &[("cookie", &cookie)]).is(204);
    one.get(address::INBOX_AUTHORS, &[("cookie", &cookie)]).is(401);
    // A phone's removal.
    let order = member.keys.order_removal(school.id, phone.device, 1);
    let cookie = member.signs_in_at(&one, school);
    one.put(&address::at(address::INBOX_REMOVAL, phone.device), &[("cookie", &cookie)], &order).is(204);
    let (id, authorization) = (new_id(), phone.authorization());
    let envelope = phone.seals(id, Route::Dsl, "After the removal");
    let headers = [("authorization", authorization.as_str()), ("content-digest", &content_digest(&envelope))];
    let receipt: Receipt =
        other.send("PUT", &address::at(address::ENVELOPE, id), &headers, &envelope).is(201).json();
    assert!(receipt.flags.contains(&companion_model::wire::v1::Flag::RemovedDevice));
    // Tries to sign in: those at one slow down the answers of the other.
    let body = serde_json::json!({ "school": school.id, "member": "nobody", "login_key": "AAAA" });
    (0..8).for_each(|_| drop(one.post(address::SESSIONS, &[], &body).is(401)));
    let begun = Instant::now();
    other.post(address::SESSIONS, &[], &body).is(401);
    assert!(begun.elapsed() >= Duration::from_secs(2), "{:?}", begun.elapsed());
}
