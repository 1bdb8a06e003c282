//! A server that hangs, or a network that swallows everything: no connection ends, and no answer comes.

use std::time::{Duration, Instant};

use companion_endpoint::store::{
    Store,
    postgres::{Options, PostgresStore},
};
use companion_model::{
    Route,
    wire::v1::{Receipt, address},
};
use uuid::Uuid;

use super::{ANSWERED, is_healthy, is_refused_for_now, keeps, log, soon};
use crate::world::{
    AtCommit, Folder, HttpResponse, Network, TestDatabase, TestPhone, TestSchool, folder, new_id,
    program::{self, Program},
};

/// An endpoint behind a network, with a school and a phone.
struct Behind {
    network: Network,
    data: Folder,
    endpoint: Program,
    school: TestSchool,
    phone: TestPhone,
    _database: TestDatabase,
}

impl Behind {
    fn network() -> Self {
        let (database, data) = (TestDatabase::with_tables(), folder());
        let network = Network::before(&database.url);
        let code = program::inits_database(&data, &network.url).unwrap();
        let endpoint = Program::serves_database(&data, &network.url);
        let school = TestSchool::founded_at(&endpoint.client, &code);
        let phone = school.enrols_a_phone();
        Self { network, data, endpoint, school, phone, _database: database }
    }
}

#[test]
fn a_commit_whose_answer_was_cut_off_is_not_acknowledged_and_the_repeat_gets_its_receipt() {
    let behind = Behind::network();
    let phone = &behind.phone;
    let id = new_id();
    let envelope = phone.seals(id, Route::Dsl, "Kept, and nobody heard of it");
    behind.network.at_commit(AtCommit::CutAnswer);
    is_refused_for_now(&phone.delivers(id, &envelope));
    assert!(behind.network.has_seen_commit());
    assert!(log(&behind.data).contains("It is not known whether what was written of school"));
    let receipt: Receipt = phone.delivers(id, &envelope).is(200).json();
    phone.believes(&receipt, id, &envelope);
    assert_eq!(receipt.seq, 1);
    keeps(&behind.school, &behind.endpoint, vec![(id, envelope, receipt)]);
}

/// Everything stops in the middle of a COMMIT and no connection ends, as where a server hangs or a network swallows everything.
fn goes_on_after_a_silence(at: AtCommit) {
    let Behind { network, data, endpoint, school, phone, .. } = &Behind::network();
    let (_, _, before) = phone.delivers_a_concern(Route::Dsl);
    let envelopes = phone.seals_copies(12, "While nothing passes");
    let is_refused_within = |limit: Duration, asks: &dyn Fn() -> HttpResponse| {
        let begun = Instant::now();
        is_refused_for_now(&asks());
        assert!(begun.elapsed() < limit, "{at:?}: {:?}", begun.elapsed());
    };
    network.at_commit(at);
    std::thread::scope(|scope| {
        let (first, others) = envelopes.split_first().unwrap();
        scope.spawn(|| is_refused_within(ANSWERED, &|| phone.delivers(first.0, &first.1)));
        soon("the COMMIT is on its way", || network.has_seen_commit());
        for (id, envelope) in others {
            scope.spawn(|| is_refused_within(ANSWERED, &|| phone.delivers(*id, envelope)));
            scope.spawn(|| is_refused_within(ANSWERED, &|| phone.asks(address::DIRECTORY)));
        }
    });
    let unreachable = "The database can't be used: the database server can't be reached: the database server has not answered \
                       for 5 s";
    soon("the log says so", || {
        let log = log(data);
        log.contains("It is not known whether what was written of school") && log.contains(unreachable)
    });
    // It is known now, and nobody waits for it any more.
    is_refused_within(Duration::from_secs(3), &|| phone.asks(address::DIRECTORY));
    network.passes();
    soon("it is served again", || is_healthy(endpoint));
    // More at once than there are readers: none is still held.
    let answers: Vec<(u16, Receipt)> = std::thread::scope(|scope| {
        let deliver = |(id, envelope): &(Uuid, Vec<u8>)| {
            let answer = phone.delivers(*id, envelope);
            (answer.status, answer.json())
        };
        let delivering: Vec<_> =
            envelopes.iter().map(|envelope| scope.spawn(move || deliver(envelope))).collect();
        delivering.into_iter().map(|one| one.join().unwrap()).collect()
    });
    let was_kept = at == AtCommit::HoldAnswer;
    assert_eq!(answers[0].0, if was_kept { 200 } else { 201 }, "{at:?}: {answers:?}");
    assert!(answers[1..].iter().all(|(status, _)| *status == 201), "{at:?}: {answers:?}");
    let delivered = envelopes.into_iter().zip(answers);
    let acknowledged: Vec<_> =
        delivered.map(|((id, envelope), (_, receipt))| (id, envelope, receipt)).collect();
    assert!(acknowledged.iter().all(|(.., receipt)| receipt.seq > before.seq));
    keeps(school, endpoint, acknowledged);
}

#[test]
fn a_server_that_says_nothing_is_given_up_in_time_and_found_again() {
    std::thread::scope(|scope| {
        for at in [AtCommit::HoldIt, AtCommit::HoldAnswer] {
            scope.spawn(move || goes_on_after_a_silence(at));
        }
    });
}

/// The connection is taken and nobody answers: the endpoint serves what it can, and the database once it answers.
#[test]
fn a_server_that_says_nothing_at_the_start_is_waited_for() {
    let (database, data) = (TestDatabase::with_tables(), folder());
    let code = program::inits_database(&data, &database.url).unwrap();
    let network = Network::before(&database.url);
    network.holds();
    let begun = Instant::now();
    let endpoint = Program::serves_database(&data, &format!("{}?connect_timeout=1", network.url));
    is_refused_for_now(&endpoint.client.get(&address::at(address::SETUP, &code), &[]));
    assert!(begun.elapsed() < ANSWERED, "{:?}", begun.elapsed());
    assert!(log(&data).contains("can't be reached: the database server has not answered for 1 s"));
    network.passes();
    soon("it is served", || is_healthy(&endpoint));
}

#[test]
fn of_two_servers_the_second_is_asked_where_the_first_says_nothing() {
    let database = TestDatabase::with_tables();
    let network = Network::before(&database.url);
    network.holds();
    let (first, name) = network.url.rsplit_once('/').unwrap();
    let second = database.url.rsplit_once('@').unwrap().1.rsplit_once('/').unwrap().0;
    let both = format!("{first},{second}/{name}?connect_timeout=1");
    let begun = Instant::now();
    let life = PostgresStore::connect_once(&both).unwrap();
    assert!(begun.elapsed() < ANSWERED, "{:?}", begun.elapsed());
    assert_eq!(life, PostgresStore::connect_once(&database.url).unwrap());
    assert_eq!(network.connections(), 1);
    // The one that gave a connection last is asked first from then on.
    let store = PostgresStore::open(&Options::new(&both)).unwrap();
    assert_eq!(store.life().unwrap(), life);
    assert_eq!(
        network.connections(),
        2,
        "it took more than one connection, and the first server was asked once"
    );
}
