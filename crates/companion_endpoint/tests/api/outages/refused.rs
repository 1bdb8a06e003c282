//! A server that is there and can't, or may not.

use std::time::{Duration, Instant};

use companion_endpoint::limits::Limits;
use companion_model::{
    Route,
    wire::v1::{InboxPage, Receipt, address},
};
use companion_postgres::Server;
use companion_seal::envelope::CONTENT_LIMIT;
use postgres::{Client, NoTls};

use super::{ANSWERED, is_healthy, is_refused_for_now, keeps, log, soon};
use crate::world::{
    EndpointOptions, StoreKind, TestDatabase, TestEndpoint, TestSchool, folder, new_id,
    program::{self, Program},
};

/// The disk is a limit on the length of each file of the server: a test has no rights to make a disk. The system then takes a part
/// of what the server writes, as one that is full does.
#[test]
fn a_server_whose_disk_is_full_gives_503_and_goes_on_when_there_is_room() {
    let (server, data) = (Server::start().unwrap(), folder());
    let url = server.create_database("schools").unwrap();
    let code = program::inits_database(&data, &url).unwrap();
    let endpoint = Program::serves_database(&data, &url);
    let school = TestSchool::founded_at(&endpoint.client, &code);
    let phone = school.enrols_a_phone();
    server.limit_files(Some(16 * 1024 * 1024 + 4096)).unwrap();
    let mut acknowledged = Vec::new();
    let mut refused = None;
    for (id, envelope) in phone.seals_copies(100, &"a".repeat(CONTENT_LIMIT)) {
        let answer = phone.delivers(id, &envelope);
        if answer.status != 201 {
            is_refused_for_now(&answer);
            refused = Some((id, envelope));
            break;
        }
        acknowledged.push((id, envelope, answer.json::<Receipt>()));
    }
    let (refused, envelope) = refused.expect("the disk never filled");
    assert!(log(&data).contains("ERROR request{method=PUT path=/api/v1/envelopes/"));
    assert!(log(&data).contains("the disk of the database server is full (SQLSTATE 53100)"));
    // It does not, and what is there can be read.
    phone.asks(&address::at(address::ENVELOPE_STATE, refused)).is(404);
    is_refused_for_now(&phone.delivers(refused, &envelope));
    let cookie = school.signs_in(Route::Dsl);
    let page: InboxPage =
        endpoint.client.get(address::INBOX_ENVELOPES, &[("cookie", &cookie)]).is(200).json();
    assert!(!page.envelopes.is_empty());

    server.limit_files(None).unwrap();
    let receipt: Receipt = phone.delivers(refused, &envelope).is(201).json();
    assert_eq!(receipt.seq, acknowledged.len() as u64 + 1, "what was refused took no number");
    acknowledged.push((refused, envelope, receipt));
    keeps(&school, &endpoint, acknowledged);
}

/// Takes every connection that the server has left.
fn takes_all(url: &str) -> Vec<Client> {
    let mut taken = Vec::new();
    while let Ok(client) = Client::connect(url, NoTls) {
        taken.push(client);
        assert!(taken.len() < 100, "the server never ran out");
    }
    taken
}

