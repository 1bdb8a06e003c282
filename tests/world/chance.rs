//! Chance that can be repeated: the same seed, the same moments.

use std::time::Duration;

/// A small generator (SplitMix64). `COMPANION_SEED` chooses another run of chances than the usual one.
pub struct Chance(u64);

impl Chance {
    /// The chances of a story in an engine.
    pub fn of(story: &str) -> Self {
        let seed: u64 = std::env::var("COMPANION_SEED").ok().and_then(|it| it.parse().ok()).unwrap_or(1);
        Self(story.bytes().fold(seed, |sum, byte| sum.wrapping_mul(31).wrapping_add(u64::from(byte))))
    }

    /// The next number.
    pub fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut it = self.0;
        it = (it ^ (it >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        it = (it ^ (it >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        it ^ (it >> 31)
    }

    /// A moment between these two.
    pub fn moment(&mut self, from: Duration, to: Duration) -> Duration {
        let span = u64::try_from((to - from).as_millis()).unwrap_or(u64::MAX).max(1);
        from + Duration::from_millis(self.number() % span)
    }

    /// Twenty-four letters found nowhere else. They repeat so little that the packers of browsers leave them
    /// as they are.
    pub fn canary(&mut self) -> String {
        (0..24u64).map(|_| char::from(b'a' + u8::try_from(self.number() % 26).unwrap_or(0))).collect()
    }
}
