//! The stores that endpoints are tried with, and how each is opened.

use std::{
    path::Path,
    sync::{
        Arc, LazyLock,
        atomic::{AtomicU32, Ordering},
    },
};

use companion_endpoint::store::{
    Store,
    postgres::{self, PostgresStore},
    sqlite::{self, SqliteStore},
};
use companion_postgres::Server;

use super::{Folder, folder};

/// Which store an endpoint has.
#[derive(Clone, Copy, Debug)]
pub enum StoreKind {
    /// What the program serves from.
    Sqlite,
    /// The same, on a disk that is full after so many pages.
    SmallSqlite { pages: u32 },
    /// A database of a PostgreSQL server, with so many endpoints that share it and are asked in turn.
    Postgres { endpoints: usize },
}

/// An empty database, gone when this is dropped.
pub struct TestStore {
    /// One for each endpoint.
    pub stores: Vec<Arc<dyn Store>>,
    database: Database,
}

enum Database {
    File(Folder),
    OnServer(TestDatabase),
}

impl StoreKind {
    pub fn open(self) -> TestStore {
        match self {
            Self::Sqlite => TestStore::in_file(None),
            Self::SmallSqlite { pages } => TestStore::in_file(Some(pages)),
            Self::Postgres { endpoints } => TestStore::on_server(endpoints),
        }
    }
}

impl TestStore {
    fn in_file(max_pages: Option<u32>) -> Self {
        let folder = folder();
        let store: Arc<dyn Store> = Arc::new(sqlite(&folder, max_pages));
        Self { stores: vec![store], database: Database::File(folder) }
    }

    fn on_server(endpoints: usize) -> Self {
        let database = TestDatabase::with_tables();
        let options = postgres::Options { readers: 2, writers: 2, ..postgres::Options::new(&database.url) };
        let open = || -> Arc<dyn Store> { Arc::new(PostgresStore::open(&options).unwrap()) };
        Self { stores: (0..endpoints).map(|_| open()).collect(), database: Database::OnServer(database) }
    }

    /// The address of a database on a server.
    pub fn database_url(&self) -> &str {
        match &self.database {
            Database::File(_) => panic!("it has no address"),
            Database::OnServer(database) => &database.url,
        }
    }

    /// Everything that is kept, but the table of tries, whose rows are so many and no more.
    pub fn written(&self) -> Vec<Vec<u8>> {
        match &self.database {
            Database::File(folder) => ["companion.sqlite", "companion.sqlite-wal"]
                .map(|name| std::fs::read(folder.join(name)).unwrap())
                .into(),
            Database::OnServer(database) => database.rows(),
        }
    }
}

fn sqlite(folder: &Path, max_pages: Option<u32>) -> SqliteStore {
    let database = folder.join("companion.sqlite");
    SqliteStore::create(&database).unwrap();
    SqliteStore::open(&database, sqlite::Options { max_pages, serves: true }).unwrap()
}

/// The server of this process's tests. It ends with the process.
static SERVER: LazyLock<Server> = LazyLock::new(|| Server::start().unwrap());

/// A database of a test's own, removed after it unless it failed.
pub struct TestDatabase {
    pub url: String,
    pub name: String,
}

impl TestDatabase {
    pub fn create() -> Self {
        let name = Self::next_name();
        Self { url: SERVER.create_database(&name).unwrap(), name }
    }

    /// One that has the tables of an endpoint, and nothing in them.
    pub fn with_tables() -> Self {
        static TEMPLATE: LazyLock<()> = LazyLock::new(|| {
            let url = SERVER.create_database("with_tables").unwrap();
            PostgresStore::create(&url).unwrap();
        });
        LazyLock::force(&TEMPLATE);
        let name = Self::next_name();
        Self { url: SERVER.copy_database("with_tables", &name).unwrap(), name }
    }

    fn next_name() -> String {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        format!("endpoint_{}", NEXT.fetch_add(1, Ordering::SeqCst))
    }

    /// What a statement answers, its rows as lines.
    pub fn says(&self, sql: &str) -> String {
        SERVER.psql(&self.name, sql).unwrap()
    }

    /// All of it, as a text that a person can read and compare.
    pub fn statements(&self) -> String {
        SERVER.statements_of(&self.name).unwrap()
    }

    /// Makes it what those statements say.
    pub fn fills_with(&self, statements: &str) {
        SERVER.run_all(&self.name, statements).unwrap();
    }

    fn rows(&self) -> Vec<Vec<u8>> {
        let tables = self.says(
            "SELECT table_name FROM information_schema.tables
             WHERE table_schema = 'public' AND table_name <> 'sign_in_try' ORDER BY 1",
        );
        let rows = |table: &str| self.says(&format!("SELECT * FROM {table} ORDER BY 1, 2")).into_bytes();
        tables.lines().map(rows).collect()
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            drop(SERVER.drop_database(&self.name));
        }
    }
}
