//! The program on a PostgreSQL server of the test's own: a server that is gone, refuses, or is killed, and endpoints that are.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use companion_model::{
    Route,
    wire::v1::{Receipt, address, problem},
};
use companion_postgres::{Server, Shutdown};

use crate::world::{
    TestSchool, content_digest,
    deployment::{BACK, Deployment, grows, holds_all, rounds},
    folder, new_id,
    program::{self, Program},
};

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

#[test]
fn a_server_killed_under_load_loses_nothing_that_was_acknowledged() {
    let mut deployment = Deployment::on_postgres(1);
    let ledger = deployment.delivers_while(|deployment, _, ledger| {
        for _ in 0..rounds(2, 20) {
            grows(ledger, 100);
            deployment.server().stop(Shutdown::Immediate).unwrap();
            // Phones are told 503 meanwhile.
            answers_soon(&deployment.endpoints.served[0].0, 503);
            deployment.server().start_again().unwrap();
            answers_soon(&deployment.endpoints.served[0].0, 200);
        }
        grows(ledger, 100);
    });
    holds_all(&deployment.school, &deployment.endpoints.served[0].0.client, &ledger);
}

#[test]
fn endpoints_killed_under_load_lose_nothing_and_the_others_go_on() {
    let mut deployment = Deployment::on_postgres(3);
    let ledger = deployment.delivers_while(|deployment, bases, ledger| {
        for round in 0..rounds(5, 50) {
            grows(ledger, 60);
            deployment.kill_and_serve(round % 3, bases);
        }
        grows(ledger, 60);
    });
    for (endpoint, _) in &deployment.endpoints.served {
        holds_all(&deployment.school, &endpoint.client, &ledger);
    }
}

#[test]
fn what_one_endpoint_learns_the_others_know_at_their_next_request() {
    let deployment = Deployment::on_postgres(2);
    let [one, other] = [0, 1].map(|number| deployment.endpoints.served[number].0.client.clone());
    let (school, phone) = (&deployment.school, &deployment.phones[0]);
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
