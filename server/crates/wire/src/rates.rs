//! How many requests of one kind a key may make, and how many sockets an address may open. Kept in memory: a restart
//! forgives.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use domain::{KeyId, Timestamp};

/// Seconds' worth of requests that may come at once.
const BURST_S: i64 = 5;
/// Keys and kinds that are remembered at the most; beyond it those at rest are forgotten.
const NAMES_MAX: usize = 50_000;
const MICROS: i64 = 1_000_000;

/// Whose requests are counted.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Whose {
    /// Those of a key.
    Key(KeyId),
    /// Those that come from an address, before anybody has proved anything.
    Address(String),
}

impl From<KeyId> for Whose {
    fn from(key: KeyId) -> Self {
        Self::Key(key)
    }
}

/// When each has used up what it asked for, kind by kind: one number instead of a count.
#[derive(Debug)]
pub(crate) struct Rates {
    /// Microseconds that one request takes of what there is.
    cost: i64,
    used_up_at: Mutex<HashMap<(Whose, &'static str), i64>>,
}

impl Rates {
    pub(crate) fn new(requests_per_second: u32) -> Self {
        Self { cost: MICROS / i64::from(requests_per_second.max(1)), used_up_at: Mutex::default() }
    }

    /// Requests of one kind that a key may make in a second.
    pub(crate) fn per_second(&self) -> u32 {
        u32::try_from(MICROS / self.cost.max(1)).unwrap_or(u32::MAX)
    }

    /// Takes one request; otherwise says how many seconds to wait.
    pub(crate) fn take(&self, whose: impl Into<Whose>, operation: &'static str, now: Timestamp) -> Result<(), u32> {
        let now = now.millis().saturating_mul(1000);
        let mut names = self.used_up_at.lock().unwrap_or_else(PoisonError::into_inner);
        if names.len() >= NAMES_MAX {
            names.retain(|_, at| *at > now);
        }
        let at = names.entry((whose.into(), operation)).or_insert(now);
        // Never ahead by more than the burst, also when the clock was turned back.
        *at = (*at).clamp(now, now + BURST_S * MICROS);
        let used_up_at = *at + self.cost;
        let over = used_up_at - (now + BURST_S * MICROS);
        if over > 0 {
            return Err(u32::try_from((over + MICROS - 1) / MICROS).unwrap_or(u32::MAX));
        }
        *at = used_up_at;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(last: char) -> KeyId {
        format!("RKAAAAAAAAAAAAAAAAA{last}").parse().unwrap()
    }

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millis(1_700_000_000_000 + millis)
    }

    #[test]
    fn a_burst_passes_and_then_so_many_a_second() {
        let rates = Rates::new(2);
        for n in 0..10 {
            assert_eq!(rates.take(key('A'), "delete", at(0)), Ok(()), "{n}");
        }
        assert_eq!(rates.take(key('A'), "delete", at(0)), Err(1));
        assert_eq!(rates.take(key('A'), "delete", at(499)), Err(1), "whoever is turned away waits no longer for it");
        assert_eq!(rates.take(key('A'), "delete", at(500)), Ok(()));
        assert_eq!(rates.take(key('A'), "delete", at(501)), Err(1));
        assert_eq!(rates.take(key('A'), "purge", at(501)), Ok(()), "another kind");
        assert_eq!(rates.take(key('B'), "delete", at(501)), Ok(()), "another key");
        assert_eq!(rates.take(Whose::Address("192.0.2.1".to_owned()), "delete", at(501)), Ok(()), "no key");
    }

    #[test]
    fn the_wait_that_is_told_is_enough() {
        let rates = Rates::new(1);
        let mut now = 0;
        for _ in 0..50 {
            if let Err(wait_s) = rates.take(key('A'), "delete", at(now)) {
                now += i64::from(wait_s) * 1000;
                assert_eq!(rates.take(key('A'), "delete", at(now)), Ok(()));
            }
        }
        assert!(now >= 40_000);
    }

    #[test]
    fn a_clock_that_is_turned_back_locks_nobody_out() {
        let rates = Rates::new(1);
        assert_eq!(rates.take(key('A'), "delete", at(86_400_000)), Ok(()));
        assert_eq!(rates.take(key('A'), "delete", at(0)), Err(1));
        assert_eq!(rates.take(key('A'), "delete", at(1000)), Ok(()));
    }
}
