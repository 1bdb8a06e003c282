//! What others do with the same database, beside the store.

use companion_endpoint::store::{
    StoreError,
    postgres::{Options, PostgresStore},
};
use postgres::{Client, NoTls};

use crate::world::TestDatabase;

/// Ends every connection of the store.
pub const END_CONNECTIONS: &str = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
     WHERE application_name = 'companion-endpoint' AND datname = current_database()";

/// A store on a new database.
pub fn open(database: &TestDatabase) -> PostgresStore {
    PostgresStore::create(&database.url).unwrap();
    PostgresStore::open(&Options::new(&database.url)).unwrap()
}

/// A connection of somebody else, on a thread that may wait for it.
pub fn client(url: &str) -> Client {
    Client::connect(url, NoTls).unwrap()
}

/// Whether a store said that it can't do it at the moment.
pub fn is_unavailable<T>(answer: &Result<T, StoreError>) -> bool {
    matches!(answer, Err(StoreError::Unavailable(_)))
}
