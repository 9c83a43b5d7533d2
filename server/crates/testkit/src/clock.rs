//! A clock that moves only when a test moves it.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use domain::Timestamp;
use storage::Clock;

/// 1 March 2025, noon: before any moment at which a test runs, so that a real server can go on from here.
const NOON_MS: i64 = 1_740_830_400_000;

/// A clock that stands still until it is moved. A cheap handle.
#[derive(Debug, Clone)]
pub struct TestClock(Arc<AtomicI64>);

impl Default for TestClock {
    fn default() -> Self {
        Self(Arc::new(AtomicI64::new(NOON_MS)))
    }
}

impl TestClock {
    /// One that stands at a moment.
    #[must_use]
    pub fn at(now: Timestamp) -> Self {
        Self(Arc::new(AtomicI64::new(now.millis())))
    }

    /// Moves the clock on.
    pub fn advance(&self, by: Duration) {
        self.0.fetch_add(i64::try_from(by.as_millis()).unwrap(), Ordering::SeqCst);
    }

    /// Moves the clock back, as an operator may.
    pub fn turn_back(&self, by: Duration) {
        self.0.fetch_sub(i64::try_from(by.as_millis()).unwrap(), Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.load(Ordering::SeqCst))
    }
}

/// So many seconds.
#[must_use]
pub const fn seconds(n: u64) -> Duration {
    Duration::from_secs(n)
}

/// So many minutes.
#[must_use]
pub const fn minutes(n: u64) -> Duration {
    seconds(n * 60)
}

/// So many hours.
#[must_use]
pub const fn hours(n: u64) -> Duration {
    minutes(n * 60)
}

/// So many days.
#[must_use]
pub const fn days(n: u64) -> Duration {
    hours(n * 24)
}
