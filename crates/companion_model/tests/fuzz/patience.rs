//! How long a target is tried.

use std::time::Duration;

/// A moment in the ordinary run, in which there are a hundred targets; `COMPANION_FUZZ_SECONDS` where it is said.
pub fn patience() -> Duration {
    let seconds = std::env::var("COMPANION_FUZZ_SECONDS").ok().and_then(|seconds| seconds.parse().ok());
    seconds.map_or(Duration::from_millis(400), Duration::from_secs)
}
