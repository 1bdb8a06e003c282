//! The steps to a version's schema, and which of them this program knows.

#[cfg(debug_assertions)]
use std::{fs, io, path::Path, sync::OnceLock};

/// A step to this version's schema.
#[derive(Clone, Copy, Debug)]
pub(super) struct Migration {
    /// Its file's name begins with it.
    pub(super) number: u32,
    /// The lowest step that an endpoint must know to run on the schema once this step was taken.
    pub(super) works_with: u32,
    pub(super) sql: &'static str,
}

/// Each step once, in order: the files of the folder `migrations/postgres`, to which files are only ever added.
const MIGRATIONS: &[Migration] = include!(concat!(env!("OUT_DIR"), "/migrations_postgres.rs"));

/// Every step that this program knows.
#[cfg(not(debug_assertions))]
pub(super) fn steps() -> &'static [Migration] {
    MIGRATIONS
}

/// Every step that this program knows; one for tests may know those of a next version.
#[cfg(debug_assertions)]
pub(super) fn steps() -> &'static [Migration] {
    STEPS.get().map_or(MIGRATIONS, Vec::as_slice)
}

/// Asks for the lowest step that an endpoint must know by now.
pub(super) const WORKS_WITH: &str = "SELECT max(works_with) AS works_with FROM schema_step";

/// The number of the newest step that this program knows.
pub(super) fn newest_step() -> u32 {
    steps().iter().map(|step| step.number).max().unwrap_or_default()
}

/// This version's steps and the next one's, for as long as the program runs.
#[cfg(debug_assertions)]
static STEPS: OnceLock<Vec<Migration>> = OnceLock::new();

/// Takes each SQL file of a folder for a step after this version's, in the order of their names: by them a test has an endpoint of a
/// version that is not written yet beside those of this one. In no release. The first line of each is
/// `-- works with: NUMBER`, as in those of `migrations/postgres`.
///
/// # Errors
/// If a file can't be read, or does not begin so.
#[cfg(debug_assertions)]
pub fn take_next_steps(folder: &Path) -> io::Result<()> {
    let mut files =
        fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<Vec<_>, _>>()?;
    files.sort();
    let mut steps = MIGRATIONS.to_vec();
    for (file, number) in files.iter().zip(1 + MIGRATIONS.len()..) {
        let sql: &'static str = fs::read_to_string(file)?.leak();
        let works_with =
            sql.lines().next().and_then(|line| line.strip_prefix("-- works with: ")?.parse().ok());
        let unreadable =
            || io::Error::other(format!("{} does not begin with -- works with: NUMBER", file.display()));
        let number = u32::try_from(number).map_err(io::Error::other)?;
        steps.push(Migration { number, works_with: works_with.ok_or_else(unreadable)?, sql });
    }
    STEPS.set(steps).map_err(|_| io::Error::other("the next version's steps were taken already"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn migrations_are_numbered_from_one_without_gaps_and_none_asks_for_more_than_itself() {
        let numbers: Vec<u32> = MIGRATIONS.iter().map(|step| step.number).collect();
        assert!(numbers.len() >= 4, "those of every release are here: {numbers:?}");
        assert!(numbers.iter().copied().eq(1..=numbers.len().try_into().unwrap()), "{numbers:?}");
        assert!(MIGRATIONS.iter().all(|step| (1..=step.number).contains(&step.works_with)));
    }
}
