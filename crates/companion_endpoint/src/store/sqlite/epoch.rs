//! A file beside the database that says how far the database had come. A database that was copied back (a snapshot, a sync,
//! a restore by hand) is behind it, or the file itself is a copy: then a new epoch begins, and phones put again what they
//! were given receipts for.
//!
//! A new epoch that was not needed costs a few repeats; one that was missed costs a record. So every doubt begins one.

use std::{
    fs::{File, Metadata},
    io,
    os::unix::fs::{FileExt, MetadataExt},
    path::{Path, PathBuf},
    time::{SystemTime, UNIX_EPOCH},
};

use uuid::Uuid;

use super::schema::EpochState;
use crate::files;

/// How much later than the time in it a file may have been written. Both are read from one clock, one right after the other.
const AT_ONCE_NS: i128 = 1_000_000_000;
/// How often a number is written again whose time came out too early, on a machine that was busy just then.
const TRIES: usize = 3;

/// Where the file of a database lies.
fn path(database: &Path) -> PathBuf {
    database.with_extension("life")
}

/// The file, while the database is served.
pub(super) struct EpochFile {
    file: File,
    epoch: Uuid,
    made_at: i128,
    inode: u64,
}

/// What the file says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct FileRecord {
    epoch: Uuid,
    commits: u64,
    /// Whether it is the very file that was left here.
    original: bool,
}

/// Why a new epoch is to begin; `None` if the database is the one that was left here. What the file says must have been read
/// before the database: an endpoint that serves it meanwhile only ever counts on. Without envelopes there is nothing to put again.
pub(super) fn reason_for_new_epoch(
    left: Option<FileRecord>,
    state: EpochState,
    has_envelopes: bool,
) -> Option<&'static str> {
    let Some(left) = left else {
        return if state.has_file {
            Some("the file that tells how far the database had come is gone")
        } else {
            // It may have been taken over before, and copied back to what the earlier version had left.
            has_envelopes.then_some("an earlier version did not write down how far the database had come")
        };
    };
    if !left.original {
        Some("the folder is a copy, and may be older than the last receipt")
    } else if left.epoch != state.id {
        Some("the database is of another epoch than the file beside it")
    } else if left.commits > state.commits {
        Some("the database is older than the file beside it")
    } else {
        None
    }
}

impl EpochFile {
    /// Makes the file anew.
    ///
    /// # Errors
    /// If it can't be made, or written.
    pub(super) fn create(database: &Path, state: EpochState) -> io::Result<Self> {
        let path = path(database);
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let file = files::create_new(&path)?;
        let (made_at, inode) = identity(&file.metadata()?);
        let begun = Self { file, epoch: state.id, made_at, inode };
        begun.record(state.commits)?;
        begun.file.sync_all()?;
        Ok(begun)
    }

    /// Goes on with the file that was left here. Needs no room on the disk: a full one can still be served from, and read.
    ///
    /// # Errors
    /// If it can't be opened.
    pub(super) fn resume(database: &Path, state: EpochState) -> io::Result<Self> {
        let file = File::options().write(true).open(path(database))?;
        let (made_at, inode) = identity(&file.metadata()?);
        Ok(Self { file, epoch: state.id, made_at, inode })
    }

    /// Writes down how far the database has come. Not waited for until it is on the disk: after a power cut the number may
    /// be too small, and then says nothing.
    ///
    /// # Errors
    /// If the system refuses.
    pub(super) fn record(&self, commits: u64) -> io::Result<()> {
        for _ in 0..TRIES {
            let at = now();
            self.file.write_all_at(self.line(commits, at).as_bytes(), 0)?;
            if changed_at(&self.file.metadata()?) - at < AT_ONCE_NS / 2 {
                break;
            }
        }
        Ok(())
    }

    /// Always as long, so that a shorter one never leaves the end of a longer one behind it.
    fn line(&self, commits: u64, at: i128) -> String {
        format!("{} {commits:020} {at:032} {:032} {:020}\n", self.epoch, self.made_at, self.inode)
    }
}

/// What the file beside a database says, if there is one.
///
/// # Errors
/// If it is there and can't be read by this user.
pub(super) fn read_beside(database: &Path) -> io::Result<Option<FileRecord>> {
    let path = path(database);
    let text = match std::fs::read_to_string(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        // Half-written, or no text: nobody's.
        Err(error) if error.kind() == io::ErrorKind::InvalidData => String::new(),
        text => text?,
    };
    let metadata = path.metadata()?;
    Ok(Some(read(&text, &metadata).unwrap_or(FileRecord { epoch: Uuid::nil(), commits: 0, original: false })))
}

