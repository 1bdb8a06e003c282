//! How long a target is tried.

use std::time::Duration;

/// A moment in the ordinary run, in which there are more than fifty targets; half a minute in a long one.
pub fn patience() -> Duration {
    if std::env::var_os("COMPANION_LONG").is_some() {
        Duration::from_secs(30)
    } else {
        Duration::from_millis(400)
    }
}
