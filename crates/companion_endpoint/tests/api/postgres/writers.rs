//! Writers of one database: one school at a time, so many that wait and no more, and what a rule that panics does to them.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use companion_endpoint::store::{LastNumbers, Store};
use companion_model::Route;
use uuid::Uuid;

use super::{
    beside::{client, is_unavailable, open},
    job::{read, write},
};
use crate::world::TestDatabase;

const A: Uuid = Uuid::from_u128(0xa);
const B: Uuid = Uuid::from_u128(0xb);

#[tokio::test(flavor = "multi_thread")]
async fn two_stores_on_one_database_never_write_a_school_at_once() {
    let database = TestDatabase::create();
    let stores = [Arc::new(open(&database)), Arc::new(open(&database))];
    for school in [A, B] {
        write(&*stores[0], school, move |it| it.add_school(school, 1)).await.unwrap();
    }
    let mut tasks = Vec::new();
    for store in &stores {
        for n in 0..8 {
            let (store, school) = (Arc::clone(store), if n % 2 == 0 { A } else { B });
            tasks.push(tokio::spawn(async move {
                let mut given = Vec::new();
                for _ in 0..50 {
                    // Read, then written: without the lock two would read the same.
                    let seen = write(&*store, school, move |it| {
                        let before: LastNumbers = it.last_numbers(school, Route::Dsl)?;
                        let number = it.next_numbers(school, Route::Dsl, 1)?;
                        assert_eq!(before.envelope + 1, number);
                        Ok(number)
                    });
                    given.push((school, seen.await.unwrap()));
                }
                given
            }));
        }
    }
    let mut given = BTreeSet::new();
    for task in tasks {
        for number in task.await.unwrap() {
            assert!(given.insert(number), "{number:?} twice");
        }
    }
    for school in [A, B] {
        let numbers = given.range((school, 0)..=(school, u64::MAX)).map(|(_, number)| *number);
        assert!(numbers.eq(1..=400), "without gap");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_is_bounded_and_what_was_taken_is_written_before_the_store_ends() {
    let database = TestDatabase::create();
    let store = open(&database);
    write(&store, A, |it| it.add_school(A, 1)).await.unwrap();
    let (held, beside) = (std::sync::mpsc::channel::<()>(), database.url.clone());
    let (locked, is_locked) = std::sync::mpsc::channel();
    let holder = std::thread::spawn(move || {
        let mut raw = client(&beside);
        let mut transaction = raw.transaction().unwrap();
        transaction.execute("SELECT 1 FROM school WHERE school = $1 FOR NO KEY UPDATE", &[&A]).unwrap();
        locked.send(()).unwrap();
        held.1.recv().unwrap();
        transaction.commit().unwrap();
    });
    is_locked.recv().unwrap();
    let first = write(&store, A, |it| it.next_numbers(A, Route::Dsl, 1));
    write(&store, B, |it| it.add_school(B, 1)).await.expect("another school does not wait");
    let mut answers: Vec<_> =
        (0..1200).map(|_| write(&store, A, |it| it.next_numbers(A, Route::Dsl, 1))).collect();
    for refused in answers.split_off(1024) {
        assert!(is_unavailable(&refused.await), "at once");
    }
    held.0.send(()).unwrap();
    drop(store);
    holder.join().unwrap();
    let mut given = vec![first.await.unwrap()];
    for answer in answers {
        given.push(answer.await.unwrap());
    }
    assert!(given.into_iter().eq(1..=1025));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_that_panics_ends_the_store_and_acknowledges_nothing() {
    let database = TestDatabase::create();
    let store = open(&database);
    let ended = store.ended();
    let panicked = write(&store, A, |it| {
        it.add_school(A, 1)?;
        if it.has_school(A)? {
            panic!("a rule with a fault")
        }
        Ok(())
    });
    assert!(is_unavailable(&panicked.await));
    tokio::time::timeout(Duration::from_secs(5), ended).await.expect("it says that it has ended");
    assert!(is_unavailable(&write(&store, B, |it| it.add_school(B, 1)).await));
    assert!(!read(&store, |it| it.has_school(A)).await.unwrap());
    let other = open(&database);
    write(&other, A, |it| it.add_school(A, 1)).await.unwrap();
}
