//! The user that a server runs as: PostgreSQL refuses root.

use std::env;
use std::fs;
use std::io;
use std::os::unix::fs::chown;
use std::path::Path;
use std::process::{Command, Stdio};

use rustix::process::{geteuid, getuid};

use crate::error::StartError;

/// Who runs a server when root starts it: the first of them that the system has.
const SYSTEM_USERS: [&str; 2] = ["postgres", "nobody"];

/// The user that the server and its tools run as.
#[derive(Clone, Debug)]
pub struct User {
    pub name: String,
    pub uid: u32,
    /// The group, where it is another user than the one who runs this.
    gid: Option<u32>,
}

impl User {
    /// Oneself, or for root a user of the system.
    pub fn for_servers() -> Result<Self, StartError> {
        if !geteuid().is_root() {
            return Ok(Self { name: "this user".to_owned(), uid: getuid().as_raw(), gid: None });
        }
        let path = Path::new("/etc/passwd");
        let users = fs::read_to_string(path).map_err(StartError::folder(path))?;
        SYSTEM_USERS.iter().find_map(|name| find(&users, name)).ok_or(StartError::NoUser)
    }

    /// A command that is run as this user, and told to stop (SIGINT) when the thread that started it ends. It reads
    /// nothing, speaks English, and follows none of the variables that PostgreSQL's programs heed.
    pub fn command(&self, program: &Path) -> Command {
        // Rust can do neither before the program begins without unsafe code. setpriv does both, and then becomes
        // the program: the process is the same.
        let mut command = Command::new("setpriv");
        command.arg("--pdeathsig=INT");
        if let Some(gid) = self.gid {
            command.arg(format!("--reuid={}", self.uid)).arg(format!("--regid={gid}")).arg("--clear-groups");
        }
        command.arg("--").arg(program).stdin(Stdio::null()).current_dir("/").env("LC_ALL", "C");
        for (name, _) in env::vars_os().filter(|(name, _)| name.as_encoded_bytes().starts_with(b"PG")) {
            command.env_remove(name);
        }
        command
    }

    /// Makes a folder this user's.
    pub fn take(&self, folder: &Path) -> io::Result<()> {
        self.gid.map_or(Ok(()), |gid| chown(folder, Some(self.uid), Some(gid)))
    }

    /// Whether this user may work in a folder: enter it by its whole path, and write.
    pub fn can_use(&self, folder: &Path) -> Result<bool, StartError> {
        let program = Path::new("test");
        let mut test = self.command(program);
        test.arg("-x").arg(folder).arg("-a").arg("-w").arg(folder);
        Ok(test.status().map_err(StartError::program(Path::new("setpriv")))?.success())
    }
}

/// A user in the text of /etc/passwd.
fn find(users: &str, name: &str) -> Option<User> {
    users.lines().find_map(|line| {
        let mut fields = line.split(':');
        if fields.next()? != name {
            return None;
        }
        let uid = fields.nth(1)?.parse().ok()?;
        let gid = fields.next()?.parse().ok()?;
        Some(User { name: name.to_owned(), uid, gid: Some(gid) })
    })
}

#[cfg(test)]
mod tests {
    use super::find;

    #[test]
    fn a_user_is_found_by_the_whole_name() {
        let users =
            "root:x:0:0:root:/root:/bin/bash\npostgresql:x:7:8::/:/bin/sh\npostgres:x:101:104::/:/bin/sh\n";
        let user = find(users, "postgres").expect("it is there");
        assert_eq!((user.uid, user.gid), (101, Some(104)));
        assert!(find(users, "nobody").is_none());
    }
}
