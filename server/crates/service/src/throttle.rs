//! Sign-in attempts, limited per address and per account, with growing waits. Kept in memory: a restart forgives.

use std::{
    collections::HashMap,
    net::{IpAddr, Ipv6Addr},
    sync::{Mutex, PoisonError},
};

use domain::{Failure, Timestamp};

/// Failures of one account that are free.
const FREE_OF_AN_ACCOUNT: u32 = 5;
/// Failures from one address that are free: many people may share it.
const FREE_OF_AN_ADDRESS: u32 = 25;
/// The longest wait.
const WAIT_S_MAX: i64 = 15 * 60;
/// Names that are remembered at the most; beyond it the longest quiet quarter is forgotten.
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
    /// Tries from one network address, of those that belong together.
    pub(crate) fn address(address: &str) -> Self {
        Self::Address(network(address))
    }

    /// Keys that opened nothing, likewise.
    pub(crate) fn knocking(address: &str) -> Self {
        Self::Knocking(network(address))
    }

    const fn free_failures(&self) -> u32 {
        match self {
            Self::Account(_) => FREE_OF_AN_ACCOUNT,
            Self::Address(_) | Self::Knocking(_) => FREE_OF_AN_ADDRESS,
        }
    }
}

/// Whose an address is, as far as it can be told: of one of IPv6 the half that a provider gives out.
pub(crate) fn network(address: &str) -> String {
    match address.parse().map(|address: IpAddr| address.to_canonical()) {
        Ok(IpAddr::V6(address)) => Ipv6Addr::from_bits(address.to_bits() >> 64 << 64).to_string(),
        Ok(IpAddr::V4(address)) => address.to_string(),
        Err(_) => address.to_owned(),
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

    /// Notes a try of all of the names, if all of them may try now. It counts as failed until it is known to be right: of
    /// many that are made at once no more are looked at than of those one after the other.
    pub(crate) fn attempt(&self, names: &[Name], now: Timestamp) -> Result<(), TurnedAway> {
        let mut tries = self.tries();
        let (mut until, mut first) = (now, false);
        for name in names {
            if let Some(tries) = tries.get_mut(name).filter(|tries| tries.open_at() > now) {
                until = until.max(tries.open_at());
                first |= !std::mem::replace(&mut tries.told, true);
            }
        }
        if until > now {
            let wait_ms = until.millis() - now.millis();
            return Err(TurnedAway {
                retry_after_s: u32::try_from(wait_ms.div_euclid(1000) + 1).unwrap_or(u32::MAX),
                first,
            });
        }
        if tries.len() >= NAMES_MAX {
            forget_some(&mut tries, now);
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
        Ok(())
    }

    /// A try was right: the failures of the account are forgotten, and it was none of the address.
    pub(crate) fn succeeded(&self, names: &[Name]) {
        let mut tries = self.tries();
        for name in names {
            match name {
                Name::Account(_) => drop(tries.remove(name)),
                Name::Address(_) | Name::Knocking(_) => {
                    if let Some(tries) = tries.get_mut(name) {
                        tries.failures = tries.failures.saturating_sub(1);
                    }
                }
            }
        }
    }
}

/// Makes room: forgets those whose wait is long over, and if that is not enough a quarter of all, the longest quiet.
fn forget_some(tries: &mut HashMap<Name, Tries>, now: Timestamp) {
    tries.retain(|_, tries| tries.failures > 0 && tries.open_at().plus_millis(WAIT_S_MAX * 1000) > now);
    if tries.len() >= NAMES_MAX {
        let mut lasts: Vec<Timestamp> = tries.values().map(|tries| tries.last).collect();
        let (_, quiet, _) = lasts.select_nth_unstable(NAMES_MAX / 4);
        let quiet = *quiet;
        tries.retain(|_, tries| tries.last > quiet);
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
            assert_eq!(throttle.attempt(&names, at(now)), Ok(()));
        }
        for wait in [2, 4, 8, 16] {
            assert_eq!(throttle.attempt(&names, at(now)), Ok(()));
            assert!(throttle.attempt(&names, at(now + wait - 1)).is_err());
            now += wait;
        }
    }

    #[test]
    fn a_success_forgives_the_account_and_is_no_failure_of_the_address() {
        let throttle = Throttle::default();
        let (ana, ben) = (Name::Account("ana".to_owned()), Name::Account("ben".to_owned()));
        let here = Name::address("192.0.2.1");
        for _ in 0..=FREE_OF_AN_ACCOUNT {
            assert_eq!(throttle.attempt(std::slice::from_ref(&ana), at(0)), Ok(()));
        }
        assert!(throttle.attempt(std::slice::from_ref(&ana), at(0)).is_err());
        assert!(throttle.attempt(&[ben.clone(), ana.clone()], at(0)).is_err());
        assert_eq!(throttle.attempt(std::slice::from_ref(&ben), at(0)), Ok(()));
        throttle.succeeded(std::slice::from_ref(&ana));
        for _ in 0..=2 * FREE_OF_AN_ADDRESS {
            let names = [here.clone(), ana.clone()];
            assert_eq!(throttle.attempt(&names, at(0)), Ok(()));
            throttle.succeeded(&names);
        }
    }

    #[test]
    fn of_those_turned_away_in_one_wait_one_is_the_first() {
        let throttle = Throttle::default();
        let (ana, here) = (Name::Account("ana".to_owned()), Name::address("192.0.2.1"));
        let first = |names: &[Name], now| throttle.attempt(names, at(now)).map_err(|away| away.first);
        for _ in 0..=FREE_OF_AN_ACCOUNT {
            assert_eq!(first(&[here.clone(), ana.clone()], 0), Ok(()));
        }
        let elsewhere = [Name::address("192.0.2.2"), ana.clone()];
        assert_eq!([first(&[here.clone(), ana], 0), first(&elsewhere, 1)], [Err(true), Err(false)]);
        assert_eq!(first(&elsewhere, 2), Ok(()));
        assert_eq!([first(&elsewhere, 3), first(&elsewhere, 3)], [Err(true), Err(false)], "another wait");
        assert_eq!(first(&[here], 3), Ok(()));
    }

    #[test]
    fn an_address_that_many_share_has_more_patience_and_a_network_is_one_address() {
        for (one, other) in
            [("192.0.2.1", "::ffff:192.0.2.1"), ("2001:db8::1", "2001:db8::ffff:0:0:2"), ("no address", "no address")]
        {
            let throttle = Throttle::default();
            for _ in 0..=FREE_OF_AN_ADDRESS {
                assert_eq!(throttle.attempt(&[Name::address(one)], at(0)), Ok(()));
            }
            assert!(throttle.attempt(&[Name::address(other)], at(0)).is_err(), "{other}");
            assert_eq!(throttle.attempt(&[Name::address("2001:db8:0:1::1")], at(0)), Ok(()));
        }
    }

    #[test]
    fn no_more_names_are_kept_than_there_is_room_for_and_the_newest_of_them() {
        let throttle = Throttle::default();
        let name = |number: usize| [Name::Account(number.to_string())];
        for number in 0..3 * NAMES_MAX {
            assert_eq!(throttle.attempt(&name(number), at(number as i64 / 100)), Ok(()));
            assert!(throttle.tries().len() <= NAMES_MAX);
        }
        let kept = |number: usize| throttle.tries().contains_key(&name(number)[0]);
        assert!(kept(3 * NAMES_MAX - 1) && kept(3 * NAMES_MAX - NAMES_MAX / 2) && !kept(0));
    }
}
