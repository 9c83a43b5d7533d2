//! How many requests of one kind a key may make, and how many sockets an address may open. Kept in memory: a restart
//! forgives.

use std::{
    collections::HashMap,
    fmt,
    str::FromStr,
    sync::{Mutex, PoisonError},
};

use domain::{KeyId, Timestamp};
use serde::{Deserialize, Deserializer, de::Error};

use crate::kinds;

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
    /// Those that come from a network, before anybody has proved anything.
    Network(String),
}

impl From<KeyId> for Whose {
    fn from(key: KeyId) -> Self {
        Self::Key(key)
    }
}

/// A kind of request that is counted by itself: an operation by its name, wherever it is asked for, or a socket by its
/// path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Kind(&'static str);

/// There is no such kind of request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownKind(String);

impl fmt::Display for UnknownKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "there is no operation `{}`: name one as its dialect does, as DeleteMessage or imkit.delete, or a socket by its path, as /ivschat",
            self.0
        )
    }
}

impl std::error::Error for UnknownKind {}

impl FromStr for Kind {
    type Err = UnknownKind;

    fn from_str(name: &str) -> Result<Self, UnknownKind> {
        kinds().find(|kind| *kind == name).map(Self).ok_or_else(|| UnknownKind(name.to_owned()))
    }
}

impl<'de> Deserialize<'de> for Kind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

/// Requests a second that a key may make of a kind, and sockets that an address may open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Of every kind that is not named.
    pub each: u32,
    /// Of those that are.
    pub of: HashMap<Kind, u32>,
}

impl Limits {
    /// The same of every kind.
    #[must_use]
    pub fn of_each(per_second: u32) -> Self {
        Self { each: per_second, of: HashMap::new() }
    }

    fn per_second(&self, kind: &'static str) -> u32 {
        self.of.get(&Kind(kind)).copied().unwrap_or(self.each).max(1)
    }
}

/// When each has used up what it asked for, kind by kind: one number instead of a count.
#[derive(Debug)]
pub(crate) struct Rates {
    limits: Limits,
    used_up_at: Mutex<HashMap<(Whose, &'static str), i64>>,
}

impl Rates {
    pub(crate) fn new(limits: Limits) -> Self {
        Self { limits, used_up_at: Mutex::default() }
    }

    /// Requests of this kind that a key may make in a second.
    pub(crate) fn per_second(&self, kind: &'static str) -> u32 {
        self.limits.per_second(kind)
    }

    /// Takes one request; otherwise says how many seconds to wait.
    pub(crate) fn take(&self, whose: impl Into<Whose>, kind: &'static str, now: Timestamp) -> Result<(), u32> {
        // Microseconds that one request takes of what there is.
        let cost = MICROS / i64::from(self.per_second(kind));
        let now = now.millis().saturating_mul(1000);
        let mut names = self.used_up_at.lock().unwrap_or_else(PoisonError::into_inner);
        if names.len() >= NAMES_MAX {
            names.retain(|_, at| *at > now);
        }
        let at = names.entry((whose.into(), kind)).or_insert(now);
        // Never ahead by more than the burst, also when the clock was turned back.
        *at = (*at).clamp(now, now + BURST_S * MICROS);
        let used_up_at = *at + cost;
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

    fn of_each(per_second: u32) -> Rates {
        Rates::new(Limits::of_each(per_second))
    }

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millis(1_700_000_000_000 + millis)
    }

    #[test]
    fn a_burst_passes_and_then_so_many_a_second() {
        let rates = of_each(2);
        for n in 0..10 {
            assert_eq!(rates.take(key('A'), "delete", at(0)), Ok(()), "{n}");
        }
        assert_eq!(rates.take(key('A'), "delete", at(0)), Err(1));
        assert_eq!(rates.take(key('A'), "delete", at(499)), Err(1), "whoever is turned away waits no longer for it");
        assert_eq!(rates.take(key('A'), "delete", at(500)), Ok(()));
        assert_eq!(rates.take(key('A'), "delete", at(501)), Err(1));
        assert_eq!(rates.take(key('A'), "purge", at(501)), Ok(()), "another kind");
        assert_eq!(rates.take(key('B'), "delete", at(501)), Ok(()), "another key");
        assert_eq!(rates.take(Whose::Network("192.0.2.1".to_owned()), "delete", at(501)), Ok(()), "no key");
    }

    #[test]
    fn a_kind_may_have_a_number_of_its_own() {
        let of = HashMap::from([("DeleteMessage".parse().unwrap(), 1)]);
        let rates = Rates::new(Limits { each: 2, of });
        let taken = |kind| (0..).take_while(|_| rates.take(key('A'), kind, at(0)).is_ok()).count();
        assert_eq!((taken("DeleteMessage"), taken("GetRoom")), (5, 10));
        assert_eq!((rates.per_second("DeleteMessage"), rates.per_second("GetRoom")), (1, 2));
    }

    #[test]
    fn kinds_go_by_the_names_that_they_are_counted_under() {
        for name in ["DeleteMessage", "RedactRoomMessage", "Connect", "imkit.purge", "/ivschat", "/connect"] {
            assert_eq!(name.parse::<Kind>().map(|kind| kind.0), Ok(name));
        }
        for name in ["", "deletemessage", "DeleteMessages", "/live"] {
            let unknown = name.parse::<Kind>().map_err(|unknown| unknown.to_string());
            assert!(unknown.is_err_and(|says| says.contains(&format!("`{name}`"))), "{name}");
        }
    }

    #[test]
    fn the_wait_that_is_told_is_enough() {
        let rates = of_each(1);
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
        let rates = of_each(1);
        assert_eq!(rates.take(key('A'), "delete", at(86_400_000)), Ok(()));
        assert_eq!(rates.take(key('A'), "delete", at(0)), Err(1));
        assert_eq!(rates.take(key('A'), "delete", at(1000)), Ok(()));
    }
}
