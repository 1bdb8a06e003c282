//! Wrong PINs slow down and never close or wipe the vault: a pupil must not be able to lock a teacher out.

use companion_model::Millis;

const MINUTE: Millis = 60_000;

/// How long to wait before the next try, after this many wrong ones in a row.
fn pause_ms(wrong_tries: u32) -> Millis {
    match wrong_tries {
        0..=4 => 0,
        5 => MINUTE / 2,
        6 => MINUTE,
        7 => 2 * MINUTE,
        8 => 5 * MINUTE,
        _ => 15 * MINUTE,
    }
}

/// How long is still to wait. A clock that was set back does not make it longer than the pause itself.
pub fn wait_ms(wrong_tries: u32, last_wrong_at: Millis, now: Millis) -> Millis {
    let pause = pause_ms(wrong_tries);
    (last_wrong_at + pause - now).clamp(0, pause)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrong_pins_slow_down_to_one_in_15_minutes_and_no_further() {
        let waits: Vec<_> = (0..12).map(|tries| wait_ms(tries, 0, 0) / 1000).collect();
        assert_eq!(waits, [0, 0, 0, 0, 0, 30, 60, 120, 300, 900, 900, 900]);
        assert_eq!(wait_ms(1000, 0, 15 * MINUTE), 0);
    }

    #[test]
    fn a_clock_set_back_locks_nobody_out() {
        assert_eq!(wait_ms(9, 1_000_000_000, 0), 15 * MINUTE);
    }
}
