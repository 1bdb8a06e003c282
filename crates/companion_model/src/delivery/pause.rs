//! How long a delivery waits before it is tried or asked about again.

use super::Delivery;
use crate::Millis;

/// The first pause after a failed try, before jitter; and the shortest between two tries to give an endpoint back what it
/// has lost, whatever it says of its lives.
pub const BASE_MS: Millis = 2_000;
/// The longest pause while a page is visible (invariant 8).
pub const VISIBLE_CAP_MS: Millis = 30_000;
/// The longest pause otherwise.
pub const HIDDEN_CAP_MS: Millis = 5 * 60_000;
/// The longest `Retry-After` that is respected.
pub const NAMED_CAP_MS: Millis = 60 * 60_000;
/// How long a refused envelope waits before it is tried again by itself.
pub const REFUSED_PAUSE_MS: Millis = 5 * 60_000;
/// How often a record that was delivered just now is asked about, until it is read.
pub const ASK_MS: Millis = 20_000;

/// The pause after a number of failed tries in a row: full jitter, or what the endpoint named where that is longer.
/// `jitter` is a random number from 0 to 1. The cap for a visible page is applied by the plan.
pub fn pause_ms(tries: u32, named_wait_ms: Option<Millis>, jitter: f64) -> Millis {
    let most = BASE_MS.saturating_mul(1 << tries.saturating_sub(1).min(20)).min(HIDDEN_CAP_MS);
    // A pause is at most five minutes: exact in a float.
    #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss)]
    let pause = (most as f64 * jitter.clamp(0.0, 1.0)) as Millis;
    match named_wait_ms {
        // A network that names no time at all in the endpoint's place makes no try follow on the other.
        Some(named) => named.clamp(pause.min(VISIBLE_CAP_MS), NAMED_CAP_MS),
        None => pause,
    }
}

impl Delivery {
    /// When it was last tried, and until when it then waits: by a clock that was set back since, that was now. No pause is longer
    /// than the longest that is respected.
    pub(crate) fn by_this_clock(&self, now: Millis) -> (Option<Millis>, Millis) {
        let set_back = self.tried_at.map_or(0, |at| (at - now).max(0));
        let wait_until = (self.wait_until - set_back).min(now + NAMED_CAP_MS);
        (self.tried_at.map(|at| at - set_back), wait_until)
    }
}
