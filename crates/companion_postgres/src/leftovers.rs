//! Folders of servers whose owner was killed, or held them in a `static`: nobody has dropped them, so the next
//! start removes them.

use std::env;
use std::fs::{self, File, Metadata};
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::time::Duration;

use rustix::process::{Pid, test_kill_process};

use crate::error::StartError;

const PREFIX: &str = "companion-postgres-";
/// A folder may be younger than this and not marked yet.
const YOUNGEST: Duration = Duration::from_secs(60);

/// Makes an empty folder, and what marks it as in use for as long as it is open.
pub fn new_folder() -> Result<(tempfile::TempDir, File), StartError> {
    let parent = env::temp_dir();
    let folder = tempfile::Builder::new().prefix(PREFIX).tempdir_in(&parent);
    let folder = folder.map_err(StartError::folder(&parent))?;
    let marked = File::open(&folder).and_then(|mark| mark.lock().map(|()| mark));
    let mark = marked.map_err(StartError::folder(folder.path()))?;
    Ok((folder, mark))
}

/// Removes what earlier servers that ran as this user have left behind. What can't be removed stays for the next start.
pub fn remove(uid: u32) {
    let parent = env::temp_dir();
    if let Err(cause) = remove_in(&parent, uid) {
        eprintln!(
            "what earlier PostgreSQL servers left in {} could not be removed: {cause}",
            parent.display()
        );
    }
}

fn remove_in(parent: &Path, uid: u32) -> io::Result<()> {
    for entry in fs::read_dir(parent)? {
        let entry = entry?;
        let is_named = entry.file_name().as_encoded_bytes().starts_with(PREFIX.as_bytes());
        if is_named {
            match remove_if_abandoned(&entry.path(), uid) {
                // Another process was faster.
                Err(cause) if cause.kind() == io::ErrorKind::NotFound => {}
                done => done?,
            }
        }
    }
    Ok(())
}

fn remove_if_abandoned(folder: &Path, uid: u32) -> io::Result<()> {
    let about = fs::symlink_metadata(folder)?;
    if !about.is_dir() || about.uid() != uid || is_young(&about) {
        return Ok(());
    }
    let is_owned = File::open(folder)?.try_lock().is_err();
    if is_owned || is_running(folder) { Ok(()) } else { fs::remove_dir_all(folder) }
}

fn is_young(about: &Metadata) -> bool {
    // One from the future counts as young.
    about.modified().is_ok_and(|at| at.elapsed().is_ok_and(|age| age < YOUNGEST) || at.elapsed().is_err())
}

/// Whether a server that was told to stop is still at it.
fn is_running(folder: &Path) -> bool {
    let Ok(file) = fs::read_to_string(folder.join("postmaster.pid")) else { return false };
    let pid = file.lines().next().and_then(|pid| pid.trim().parse().ok()).and_then(Pid::from_raw);
    // What may not be signalled is there, too.
    pid.is_some_and(|pid| test_kill_process(pid) != Err(rustix::io::Errno::SRCH))
}

#[cfg(test)]
mod tests {
    use std::fs::{self, File, FileTimes};
    use std::os::unix::fs::MetadataExt;
    use std::time::{Duration, SystemTime};

    use super::{PREFIX, remove_in};

    #[test]
    fn only_what_has_no_owner_and_no_server_is_removed() {
        let parent = tempfile::tempdir().expect("a folder");
        let make = |name: &str| {
            let path = parent.path().join(name);
            fs::create_dir(&path).expect("made");
            path
        };
        let names = ["owned", "running", "ended", "young"].map(|name| format!("{PREFIX}{name}"));
        let [owned, running, ended, young] = names.map(|name| make(&name));
        let other = make("other");
        let mark = File::open(&owned).expect("opened");
        mark.lock().expect("marked");
        fs::write(running.join("postmaster.pid"), format!("{}\n", std::process::id())).expect("written");
        fs::write(ended.join("postmaster.pid"), "not a number\n").expect("written");
        let earlier = FileTimes::new().set_modified(SystemTime::now() - Duration::from_secs(3600));
        for path in [&owned, &running, &ended, &other] {
            File::open(path).expect("opened").set_times(earlier).expect("made older");
        }

        let uid = fs::metadata(parent.path()).expect("it is there").uid();
        remove_in(parent.path(), uid).expect("removed");
        let stays = [&owned, &running, &young, &other].map(|path| path.exists());
        assert_eq!(stays, [true; 4]);
        assert!(!ended.exists());
        drop(mark);
        remove_in(parent.path(), uid + 1).expect("left alone");
        assert!(owned.exists());
        remove_in(parent.path(), uid).expect("removed");
        assert!(!owned.exists());
    }
}
