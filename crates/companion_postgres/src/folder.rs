//! A server's data folder.

use std::fs::{self, File};
use std::io::Write;
use std::path::{self, Path, PathBuf};

use crate::error::StartError;
use crate::leftovers;
use crate::programs::Programs;
use crate::psql::{GUARDED, OWNER};
use crate::user::User;

/// A data folder, ready for a server to run in.
pub struct Folder {
    path: PathBuf,
    /// What removes it, where it is for one server alone.
    _temporary: Option<tempfile::TempDir>,
    /// What tells others that it is in use, as long as it is open.
    _mark: Option<File>,
}

impl Folder {
    /// A new one, which is removed with this value.
    pub fn new(programs: &Programs, user: &User) -> Result<Self, StartError> {
        let (temporary, mark) = leftovers::new_folder()?;
        let path = temporary.path().to_owned();
        initialise(&path, programs, user)?;
        Ok(Self { path, _temporary: Some(temporary), _mark: Some(mark) })
    }

    /// This one, which stays. It is made, and made a server's, if it isn't yet.
    pub fn open(path: &Path, programs: &Programs, user: &User) -> Result<Self, StartError> {
        let path = path::absolute(path).map_err(StartError::folder(path))?;
        // Its parents as usual: the server's user must be able to enter them. initdb closes the folder itself.
        fs::create_dir_all(&path).map_err(StartError::folder(&path))?;
        if fs::read_dir(&path).map_err(StartError::folder(&path))?.next().is_none() {
            initialise(&path, programs, user)?;
        } else if !path.join("PG_VERSION").exists() {
            return Err(StartError::Foreign(path));
        } else {
            check(&path, user)?;
        }
        Ok(Self { path, _temporary: None, _mark: None })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

fn check(path: &Path, user: &User) -> Result<(), StartError> {
    if user.can_use(path)? {
        return Ok(());
    }
    Err(StartError::Unreachable { folder: path.to_owned(), user: user.name.clone() })
}

/// Makes an empty folder a server's.
fn initialise(path: &Path, programs: &Programs, user: &User) -> Result<(), StartError> {
    user.take(path).map_err(StartError::folder(path))?;
    check(path, user)?;
    let initdb = programs.path("initdb");
    let mut command = user.command(&initdb);
    command.arg("--pgdata").arg(path).arg(format!("--username={OWNER}"));
    command.args(["--auth=trust", "--encoding=UTF8", "--no-locale", "--no-instructions"]);
    let done = command.output().map_err(StartError::program(&initdb))?;
    if !done.status.success() {
        return Err(StartError::Init(String::from_utf8_lossy(&done.stderr).trim().to_owned()));
    }
    // Here and not at each start, so that a test can ask for fewer by ALTER SYSTEM.
    let settings = path.join("postgresql.conf");
    let file = File::options().append(true).open(&settings);
    let written = file.and_then(|mut file| file.write_all(b"max_connections = 400\n"));
    written.map_err(StartError::folder(&settings))?;
    // Who may come, from this computer alone: one role by its password, every other without.
    let clients = path.join("pg_hba.conf");
    let rules = format!("host all {GUARDED} 127.0.0.1/32 scram-sha-256\nhost all all 127.0.0.1/32 trust\n");
    fs::write(&clients, rules).map_err(StartError::folder(&clients))
}
