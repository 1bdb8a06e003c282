//! What a country's busiest minute is taken to be, and which share of it is replayed: docs/running.md has the arithmetic.

use std::time::Duration;

/// Phones that come back into signal, of 20,000 schools: 80,000 trips a week, of which 40 in 100 end on a Friday within half an hour;
/// three phones a trip; twice the average in the busiest minute.
const PHONES_A_SECOND: f64 = 107.0;
/// Desks that are open and visible: one at each school.
const DESKS: f64 = 20_000.0;

/// One replay.
pub struct Peak {
    /// How many phones come back while it lasts, each at a moment of its own.
    pub phones: usize,
    /// How many desks look, every twenty seconds.
    pub desks: usize,
    pub lasts: Duration,
    /// How long the endpoint that is killed in the middle stays away.
    pub away: Duration,
}

impl Peak {
    /// This share of the country.
    pub fn of_the_country(share: f64) -> Self {
        let lasts = Duration::from_secs(60);
        Self {
            phones: whole(PHONES_A_SECOND * share * lasts.as_secs_f64()),
            desks: whole(DESKS * share),
            lasts,
            away: Duration::from_secs(10),
        }
    }

    pub fn phones_a_second(&self) -> f64 {
        self.phones as f64 / self.lasts.as_secs_f64()
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a small number of phones or desks"
)]
fn whole(of: f64) -> usize {
    of.round() as usize
}
