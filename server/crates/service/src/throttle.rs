//! Sign-in attempts, limited per address and per account, with growing waits. Kept in memory: a restart forgives.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use domain::{Failure, Timestamp};

/// Failures of one account that are free.
const FREE_OF_AN_ACCOUNT: u32 = 5;
/// Failures from one address that are free: many people may share it.
const FREE_OF_AN_ADDRESS: u32 = 25;
/// The longest wait.
const WAIT_S_MAX: i64 = 15 * 60;
/// Names that are remembered at the most; beyond it the longest quiet are forgotten.
const NAMES_MAX: usize = 10_000;

/// Whose tries are counted together.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Name {
    /// Tries for one account, by e-mail address or user id.
    Account(String),
    /// Tries from one network address.
    Address(String),
    /// Keys that opened nothing, from one network address.
    Knocking(String),
}

impl Name {
    const fn free_failures(&self) -> u32 {
        match self {
            Self::Account(_) => FREE_OF_AN_ACCOUNT,
            Self::Address(_) | Self::Knocking(_) => FREE_OF_AN_ADDRESS,
        }
    }
}

#[derive(Debug, Clone, Copy)]
struct Tries {
    failures: u32,
    free: u32,
    last: Timestamp,
    /// Whether somebody was turned away since the last failure.
    told: bool,
}

/// Somebody is turned away, and nothing was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TurnedAway {
    /// Seconds to wait.
    pub(crate) retry_after_s: u32,
    /// Whether they are the first in this wait: one goes on the record, and the rest cannot fill it up.
    pub(crate) first: bool,
}

impl From<TurnedAway> for Failure {
    fn from(TurnedAway { retry_after_s, .. }: TurnedAway) -> Self {
        Self::TooMany { retry_after_s }
    }
}

impl Tries {
    /// When the next try is allowed: 2 s after the first failure that is not free, then twice as long each time.
    fn open_at(self) -> Timestamp {
        let over = self.failures.saturating_sub(self.free);
        let wait_s = if over == 0 { 0 } else { (1i64 << over.min(20)).min(WAIT_S_MAX) };
        self.last.plus_millis(wait_s * 1000)
    }
}

/// Remembers failed tries by name: an address, an account.
#[derive(Debug, Default)]
pub(crate) struct Throttle {
    tries: Mutex<HashMap<Name, Tries>>,
}

impl Throttle {
    fn tries(&self) -> std::sync::MutexGuard<'_, HashMap<Name, Tries>> {
        self.tries.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether all of the names may try now.
    pub(crate) fn check(&self, names: &[Name], now: Timestamp) -> Result<(), TurnedAway> {
        let mut tries = self.tries();
        let (mut until, mut first) = (now, false);
        for name in names {
            if let Some(tries) = tries.get_mut(name).filter(|tries| tries.open_at() > now) {
                until = until.max(tries.open_at());
                first |= !std::mem::replace(&mut tries.told, true);
            }
        }
        if until == now {
            return Ok(());
        }
        let wait_ms = until.millis() - now.millis();
        Err(TurnedAway { retry_after_s: u32::try_from(wait_ms.div_euclid(1000) + 1).unwrap_or(u32::MAX), first })
    }

    /// Notes a failed try of all of the names.
    pub(crate) fn failed(&self, names: &[Name], now: Timestamp) {
        let mut tries = self.tries();
        if tries.len() >= NAMES_MAX {
            tries.retain(|_, tries| tries.open_at().plus_millis(WAIT_S_MAX * 1000) > now);
        }
        for name in names {
            let fresh = Tries { failures: 0, free: name.free_failures(), last: now, told: false };
            let entry = tries.entry(name.clone()).or_insert(fresh);
            // A quarter of an hour of quiet starts anew.
            if entry.last.plus_millis(WAIT_S_MAX * 2000) < now {
                entry.failures = 0;
            }
            entry.failures += 1;
            entry.last = now;
            entry.told = false;
        }
    }

    /// Forgets the failures of a name after a success.
    pub(crate) fn succeeded(&self, name: &Name) {
        self.tries().remove(name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_millis(seconds * 1000)
    }

    #[test]
    fn five_failures_are_free_and_then_the_wait_doubles() {
        let throttle = Throttle::default();
        let names = [Name::Account("ana".to_owned())];
        let mut now = 0;
        for _ in 0..FREE_OF_AN_ACCOUNT {
            assert_eq!(throttle.check(&names, at(now)), Ok(()));
            throttle.failed(&names, at(now));
        }
        for wait in [2, 4, 8, 16] {
            throttle.failed(&names, at(now));
            assert!(throttle.check(&names, at(now + wait - 1)).is_err());
            assert_eq!(throttle.check(&names, at(now + wait)), Ok(()));
            now += wait;
        }
    }

    #[test]
    fn a_success_forgives_the_name_and_another_name_is_free() {
        let throttle = Throttle::default();
        let (ana, ben) = (Name::Account("ana".to_owned()), Name::Account("ben".to_owned()));
        for _ in 0..9 {
            throttle.failed(std::slice::from_ref(&ana), at(0));
        }
        assert!(throttle.check(std::slice::from_ref(&ana), at(0)).is_err());
        assert!(throttle.check(&[ben.clone(), ana.clone()], at(0)).is_err());
        assert_eq!(throttle.check(&[ben], at(0)), Ok(()));
        throttle.succeeded(&ana);
        assert_eq!(throttle.check(&[ana], at(0)), Ok(()));
    }

    #[test]
    fn of_those_turned_away_in_one_wait_one_is_the_first() {
        let throttle = Throttle::default();
        let (ana, here) = (Name::Account("ana".to_owned()), Name::Address("192.0.2.1".to_owned()));
        let first = |names: &[Name], now| throttle.check(names, at(now)).map_err(|away| away.first);
        for _ in 0..=FREE_OF_AN_ACCOUNT {
            throttle.failed(&[here.clone(), ana.clone()], at(0));
        }
        let elsewhere = [Name::Address("192.0.2.2".to_owned()), ana.clone()];
        assert_eq!([first(&[here.clone(), ana], 0), first(&elsewhere, 1)], [Err(true), Err(false)]);
        assert_eq!(first(&elsewhere, 2), Ok(()));
        throttle.failed(&elsewhere, at(2));
        assert_eq!([first(&elsewhere, 3), first(&elsewhere, 3)], [Err(true), Err(false)], "another wait");
        assert_eq!(first(&[here], 3), Ok(()));
    }

    #[test]
    fn an_address_that_many_share_has_more_patience() {
        let throttle = Throttle::default();
        let office = [Name::Address("192.0.2.1".to_owned())];
        for _ in 0..FREE_OF_AN_ADDRESS {
            throttle.failed(&office, at(0));
            assert_eq!(throttle.check(&office, at(0)), Ok(()));
        }
        throttle.failed(&office, at(0));
        assert!(throttle.check(&office, at(0)).is_err());
    }
}
