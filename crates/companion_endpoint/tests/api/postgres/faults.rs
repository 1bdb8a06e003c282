//! What goes wrong while a database is served: nothing is acknowledged that is not there, and it goes on by itself.

use std::{
    collections::BTreeSet,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};

use companion_endpoint::store::{
    StoreError,
    postgres::{Options, PostgresStore},
};
use companion_model::Route;
use companion_postgres::{Server, Shutdown};
use tokio::time::sleep;
use uuid::Uuid;

use super::{
    beside::{END_CONNECTIONS, client, is_unavailable, open},
    job::{read, write},
};
use crate::world::TestDatabase;

const A: Uuid = Uuid::from_u128(0xa);
const B: Uuid = Uuid::from_u128(0xb);

/// Makes each insert of a school fail with a code, so many times; in the statement itself, or at the commit.
fn fail_inserts(database: &TestDatabase, code: &str, times: u32, at_commit: bool) {
    let (kind, deferred) = if at_commit { ("CONSTRAINT", "DEFERRABLE INITIALLY DEFERRED") } else { ("", "") };
    database.says(
        &format!(
            "DROP TRIGGER IF EXISTS failing ON school;
             DROP SEQUENCE IF EXISTS failures;
             CREATE SEQUENCE failures;
             CREATE OR REPLACE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                 IF nextval('failures') <= {times} THEN
                     IF '{code}' = 'end' THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF;
                     RAISE EXCEPTION 'not now' USING ERRCODE = '{code}';
                 END IF;
                 RETURN NULL;
             END $$;
             CREATE {kind} TRIGGER failing AFTER INSERT ON school {deferred} FOR EACH ROW EXECUTE FUNCTION fail();"
        ),
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_group_that_others_were_in_the_way_of_is_run_again_and_not_for_ever() {
    let database = TestDatabase::create();
    let store = open(&database);
    for (code, at_commit) in [("40001", false), ("40P01", false), ("40001", true), ("40P01", true)] {
        fail_inserts(&database, code, 5, at_commit);
        let school = Uuid::from_u128(100 + u128::from(at_commit) + u128::from(code == "40001") * 2);
        let runs = Arc::new(AtomicU32::new(0));
        let counted = Arc::clone(&runs);
        write(&store, school, move |it| {
            counted.fetch_add(1, Ordering::Relaxed);
            it.add_school(school, 1)
        })
        .await
        .unwrap();
        assert_eq!(runs.load(Ordering::Relaxed), 6, "{code}, at the commit: {at_commit}");
        assert!(read(&store, move |it| it.has_school(school)).await.unwrap());
    }
    fail_inserts(&database, "40001", 100, false);
    let refused = write(&store, A, |it| it.add_school(A, 1)).await;
    let StoreError::Unavailable(said) = refused.unwrap_err() else { panic!("it is nobody's fault") };
    assert_eq!(said, "database: others were writing the same rows (SQLSTATE 40001)");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deadlock_with_somebody_else_is_run_again() {
    let database = TestDatabase::create();
    let store = open(&database);
    for school in [A, B] {
        write(&store, school, move |it| {
            it.add_school(school, 1)?;
            it.next_numbers(school, Route::Dsl, 1)
        })
        .await
        .unwrap();
    }
    let url = database.url.clone();
    let (locked, is_locked) = std::sync::mpsc::channel();
    let beside = std::thread::spawn(move || {
        let mut raw = client(&url);
        let mut transaction = raw.transaction().unwrap();
        let lock = "SELECT 1 FROM school WHERE school = $1 FOR NO KEY UPDATE";
        transaction.execute("UPDATE route_seq SET seq = seq + 1 WHERE school = $1", &[&B]).unwrap();
        locked.send(()).unwrap();
        std::thread::sleep(Duration::from_millis(300));
        transaction.execute(lock, &[&A]).unwrap();
        transaction.commit().unwrap();
    });
    is_locked.recv().unwrap();
    let runs = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&runs);
    // It holds A and asks for B, whoever is beside it holds B and asks for A.
    let number = write(&store, A, move |it| {
        counted.fetch_add(1, Ordering::Relaxed);
        it.next_numbers(B, Route::Dsl, 1)
    });
    assert_eq!(number.await.unwrap(), 3);
    tokio::task::spawn_blocking(|| beside.join().unwrap()).await.unwrap();
    assert_eq!(runs.load(Ordering::Relaxed), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_job_of_a_group_that_is_refused_refuses_no_other() {
    let database = TestDatabase::create();
    let store = Arc::new(open(&database));
    write(&*store, A, |it| it.add_school(A, 1)).await.unwrap();
    let jobs: Vec<_> = (0..40_u8)
        .map(|n| {
            let store = Arc::clone(&store);
            tokio::spawn(async move {
                write(&*store, A, move |it| match n % 10 {
                    3 => it.add_school(A, 2).map(|()| 0),
                    7 => {
                        it.next_numbers(A, Route::Dsl, 1)?;
                        Err(StoreError::Contradiction("a rule".into()))
                    }
                    // A rule that goes on although a statement has failed.
                    9 => {
                        it.add_school(A, 2).ok();
                        Ok(0)
                    }
                    _ => it.next_numbers(A, Route::Dsl, 1),
                })
                .await
            })
        })
        .collect();
    let mut given = BTreeSet::new();
    for (n, job) in jobs.into_iter().enumerate() {
        match (n % 10, job.await.unwrap()) {
            (3 | 7 | 9, Err(StoreError::Contradiction(_))) => {}
            (3 | 7 | 9, answer) => panic!("{n}: {answer:?}"),
            (_, answer) => assert!(given.insert(answer.unwrap())),
        }
    }
    assert!(given.iter().copied().eq(1..=28), "{given:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_was_ended_is_made_anew_and_nobody_notices() {
    let database = TestDatabase::create();
    let store = open(&database);
    write(&store, A, |it| it.add_school(A, 1)).await.unwrap();
    for number in 1..=5 {
        assert_ne!(database.says(END_CONNECTIONS), "0");
        assert!(read(&store, |it| it.has_school(A)).await.unwrap());
        assert_eq!(write(&store, A, |it| it.next_numbers(A, Route::Dsl, 1)).await.unwrap(), number);
    }
    // In the middle of a rule: what the first run wrote is undone.
    let (database, runs) = (Arc::new(database), Arc::new(AtomicU32::new(0)));
    let beside = Arc::clone(&database);
    let counted = Arc::clone(&runs);
    let number = write(&store, A, move |it| {
        let number = it.next_numbers(A, Route::Dsl, 1)?;
        if counted.fetch_add(1, Ordering::Relaxed) == 0 {
            beside.says(END_CONNECTIONS);
        }
        assert!(it.has_school(A)?);
        Ok(number)
    });
    assert_eq!(number.await.unwrap(), 6);
    assert_eq!(runs.load(Ordering::Relaxed), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_commit_that_was_not_answered_is_not_acknowledged() {
    let database = TestDatabase::create();
    let store = open(&database);
    fail_inserts(&database, "end", 1, true);
    let runs = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&runs);
    let answer = write(&store, A, move |it| {
        counted.fetch_add(1, Ordering::Relaxed);
        it.add_school(A, 1)
    });
    assert!(is_unavailable(&answer.await));
    assert_eq!(runs.load(Ordering::Relaxed), 1, "it is whoever asked who asks again");
    write(&store, A, |it| it.add_school(A, 1)).await.unwrap();
}

/// Waits until so many more were written.
async fn grows(count: &AtomicU32, by: u32) {
    let (until, enough) = (Instant::now() + Duration::from_secs(30), count.load(Ordering::Relaxed) + by);
    while count.load(Ordering::Relaxed) < enough {
        assert!(Instant::now() < until, "writing does not go on");
        sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_goes_away_and_comes_back_loses_nothing_and_is_found_again() {
    let server = Server::start().unwrap();
    let url = server.create_database("schools").unwrap();
    PostgresStore::create(&url).unwrap();
    let store = Arc::new(PostgresStore::open(&Options::new(url)).unwrap());
    let server = Arc::new(Mutex::new(server));
    write(&*store, A, |it| it.add_school(A, 1)).await.unwrap();
    let mut acknowledged = Vec::new();
    for how in [Shutdown::Fast, Shutdown::Immediate] {
        let (writing, count, ends) =
            (Arc::clone(&store), Arc::new(AtomicU32::new(0)), Arc::new(AtomicBool::new(false)));
        let (counted, told) = (Arc::clone(&count), Arc::clone(&ends));
        let writer = tokio::spawn(async move {
            let (mut given, mut refused) = (Vec::new(), 0);
            while !told.load(Ordering::Relaxed) {
                match write(&*writing, A, |it| it.next_numbers(A, Route::Dsl, 1)).await {
                    Ok(number) => {
                        given.push(number);
                        counted.fetch_add(1, Ordering::Relaxed);
                    }
                    Err(StoreError::Unavailable(_)) => {
                        refused += 1;
                        sleep(Duration::from_millis(20)).await;
                    }
                    Err(other) => panic!("{other}"),
                }
            }
            (given, refused)
        });
        grows(&count, 50).await;
        let stopping = Arc::clone(&server);
        tokio::task::spawn_blocking(move || {
            let mut server = stopping.lock().unwrap();
            server.stop(how).unwrap();
            std::thread::sleep(Duration::from_millis(500));
            server.start_again().unwrap();
        })
        .await
        .unwrap();
        grows(&count, 50).await;
        ends.store(true, Ordering::Relaxed);
        let (given, refused) = writer.await.unwrap();
        assert!(refused > 0, "{how:?}");
        acknowledged.extend(given);
    }
    let back = Instant::now() + Duration::from_secs(20);
    let last = loop {
        match read(&*store, |it| it.last_numbers(A, Route::Dsl)).await {
            Ok(last) => break last,
            Err(error) => assert!(Instant::now() < back, "{error}"),
        }
        sleep(Duration::from_millis(100)).await;
    };
    assert!(acknowledged.windows(2).all(|two| two[0] < two[1]), "no number twice");
    assert!(last.envelope >= *acknowledged.last().unwrap());
    assert!(
        last.envelope - acknowledged.len() as u64 <= 2,
        "at most the commit of each stop was not answered"
    );
}
