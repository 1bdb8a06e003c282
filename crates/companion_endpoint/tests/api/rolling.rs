//! A rolling upgrade: endpoints of this version are replaced one by one by those of the next one, whose schema is another, while
//! phones deliver and a member reads.

use std::{
    fs,
    path::Path,
    sync::{
        Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use companion_model::{
    Route,
    wire::v1::{address, problem},
};

use crate::postgres::beside::client;
use crate::world::{
    Client, Folder, TestDatabase,
    deployment::{BACK, Deployment, Ends, grows, holds_all},
    folder,
    program::{self, Program},
};

/// What the next version adds: this one goes on beside it, and knows nothing of it.
const EXPANDS: &str = "-- works with: 4
    CREATE TABLE note (school uuid NOT NULL REFERENCES school, number bigint NOT NULL, PRIMARY KEY (school, number));
    ALTER TABLE envelope ADD COLUMN noted_at bigint;";

/// What the version after it relies on, so that this one must write nothing more. Each row says who has written it since.
const CONTRACTS: &str = "-- works with: 5
    ALTER TABLE envelope ADD COLUMN written_by text;
    ALTER TABLE envelope ALTER COLUMN written_by SET DEFAULT current_setting('application_name');";

/// The sentence of an endpoint that is too old.
const TOO_OLD: &str = "The database can't be used: this database was written by a newer version of the endpoint, and this one writes nothing to it. \
                       Start that version, or a newer one.";

/// The steps of a next version.
fn steps(all: &[&str]) -> Folder {
    let folder = folder();
    for (number, step) in all.iter().enumerate() {
        fs::write(folder.join(format!("{number}.sql")), step).unwrap();
    }
    folder
}

fn log(data: &Path) -> String {
    fs::read_to_string(program::log(data)).unwrap()
}

fn waits_until(what: &str, is_so: impl Fn() -> bool) {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < BACK, "{what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn is_served(endpoint: &Program) {
    waits_until("an endpoint does not serve", || endpoint.client.get("/healthz", &[]).status == 200);
}

/// Reads at these endpoints in turn until it is told to stop. Each answers what it is asked, or that it can't at the moment.
fn reads_until(ends: &AtomicBool, cookie: &str, bases: &Mutex<Vec<String>>) {
    for turn in 0.. {
        if ends.load(Ordering::Relaxed) {
            return;
        }
        let client = {
            let bases = bases.lock().unwrap();
            Client::new(&bases[turn % bases.len()])
        };
        let path = format!("{}?most=20&after=", address::INBOX_ENVELOPES);
        match client.try_send("GET", &path, &[("cookie", cookie)], None) {
            Some(answer) if answer.status == 200 => {}
            Some(answer) => answer.says(503, problem::UNAVAILABLE, ""),
            None => {}
        }
    }
}

/// The endpoints of a database, as the test replaces them.
struct Rolling<'a> {
    deployment: &'a mut Deployment,
    bases: &'a Mutex<Vec<String>>,
    url: String,
}

impl Rolling<'_> {
    /// The database's address by which a version calls itself so; one of this version does by the program's name.
    fn url(&self, version: &str) -> String {
        format!("{}?application_name={version}", self.url)
    }

    fn says(&mut self, sql: &str) -> String {
        self.deployment.server().psql("schools", sql).unwrap().trim().to_owned()
    }

    /// One of this version is stopped well, and another one is started in its place.
    fn replaces(&mut self, number: usize, serves: impl FnOnce(&Path) -> Program) {
        let (endpoint, data) = &mut self.deployment.endpoints.served[number];
        assert!(endpoint.is_stopped(), "it did not end well");
        *endpoint = serves(data);
        self.bases.lock().unwrap()[number] = endpoint.client.base.clone();
    }

    fn all_are_served(&self) {
        self.deployment.endpoints.served.iter().for_each(|(endpoint, _)| is_served(endpoint));
    }
}