fn read(text: &str, metadata: &Metadata) -> Option<FileRecord> {
    let parts: Vec<&str> = text.split_whitespace().collect();
    let [epoch, commits, at, made_at, inode] = parts[..] else { return None };
    let (at, made): (i128, (i128, u64)) = (at.parse().ok()?, (made_at.parse().ok()?, inode.parse().ok()?));
    // Whoever copies a file makes a new one, or changes it later than it says; a kept time of change does not hide that,
    // because the system's own note of it can't be set.
    let original = made == identity(metadata)
        && changed_at(metadata) - at < AT_ONCE_NS
        && changed_at(metadata) == written_at(metadata);
    Some(FileRecord { epoch: Uuid::parse_str(epoch).ok()?, commits: commits.parse().ok()?, original })
}

/// When a file was made, where the file system knows it, and its number.
fn identity(metadata: &Metadata) -> (i128, u64) {
    let made = metadata.created().ok().and_then(|at| at.duration_since(UNIX_EPOCH).ok());
    (made.map_or(0, |since| since.as_nanos().cast_signed()), metadata.ino())
}

fn written_at(metadata: &Metadata) -> i128 {
    i128::from(metadata.mtime()) * 1_000_000_000 + i128::from(metadata.mtime_nsec())
}

fn changed_at(metadata: &Metadata) -> i128 {
    i128::from(metadata.ctime()) * 1_000_000_000 + i128::from(metadata.ctime_nsec())
}

fn now() -> i128 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos().cast_signed())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(commits: u64, has_file: bool) -> EpochState {
        EpochState { id: Uuid::from_u128(1), decoy: [0; 32], commits, has_file }
    }

    fn said(commits: u64) -> Option<FileRecord> {
        Some(FileRecord { epoch: Uuid::from_u128(1), commits, original: true })
    }

    #[test]
    fn a_database_that_was_left_here_goes_on() {
        assert_eq!(reason_for_new_epoch(said(7), state(7, true), true), None);
        assert_eq!(
            reason_for_new_epoch(said(6), state(7, true), true),
            None,
            "the last number was not written any more"
        );
        assert_eq!(
            reason_for_new_epoch(None, state(7, false), false),
            None,
            "an earlier version made no file, and nothing came"
        );
    }

    #[test]
    fn a_missing_copied_newer_or_foreign_file_begins_a_new_epoch() {
        assert!(reason_for_new_epoch(said(8), state(7, true), true).is_some(), "behind");
        assert!(reason_for_new_epoch(None, state(7, true), false).is_some(), "the file is gone");
        assert!(
            reason_for_new_epoch(None, state(7, false), true).is_some(),
            "an earlier version received records"
        );
        let copied = said(7).map(|left| FileRecord { original: false, ..left });
        assert!(reason_for_new_epoch(copied, state(7, true), true).is_some(), "a copy");
        let other = said(7).map(|left| FileRecord { epoch: Uuid::from_u128(2), ..left });
        assert!(reason_for_new_epoch(other, state(7, true), true).is_some(), "another epoch");
    }

    #[test]
    fn a_file_is_told_from_every_kind_of_copy_of_it() {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("companion.sqlite");
        let (here, away) = (path(&database), folder.path().join("away"));
        let is_original = || read_beside(&database).unwrap().unwrap().original;
        let file = EpochFile::create(&database, state(3, true)).unwrap();
        file.record(4).unwrap();
        assert_eq!(read_beside(&database).unwrap(), said(4));

        let copy = |arguments: &[&str]| {
            let copied = std::process::Command::new("cp").args(arguments).status().unwrap();
            assert!(copied.success());
        };
        let (h, a) = (here.to_str().unwrap(), away.to_str().unwrap());
        copy(&["--archive", h, a]);
        copy(&["--archive", a, h]);
        assert!(!is_original(), "written over, its times kept");
        drop(EpochFile::create(&database, state(4, true)).unwrap());
        assert!(is_original());
        copy(&["--archive", "--remove-destination", h, a]);
        copy(&["--archive", "--remove-destination", a, h]);
        assert!(!is_original(), "put in its place, its times kept");
        std::fs::write(&here, "half a li").unwrap();
        assert!(!is_original(), "half-written");
        std::fs::write(&here, b"\xff\xfe").unwrap();
        assert!(!is_original(), "no text");
    }
}
