//! Where a school's endpoint keeps what it has: in a file of its folder, or in a database of a PostgreSQL server. The
//! stories that need that server share one.

use std::fmt;
use std::path::Path;
use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use companion_postgres::{Server, StartError};
use tokio::task::spawn_blocking;

use super::TestResult;

tokio::task_local! {
    /// The kind of database of every world that the story begins that is told here.
    static KIND: DatabaseKind;
}

/// The server, once a story has needed it.
static SERVER: Mutex<Option<Arc<Server>>> = Mutex::new(None);

/// What an endpoint keeps its schools in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DatabaseKind {
    /// A file in its folder.
    Sqlite,
    /// A database of a server.
    Postgres,
}

impl DatabaseKind {
    /// Carries out something whose worlds have this kind of database.
    pub async fn is_used_by<T>(self, told: impl Future<Output = T>) -> T {
        KIND.scope(self, told).await
    }

    /// The kind that was chosen for what is being carried out.
    pub(super) fn chosen() -> TestResult<Self> {
        Ok(KIND.try_with(|kind| *kind)?)
    }
}

impl fmt::Display for DatabaseKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgresql",
        })
    }
}

/// A database of one endpoint alone, on the stories' server.
#[derive(Clone)]
pub(super) struct ServerDatabase {
    server: Arc<Server>,
    name: String,
    address: String,
}

impl ServerDatabase {
    /// An empty one. It ends with the server.
    pub async fn create() -> TestResult<Self> {
        static NEXT: AtomicU16 = AtomicU16::new(1);
        let name = format!("story_{}", NEXT.fetch_add(1, Ordering::Relaxed));
        let create = move || {
            let server = server()?;
            let address = server.create_database(&name)?;
            Ok::<_, StartError>(Self { server, name, address })
        };
        Ok(spawn_blocking(create).await??)
    }

    /// The address for the endpoint.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Writes a dump into a new file.
    pub async fn is_dumped_to(&self, file: &Path) -> TestResult {
        let (database, file) = (self.clone(), file.to_owned());
        Ok(spawn_blocking(move || database.server.dump_database(&database.name, &file)).await??)
    }

    /// Is removed and made anew from a dump.
    pub async fn is_restored_from(&self, file: &Path) -> TestResult {
        let (database, file) = (self.clone(), file.to_owned());
        Ok(spawn_blocking(move || database.server.restore_database(&database.name, &file)).await??)
    }
}

/// The stories' server. Whoever needs it first starts it, and the others wait for that.
fn server() -> Result<Arc<Server>, StartError> {
    let mut server = SERVER.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(running) = &*server {
        return Ok(Arc::clone(running));
    }
    let started = Arc::new(Server::start()?);
    *server = Some(Arc::clone(&started));
    Ok(started)
}

/// Ends the stories' server, if one was started, and removes its folder. Otherwise it would end with this process, and its
/// folder be left until a later start.
pub fn database_server_ends() {
    drop(SERVER.lock().unwrap_or_else(PoisonError::into_inner).take());
}
