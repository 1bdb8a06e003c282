//! Where the system keeps PostgreSQL's programs.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::error::StartError;

/// Where Debian keeps a folder for each version.
const DEBIAN: &str = "/usr/lib/postgresql";
const OLDEST: u32 = 15;
/// What a folder must contain. Where only the client is installed, the first two are missing.
const NEEDED: [&str; 3] = ["postgres", "initdb", "psql"];

/// Whether the system has a PostgreSQL server that can be started.
pub fn is_installed() -> bool {
    Programs::find().is_ok()
}

/// The programs of one version of PostgreSQL.
#[derive(Clone, Debug)]
pub struct Programs {
    folder: PathBuf,
}

impl Programs {
    /// The newest of Debian's versions, or what is on the path.
    pub fn find() -> Result<Self, StartError> {
        let on_path = env::var_os("PATH").unwrap_or_default();
        let on_path: Vec<_> = env::split_paths(&on_path).collect();
        Self::find_in(Path::new(DEBIAN), &on_path)
    }

    fn find_in(versions: &Path, on_path: &[PathBuf]) -> Result<Self, StartError> {
        // Where Debian's folder can't be read, there is none of Debian's versions.
        let debian = fs::read_dir(versions).into_iter().flatten().flatten();
        let debian: Vec<_> = debian.map(|version| version.path().join("bin")).collect();
        let folder = newest(&debian).or_else(|| newest(on_path)).ok_or(StartError::Missing)?;
        Ok(Self { folder })
    }

    /// The path of one of the programs.
    pub fn path(&self, program: &str) -> PathBuf {
        self.folder.join(program)
    }
}

fn newest(folders: &[PathBuf]) -> Option<PathBuf> {
    let whole = folders.iter().filter(|folder| NEEDED.iter().all(|program| folder.join(program).is_file()));
    let versions = whole.filter_map(|folder| Some((version(&folder.join("postgres"))?, folder)));
    let (_, newest) =
        versions.filter(|(version, _)| *version >= OLDEST).max_by_key(|(version, _)| *version)?;
    Some(newest.clone())
}

/// The version of a server, as it says itself: `postgres (PostgreSQL) 15.14`, or `16beta1` at the end.
fn version(postgres: &Path) -> Option<u32> {
    let said = Command::new(postgres).arg("--version").output().ok()?.stdout;
    let said = String::from_utf8_lossy(&said);
    let word = said.split_whitespace().find(|word| word.starts_with(|first: char| first.is_ascii_digit()))?;
    word.split(|other: char| !other.is_ascii_digit()).next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;
    use std::path::Path;

    use super::{NEEDED, Programs};

    fn install(folder: &Path, version: &str) {
        fs::create_dir_all(folder).expect("a folder can be made");
        for program in NEEDED {
            let path = folder.join(program);
            fs::write(&path, format!("#!/bin/sh\necho 'postgres (PostgreSQL) {version}'\n"))
                .expect("written");
            fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("it can be run");
        }
    }

    #[test]
    fn where_there_is_no_server_the_sentence_says_what_to_install() {
        let empty = tempfile::tempdir().expect("a folder");
        let missing = Programs::find_in(&empty.path().join("none"), &[empty.path().to_owned()]);
        let sentence = missing.expect_err("nothing is there").to_string();
        assert!(sentence.ends_with("apt-get install postgresql-15"), "{sentence}");
    }

    #[test]
    fn the_newest_is_taken_and_neither_an_old_one_nor_a_client_alone() {
        let (debian, path) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
        let on_path = [path.path().to_owned()];
        let found = || Programs::find_in(debian.path(), &on_path).map(|programs| programs.folder);
        let bin = |version: &str| debian.path().join(version).join("bin");

        install(&bin("9.6"), "9.6.24");
        install(&bin("14"), "14.19 (Debian 14.19-1)");
        assert!(found().is_err());
        install(path.path(), "17.1");
        assert_eq!(found().expect("one on the path"), path.path());
        install(&bin("15"), "15.14 (Debian 15.14-0+deb12u1)");
        assert_eq!(found().expect("Debian's"), bin("15"));
        install(&bin("16"), "16beta2");
        assert_eq!(found().expect("the newer"), bin("16"));
        fs::remove_file(bin("16").join("initdb")).expect("removed");
        assert_eq!(found().expect("the whole one"), bin("15"));
    }
}
