//! Tries to sign in, counted in memory: a guess costs no write. A restart forgets all of it, which gives a few quick tries more.

use std::sync::{Mutex, MutexGuard, PoisonError};

use companion_model::Millis;

use crate::store::TRY_PLACES;

#[derive(Clone, Copy, Default)]
struct Entry {
    tries: u32,
    last_at: Millis,
}

/// The table of tries: 16 bytes a place, a mebibyte in all.
///
/// A std mutex: held for a look, never across an await.
pub(in crate::store) struct Tries(Mutex<Box<[Entry]>>);

impl Default for Tries {
    fn default() -> Self {
        Self(Mutex::new(vec![Entry::default(); TRY_PLACES as usize].into()))
    }
}

impl Tries {
    /// Counts a try, and says how many there were. A clock that was set back leaves times in the future: they are over, too.
    pub(in crate::store) fn count(&self, place: u32, span: Millis, now: Millis) -> u32 {
        let mut places = self.places();
        let Some(entry) = places.get_mut(place as usize) else { return 0 };
        let is_over = !(entry.last_at..entry.last_at.saturating_add(span)).contains(&now);
        let tries = if is_over { 1 } else { entry.tries.saturating_add(1) };
        *entry = Entry { tries, last_at: now };
        tries
    }

    /// Forgets the tries of a place.
    pub(in crate::store) fn forget(&self, place: u32) {
        if let Some(entry) = self.places().get_mut(place as usize) {
            *entry = Entry::default();
        }
    }

    fn places(&self) -> MutexGuard<'_, Box<[Entry]>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPAN: Millis = 15 * 60_000;

    #[test]
    fn tries_add_up_until_the_right_one_or_a_quarter_of_an_hour() {
        let tries = Tries::default();
        assert_eq!([0, 1, 2].map(|now| tries.count(7, SPAN, now)), [1, 2, 3]);
        assert_eq!(tries.count(8, SPAN, 2), 1, "another place's");
        assert_eq!(tries.count(7, SPAN, 2 + SPAN - 1), 4);
        assert_eq!(tries.count(7, SPAN, 1 + 2 * SPAN), 1);
        tries.forget(7);
        assert_eq!(tries.count(7, SPAN, 2 + 2 * SPAN), 1);
    }

    #[test]
    fn a_clock_that_was_set_back_slows_nobody_down_for_as_long() {
        let tries = Tries::default();
        assert_eq!([1000 * SPAN, 1000 * SPAN].map(|now| tries.count(7, SPAN, now)), [1, 2]);
        assert_eq!([5, 6].map(|now| tries.count(7, SPAN, now)), [1, 2]);
    }
}
