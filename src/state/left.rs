//! The page of an unfinished record at which one left it: a page's name, and nothing of what is on it.

use companion_parts::browser::preferences;
use uuid::Uuid;

use crate::route::Step;

/// Where the author left this record; the first page if that is not known.
pub fn left_at(record: Uuid) -> Step {
    preferences::get(&key(record)).and_then(|name| Step::named(&name)).unwrap_or(Step::Write)
}

/// Notes where the author is.
pub fn is_at(record: Uuid, step: Step) {
    // Where the browser keeps no preferences, a record opens at its first page.
    preferences::set(&key(record), step.name());
}

/// Forgets it: the record is signed.
pub fn forget(record: Uuid) {
    preferences::remove(&key(record));
}

fn key(record: Uuid) -> String {
    format!("left-at:{record}")
}