#[test]
fn a_server_without_a_connection_left_is_waited_for_at_the_start_and_while_it_is_served() {
    let (mut server, data) = (Server::start().unwrap(), folder());
    server.psql("postgres", "ALTER SYSTEM SET max_connections = 12").unwrap();
    server.start_again().unwrap();
    let url = server.create_database("schools").unwrap();
    let code = program::inits_database(&data, &url).unwrap();
    let sentence = "the database server has no connection left (SQLSTATE 53300)";
    let said = |times: usize| {
        log(&data).matches(&format!("The database can't be used: {sentence}")).count() == times
    };

    let others = takes_all(&url);
    let refused = program::inits_database(&folder(), &url).unwrap_err();
    assert!(refused.contains(sentence), "{refused}");
    let endpoint = Program::serves_database(&data, &url);
    let offer = address::at(address::SETUP, &code);
    is_refused_for_now(&endpoint.client.get(&offer, &[]));
    assert!(said(1), "{}", log(&data));
    drop(others);
    soon("it is served", || is_healthy(&endpoint));
    let school = TestSchool::founded_at(&endpoint.client, &code);
    let phone = school.enrols_a_phone();
    let (id, envelope, receipt) = phone.delivers_a_concern(Route::Dsl);

    // Its own connections end, and others are faster.
    let mut others = takes_all(&url);
    let first = others.first_mut().unwrap();
    let ended = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
                 WHERE application_name = 'companion-endpoint'";
    first.batch_execute(ended).unwrap();
    others.extend(takes_all(&url));
    let late = new_id();
    let late_envelope = phone.seals(late, Route::Dsl, "While others have every connection");
    let begun = Instant::now();
    is_refused_for_now(&phone.delivers(late, &late_envelope));
    assert!(begun.elapsed() < ANSWERED);
    soon("the log says so", || said(2));
    drop(others);
    soon("it is served again", || is_healthy(&endpoint));
    let late_receipt: Receipt = phone.delivers(late, &late_envelope).is(201).json();
    keeps(&school, &endpoint, vec![(id, envelope, receipt), (late, late_envelope, late_receipt)]);
}

/// Others hold what everybody asks for: the readers wait, and those who wait for a reader wait as long as a request may and no longer.
#[test]
fn requests_for_which_no_reader_is_free_are_answered_in_time() {
    let limits = Limits { answer: Duration::from_secs(1), ..Limits::default() };
    let (world, school) = TestEndpoint::with_school_and(
        StoreKind::Postgres { endpoints: 1 },
        EndpointOptions { limits, ..EndpointOptions::default() },
    );
    let phone = school.enrols_a_phone();
    let (id, ..) = phone.delivers_a_concern(Route::Dsl);
    let state = address::at(address::ENVELOPE_STATE, id);
    let mut beside = Client::connect(world.database_url(), NoTls).unwrap();
    let mut holding = beside.transaction().unwrap();
    holding.batch_execute("LOCK TABLE device, envelope IN ACCESS EXCLUSIVE MODE").unwrap();
    std::thread::scope(|scope| {
        for _ in 0..20 {
            scope.spawn(|| {
                let begun = Instant::now();
                is_refused_for_now(&phone.asks(&state));
                // One reader after the other would give up its lock after 5 s.
                assert!(begun.elapsed() < Duration::from_secs(4), "{:?}", begun.elapsed());
            });
        }
    });
    holding.rollback().unwrap();
    soon("it is answered again", || phone.asks(&state).status == 200);
}

#[test]
fn a_user_who_may_not_make_tables_is_told_what_to_grant() {
    let (database, other, data) = (TestDatabase::create(), TestDatabase::with_tables(), folder());
    database.says("CREATE ROLE endpoint LOGIN");
    let url = database.url.replace("companion@", "endpoint@");
    let is_told = |why: &str| {
        let said = program::inits_database(&data, &url).unwrap_err();
        assert!(said.contains(&format!("does not let this user make and use tables ({why}")), "{said}");
        assert!(said.contains("GRANT USAGE, CREATE ON SCHEMA public TO user"), "{said}");
        assert!(!data.join("receipt.key").exists(), "a key was made for nothing");
    };
    database.says("REVOKE CREATE ON SCHEMA public FROM PUBLIC");
    is_told("permission denied for schema public)");
    database.says("REVOKE USAGE ON SCHEMA public FROM PUBLIC");
    is_told("no schema has been selected to create in)");
    database.says(&format!("REVOKE CONNECT ON DATABASE {} FROM PUBLIC", database.name));
    is_told("permission denied for database ");
    // As the sentence says.
    database.says(&format!("GRANT CONNECT ON DATABASE {} TO endpoint", database.name));
    database.says("GRANT USAGE, CREATE ON SCHEMA public TO endpoint");
    let code = program::inits_database(&data, &url).unwrap();
    let endpoint = Program::serves_database(&data, &url);
    TestSchool::founded_at(&endpoint.client, &code).enrols_a_phone().delivers_a_concern(Route::Dsl);

    // Tables that another user has made.
    let said = program::inits_database(&folder(), &other.url.replace("companion@", "endpoint@")).unwrap_err();
    assert!(
        said.contains("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO user"),
        "{said}"
    );
}
