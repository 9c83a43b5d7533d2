//! Chance whose runs can be done again.

use std::{
    ops::Range,
    time::{SystemTime, UNIX_EPOCH},
};

/// A run is done again with its number in this variable.
const SEED: &str = "ROOMKEEPER_KILL_SEED";

/// Chance that can be repeated: SplitMix64.
pub struct Chance(pub u64);

impl Chance {
    /// Tells its number, which stands in the output of a run that fails.
    pub fn told() -> Self {
        let given = std::env::var(SEED).ok().map(|seed| seed.parse().unwrap());
        let now = || SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_nanos() as u64;
        let seed = given.unwrap_or_else(now);
        println!("{SEED}={seed}");
        Self(seed)
    }

    /// A number that lies in a range.
    pub fn within(&mut self, range: &Range<u64>) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        range.start + (z ^ (z >> 31)) % (range.end - range.start)
    }
}