#[test]
fn endpoints_are_replaced_one_by_one_by_the_next_version_s_under_load() {
    let (next, after_next) = (steps(&[EXPANDS]), steps(&[EXPANDS, CONTRACTS]));
    let mut deployment = Deployment::on_postgres(3);
    let cookie = deployment.school.signs_in(Route::Dsl);
    let ends = AtomicBool::new(false);
    let ledger = deployment.delivers_while(|deployment, bases, ledger| {
        std::thread::scope(|scope| {
            let _ends = Ends(&ends);
            scope.spawn(|| reads_until(&ends, &cookie, bases));
            let url = deployment.url().unwrap().to_owned();
            let mut rolling = Rolling { deployment, bases, url };
            grows(ledger, 40);

            // One of the next version beside those of this one, which go on.
            let (url, key) =
                (rolling.url("next"), rolling.deployment.endpoints.served[0].1.join("receipt.key"));
            let beside = folder();
            fs::copy(key, beside.join("receipt.key")).unwrap();
            let first = Program::serves_database_as_next(&beside, &url, &next);
            is_served(&first);
            assert_eq!(rolling.says("SELECT max(number) || ' ' || max(works_with) FROM schema_step"), "5 4");
            rolling.all_are_served();
            bases.lock().unwrap().push(first.client.base.clone());
            rolling.deployment.endpoints.served.push((first, beside));
            grows(ledger, 40);

            // The others, one after the other; and one that is started again as this version, as after a step back.
            for number in [0, 1] {
                rolling.replaces(number, |data| Program::serves_database_as_next(data, &url, &next));
                grows(ledger, 30);
            }
            let this = rolling.url.clone();
            rolling.replaces(2, |data| Program::serves_database(data, &this));
            rolling.all_are_served();
            grows(ledger, 30);

            // The version after it: the one of this version stops by itself, those of the next one go on.
            let url = rolling.url("after-next");
            rolling.replaces(0, |data| Program::serves_database_as_next(data, &url, &after_next));
            is_served(&rolling.deployment.endpoints.served[0].0);
            assert_eq!(rolling.says("SELECT max(number) || ' ' || max(works_with) FROM schema_step"), "6 5");
            let too_old = &rolling.deployment.endpoints.served[2];
            waits_until("it says nothing of the newer version", || log(&too_old.1).contains(TOO_OLD));
            assert_eq!(too_old.0.client.get("/healthz", &[]).status, 503);
            let refused = too_old.0.client.get(address::INBOX_AUTHORS, &[("cookie", &cookie)]);
            refused.says(503, problem::UNAVAILABLE, "");
            for number in [0, 1, 3] {
                is_served(&rolling.deployment.endpoints.served[number].0);
            }
            grows(ledger, 40);

            // Started again it says so at once.
            fs::write(program::log(&rolling.deployment.endpoints.served[2].1), "").unwrap();
            rolling.replaces(2, |data| Program::serves_database(data, &this));
            waits_until("it does not say that it is too old", || {
                log(&rolling.deployment.endpoints.served[2].1).contains(TOO_OLD)
            });
            assert_eq!(rolling.deployment.endpoints.served[2].0.client.get("/healthz", &[]).status, 503);
            rolling.replaces(2, |data| Program::serves_database_as_next(data, &url, &after_next));
            rolling.all_are_served();
            grows(ledger, 40);
            let written_by = "SELECT string_agg(DISTINCT written_by, ' ' ORDER BY written_by) FROM envelope";
            assert_eq!(rolling.says(written_by), "after-next next");
        });
    });
    // One of each version that is left.
    for number in [1, 2] {
        holds_all(&deployment.school, &deployment.endpoints.served[number].0.client, &ledger);
    }
    let verified = program::runs(
        "verify",
        &[("--data", &deployment.endpoints.served[0].1)],
        &["--database", deployment.url().unwrap()],
    );
    let said = String::from_utf8(verified.stderr).unwrap();
    assert!(
        said.contains("written by a newer version"),
        "this version does not know what it would look at: {said}"
    );
}

/// A step beside which this version must write nothing more comes after what it is writing.
#[test]
fn a_step_that_ends_older_endpoints_waits_for_what_they_are_writing() {
    let (database, data) = (TestDatabase::create(), folder());
    program::inits_database(&data, &database.url).unwrap();
    let after_next = steps(&[EXPANDS, CONTRACTS]);
    let mut older = client(&database.url);
    let mut writing = older.transaction().unwrap();
    writing.query_one("SELECT max(works_with) FROM schema_step", &[]).unwrap();
    let endpoint = std::thread::scope(|scope| {
        let serving = scope.spawn(|| Program::serves_database_as_next(&data, &database.url, &after_next));
        let waits = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'schema_step'::regclass";
        waits_until("it waits for nobody", || database.says(waits).trim() == "1");
        assert_eq!(
            writing.query_one("SELECT max(number) FROM schema_step", &[]).unwrap().get::<_, i32>(0),
            5
        );
        writing.commit().unwrap();
        serving.join().unwrap()
    });
    is_served(&endpoint);
    assert_eq!(database.says("SELECT max(number) FROM schema_step").trim(), "6");
}
