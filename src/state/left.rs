//! The page of an unfinished record at which one left it: a page's name, and nothing of what is on it.

use companion_browser::preferences;
use uuid::Uuid;

use crate::route::Step;

const LEFT_AT: &str = "left-at:";

/// Where the author left this record; the first page if that is not known.
pub fn left_at(record: Uuid) -> Step {
    preferences::get(&key(record)).and_then(|name| Step::named(&name)).unwrap_or(Step::Write)
}

/// Notes where the author is.
pub fn remember_step(record: Uuid, step: Step) {
    // Where the browser keeps no preferences, a record opens at its first page.
    preferences::set(&key(record), step.name());
}

/// Forgets it: the record is signed.
pub fn forget(record: Uuid) {
    preferences::remove(&key(record));
}

/// Forgets all but those of these records: what somebody wrote who has left the phone had such a name, too.
pub fn forget_all_but(records: &[Uuid]) {
    let stay: Vec<String> = records.iter().map(|record| key(*record)).collect();
    for name in preferences::names().into_iter().filter(|name| name.starts_with(LEFT_AT)) {
        if !stay.contains(&name) {
            preferences::remove(&name);
        }
    }
}

fn key(record: Uuid) -> String {
    format!("{LEFT_AT}{record}")
}
