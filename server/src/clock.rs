//! Time and chance as the process has them: the only place that reads the clock and draws random bytes.

use std::{
    sync::atomic::{AtomicI64, Ordering},
    time::{SystemTime, UNIX_EPOCH},
};

use domain::Timestamp;
use rand::{TryRng, rngs::SysRng};
use storage::Clock;

/// The system's clock, moved by an offset: sample data is made as of days gone by, and then the offset is nothing.
#[derive(Debug, Default)]
pub(crate) struct SystemClock {
    offset_ms: AtomicI64,
}

impl SystemClock {
    /// Moves the clock by so many milliseconds from the true time.
    pub(crate) fn set_offset(&self, offset_ms: i64) {
        self.offset_ms.store(offset_ms, Ordering::SeqCst);
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let millis = i64::try_from(since.as_millis()).unwrap_or(i64::MAX);
        Timestamp::from_millis(millis).plus_millis(self.offset_ms.load(Ordering::SeqCst))
    }
}

/// Fills a buffer from the system's generator.
#[expect(clippy::panic, reason = "without random bytes every secret would be guessable: nothing may go on")]
pub(crate) fn random(buffer: &mut [u8]) {
    if let Err(error) = SysRng.try_fill_bytes(buffer) {
        panic!("the system gives no random bytes: {error}");
    }
}
