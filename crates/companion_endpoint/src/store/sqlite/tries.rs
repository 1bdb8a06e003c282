//! Tries to sign in, counted in memory: neither a guess nor an invented name costs a write, a row or the writer's time.
//!
//! The table has a fixed size. Each name has one place in it, by a digest that nobody outside can compute; a real name and an
//! invented one are counted alike, because nothing here knows which is which. Two names can share a place by chance: then the
//! tries of one slow down the other, and refuse nobody. A restart forgets all of it, which gives a few quick tries more.

use std::sync::{Mutex, MutexGuard, PoisonError};

use companion_model::Millis;
use companion_seal::digest;
use uuid::Uuid;

/// 16 bytes each: a mebibyte in all.
const PLACES: usize = 1 << 16;
/// Tries are forgotten after this long without another.
const LIVE: Millis = 15 * 60_000;

#[derive(Clone, Copy, Default)]
struct Entry {
    tries: u32,
    last_at: Millis,
}

/// How often somebody has tried to sign in, by name.
pub(super) struct Tries {
    secret: [u8; 32],
    /// A std mutex: held for a look, never across an await.
    places: Mutex<Box<[Entry]>>,
}

impl Tries {
    /// An empty table. The secret is this database's own.
    pub(super) fn new(secret: [u8; 32]) -> Self {
        Self { secret, places: Mutex::new(vec![Entry::default(); PLACES].into()) }
    }

    /// Counts a try, and says how many there were.
    pub(super) fn count(&self, school: Uuid, name: &str, now: Millis) -> u32 {
        let at = self.place(school, name);
        let mut places = self.places();
        let Some(place) = places.get_mut(at) else { return 0 };
        // A clock that was set back leaves times in the future: they are over, too.
        let is_over = !(place.last_at..place.last_at.saturating_add(LIVE)).contains(&now);
        let tries = if is_over { 1 } else { place.tries.saturating_add(1) };
        *place = Entry { tries, last_at: now };
        tries
    }

    /// The right passphrase was given.
    pub(super) fn forget(&self, school: Uuid, name: &str) {
        let at = self.place(school, name);
        if let Some(place) = self.places().get_mut(at) {
            *place = Entry::default();
        }
    }

    fn places(&self) -> MutexGuard<'_, Box<[Entry]>> {
        self.places.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Not by the digest that makes the salts of invented names: that one is shown to whoever asks.
    fn place(&self, school: Uuid, name: &str) -> usize {
        let parts = [self.secret.as_slice(), b"tries", school.as_bytes(), name.as_bytes()];
        let [a, b, c, d, ..] = digest(&parts.concat());
        u32::from_be_bytes([a, b, c, d]) as usize % PLACES
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCHOOL: Uuid = Uuid::from_u128(1);

    #[test]
    fn tries_add_up_until_the_right_one_or_a_quarter_of_an_hour() {
        let tries = Tries::new([7; 32]);
        assert_eq!([0, 1, 2].map(|now| tries.count(SCHOOL, "dsl", now)), [1, 2, 3]);
        assert_eq!(tries.count(Uuid::from_u128(2), "dsl", 2), 1, "another school's");
        assert_eq!(tries.count(SCHOOL, "dsl", 2 + LIVE - 1), 4);
        assert_eq!(tries.count(SCHOOL, "dsl", 1 + 2 * LIVE), 1);
        tries.forget(SCHOOL, "dsl");
        assert_eq!(tries.count(SCHOOL, "dsl", 2 + 2 * LIVE), 1);
    }

    #[test]
    fn a_clock_that_was_set_back_slows_nobody_down_for_as_long() {
        let tries = Tries::new([7; 32]);
        assert_eq!([1000 * LIVE, 1000 * LIVE].map(|now| tries.count(SCHOOL, "dsl", now)), [1, 2]);
        assert_eq!([5, 6].map(|now| tries.count(SCHOOL, "dsl", now)), [1, 2]);
    }

    #[test]
    fn a_million_invented_names_need_no_room_and_are_counted_like_a_real_one() {
        let tries = Tries::new([7; 32]);
        let name = |n: u32| format!("nobody-{n}");
        let first: u64 = (0..1_000_000).map(|n| u64::from(tries.count(SCHOOL, &name(n), 1) > 1)).sum();
        assert!(first > 0, "some must share a place");
        assert_eq!(tries.places().len(), PLACES);
        for name in ["dsl", "invented"] {
            tries.forget(SCHOOL, name);
            assert_eq!([2, 3].map(|now| tries.count(SCHOOL, name, now)), [1, 2]);
        }
    }
}
