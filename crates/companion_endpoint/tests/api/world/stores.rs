//! The stores that endpoints are tried with, and how each is opened.

use std::{path::Path, sync::Arc};

use companion_endpoint::store::{
    Store,
    sqlite::{Options, SqliteStore},
};

use super::{Folder, folder};

/// Which store an endpoint has.
#[derive(Clone, Copy, Debug)]
pub enum StoreKind {
    /// What the program serves from.
    Sqlite,
    /// The same, on a disk that is full after so many pages.
    SmallSqlite { pages: u32 },
}

/// An empty store, gone when this is dropped.
pub struct TestStore {
    pub store: Arc<dyn Store>,
    folder: Folder,
}

impl StoreKind {
    pub fn open(self) -> TestStore {
        let folder = folder();
        let store: Arc<dyn Store> = match self {
            Self::Sqlite => Arc::new(sqlite(&folder, None)),
            Self::SmallSqlite { pages } => Arc::new(sqlite(&folder, Some(pages))),
        };
        TestStore { store, folder }
    }
}

impl TestStore {
    /// What lies on the disk; whatever is written to the store changes it.
    pub fn written(&self) -> Vec<Vec<u8>> {
        ["companion.sqlite", "companion.sqlite-wal"]
            .map(|name| std::fs::read(self.folder.join(name)).unwrap())
            .into()
    }
}

fn sqlite(folder: &Path, max_pages: Option<u32>) -> SqliteStore {
    let database = folder.join("companion.sqlite");
    SqliteStore::create(&database).unwrap();
    SqliteStore::open(&database, Options { max_pages, serves: true }).unwrap()
}
