//! What is looked at before a database is served, and how it comes to this version's schema.

use std::time::{Duration, Instant};

use companion_endpoint::store::{
    Store, StoreError,
    postgres::{OpenError, Options, PostgresStore},
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

#[test]
fn a_server_that_could_lose_what_was_acknowledged_is_refused() {
    let mut server = Server::start().unwrap();
    let url = server.url("postgres");
    for (settings, refused) in [
        (&["fsync = off"][..], Some("fsync")),
        (&["full_page_writes = off"], Some("full_page_writes")),
        (&["synchronous_commit = off"], Some("synchronous_commit")),
        (&["synchronous_commit = local", "synchronous_standby_names = other"], Some("synchronous_commit")),
        (&["synchronous_commit = local"], None),
    ] {
        for setting in settings {
            server.psql("postgres", &format!("ALTER SYSTEM SET {setting}")).unwrap();
        }
        server.start_again().unwrap();
        match (PostgresStore::create(&url), refused) {
            (Ok(()), None) => {}
            (Err(OpenError::NotDurable { setting, .. }), Some(name)) => assert_eq!(setting, name),
            (other, _) => panic!("{settings:?}: {other:?}"),
        }
        server.psql("postgres", "ALTER SYSTEM RESET ALL").unwrap();
    }
}

#[test]
fn a_server_that_only_reads_is_refused() {
    let mut server = Server::start().unwrap();
    let url = server.url("postgres");
    PostgresStore::create(&url).unwrap();
    server.psql("postgres", "ALTER DATABASE postgres SET default_transaction_read_only = on").unwrap();
    assert!(matches!(PostgresStore::connect_once(&url), Err(OpenError::ReadOnly)));
    let mut beside = client(&url);
    beside.batch_execute("SET default_transaction_read_only = off").unwrap();
    beside.batch_execute("ALTER DATABASE postgres RESET default_transaction_read_only").unwrap();
    drop(beside);
    PostgresStore::connect_once(&url).unwrap();
    server.stop(Shutdown::Fast).unwrap();
    std::fs::write(server.folder().join("standby.signal"), "").unwrap();
    server.start_again().unwrap();
    assert!(matches!(PostgresStore::connect_once(&url), Err(OpenError::ReadOnly)));
}

#[test]
fn whoever_can_t_be_reached_says_why() {
    let server = Server::start().unwrap();
    let url = server.create_database("schools").unwrap();
    let wrong = server.url_with_password("schools", "a guess");
    assert!(matches!(PostgresStore::connect_once(&wrong), Err(OpenError::WrongPassword)));
    assert!(matches!(PostgresStore::connect_once(&server.url("nowhere")), Err(OpenError::NoDatabase)));
    assert!(matches!(PostgresStore::connect_once(&url), Err(OpenError::Empty)));
    let unknown = "postgres://a@b/c?sslmode=verify-full";
    assert!(matches!(PostgresStore::connect_once(unknown), Err(OpenError::Address(_))));
    let closed = PostgresStore::connect_once("postgres://a:b@127.0.0.1:1/c").unwrap_err();
    assert_eq!(closed.to_string(), "the database server can't be reached: connection refused");
    let said = PostgresStore::connect_once(&format!("{url}?sslmode=require")).unwrap_err().to_string();
    assert!(said.ends_with("server does not support TLS"), "{said}");
    server.psql("schools", "CREATE TABLE of_others (one integer)").unwrap();
    assert!(matches!(PostgresStore::connect_once(&url), Err(OpenError::Foreign)));
    assert!(matches!(PostgresStore::create(&url), Err(OpenError::Foreign)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newer_schema_is_served_if_it_says_so_and_left_alone_if_not() {
    let database = TestDatabase::create();
    let url = database.url.clone();
    PostgresStore::create(&url).unwrap();
    let one_of_each = Options { readers: 1, writers: 1, ..Options::new(&url) };
    let serving = PostgresStore::open(&one_of_each).unwrap();
    let step = |number, works_with| {
        database.says(&format!(
            "INSERT INTO schema_step (number, works_with) VALUES ({number}, {works_with});
             ALTER TABLE school ADD COLUMN IF NOT EXISTS newer text"
        ));
    };
    write(&serving, A, |it| it.add_school(A, 1)).await.unwrap();
    step(98, 4);
    PostgresStore::create(&url).unwrap();
    assert!(write(&serving, A, |it| it.has_school(A)).await.unwrap());
    assert!(read(&serving, |it| it.has_school(A)).await.unwrap());
    PostgresStore::connect_once(&url).unwrap();
    step(99, 98);
    // What is open by then is used no more, for nothing that is written and soon for nothing that is read.
    let said = write(&serving, A, |it| it.has_school(A)).await.unwrap_err();
    assert!(said.to_string().contains("newer version of the endpoint"), "{said}");
    assert!(is_unavailable(&read(&serving, |it| it.has_school(A)).await));
    assert!(matches!(PostgresStore::connect_once(&url), Err(OpenError::Newer)));
    assert!(matches!(PostgresStore::create(&url), Err(OpenError::Newer)));
    let refused = PostgresStore::open(&Options::new(&url)).unwrap();
    let said = read(&refused, |it| it.has_school(A)).await.unwrap_err();
    assert!(said.to_string().contains("newer version of the endpoint"), "{said}");
    assert!(refused.life().is_err());
}

#[test]
fn stores_that_make_or_migrate_a_database_at_once_make_it_once() {
    for _ in 0..3 {
        let database = TestDatabase::create();
        let url = &database.url;
        let make = || {
            PostgresStore::create(url).unwrap();
            PostgresStore::connect_once(url).unwrap()
        };
        let lives: Vec<_> = std::thread::scope(|scope| {
            let making: Vec<_> = (0..4).map(|_| scope.spawn(make)).collect();
            making.into_iter().map(|made| made.join().unwrap()).collect()
        });
        assert!(lives.iter().all(|life| *life == lives[0]), "one epoch");
        assert_eq!(database.says("SELECT count(*) = max(number) FROM schema_step"), "t", "each step once");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_database_is_another_epoch_and_one_endpoint_begins_it() {
    let database = TestDatabase::create();
    let stores = [open(&database), open(&database)];
    let before = stores[0].life().unwrap();
    assert_eq!(before, stores[1].life().unwrap());
    write(&stores[0], A, |it| it.add_school(A, 1)).await.unwrap();
    database.says("UPDATE life SET identity = '1/00000001/2/3'");
    database.says(END_CONNECTIONS);
    let mut after = Vec::new();
    for store in &stores {
        let said = write(store, A, |it| it.life()).await.unwrap();
        assert_eq!(said, store.life().unwrap());
        after.push(said);
    }
    assert_ne!(after[0].epoch, before.epoch);
    assert_eq!(after[0], after[1]);
    assert_eq!(after[0].decoy, before.decoy);
}

/// An epoch that a command began: whoever writes learns of it at the next transaction, and signs no receipt by the old one.
#[tokio::test(flavor = "multi_thread")]
async fn an_epoch_that_somebody_else_began_is_known_to_the_next_write() {
    let database = TestDatabase::create();
    let store = open(&database);
    write(&store, A, |it| it.add_school(A, 1)).await.unwrap();
    let new = Uuid::from_u128(77);
    database.says(&format!("UPDATE life SET epoch = '{new}'"));
    assert_eq!(write(&store, A, |it| it.life()).await.unwrap().epoch, new);
    assert_eq!(store.life().unwrap().epoch, new);
}

#[test]
fn a_dump_that_was_put_back_in_its_place_and_a_standby_that_took_over_are_other_databases() {
    let mut server = Server::start().unwrap();
    let url = server.url("postgres");
    PostgresStore::create(&url).unwrap();
    let before = PostgresStore::connect_once(&url).unwrap();
    assert_eq!(before, PostgresStore::connect_once(&url).unwrap());
    let put_back = "CREATE TABLE put_back (LIKE life INCLUDING ALL); INSERT INTO put_back SELECT * FROM life;
                    DROP TABLE life; ALTER TABLE put_back RENAME TO life";
    server.psql("postgres", put_back).unwrap();
    let restored = PostgresStore::connect_once(&url).unwrap();
    assert_ne!(restored.epoch, before.epoch);
    // A promotion, of the server itself.
    server.stop(Shutdown::Fast).unwrap();
    std::fs::write(server.folder().join("standby.signal"), "").unwrap();
    server.start_again().unwrap();
    server.psql("postgres", "SELECT pg_promote()").unwrap();
    let promoted = PostgresStore::connect_once(&url).unwrap();
    assert_ne!(promoted.epoch, restored.epoch);
    server.stop(Shutdown::Immediate).unwrap();
    server.start_again().unwrap();
    assert_eq!(PostgresStore::connect_once(&url).unwrap(), promoted, "a crash is no new life");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_not_there_yet_is_served_once_it_is() {
    let mut server = Server::start().unwrap();
    let url = server.url("postgres");
    PostgresStore::create(&url).unwrap();
    server.stop(Shutdown::Fast).unwrap();
    let begun = Instant::now();
    let store = PostgresStore::open(&Options::new(&url)).unwrap();
    assert!(begun.elapsed() < Duration::from_secs(2));
    for _ in 0..100 {
        let answer = read(&store, |it| it.has_school(A)).await;
        let StoreError::Unavailable(said) = answer.unwrap_err() else { panic!() };
        assert!(said.contains("can't be reached: connection refused"), "{said}");
    }
    assert!(begun.elapsed() < Duration::from_secs(3), "it is known, and not tried each time");
    assert!(store.life().is_err());
    server.start_again().unwrap();
    let until = Instant::now() + Duration::from_secs(12);
    while write(&store, A, |it| it.add_school(A, 1)).await.is_err() {
        assert!(Instant::now() < until);
        sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(write(&store, A, |it| it.next_numbers(A, Route::Dsl, 1)).await.unwrap(), 1);
    store.life().unwrap();
}
