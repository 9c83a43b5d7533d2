//! Many times of one thing, in milliseconds, and what is said of them.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// Times of one thing that was done often.
#[derive(Debug, Clone, Default)]
pub struct Times {
    millis: Vec<f64>,
}

impl Times {
    /// Notes one.
    pub fn push(&mut self, time: Duration) {
        self.millis.push(time.as_secs_f64() * 1e3);
    }

    /// Notes many.
    pub fn extend(&mut self, others: Self) {
        self.millis.extend(others.millis);
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.millis.len()
    }

    /// The time that so large a share stayed below, from 0 to 1; 0 when there are none.
    pub fn at(&self, share: f64) -> f64 {
        let mut sorted = self.millis.clone();
        sorted.sort_by(f64::total_cmp);
        let last = sorted.len().saturating_sub(1) as f64;
        sorted.get((last * share).ceil() as usize).copied().unwrap_or_default()
    }

    /// Half took no longer.
    pub fn p50(&self) -> f64 {
        self.at(0.5)
    }

    /// One in a hundred took longer.
    pub fn p99(&self) -> f64 {
        self.at(0.99)
    }
}

/// The middle one of several measurements.
pub fn middle(mut of: Vec<f64>) -> f64 {
    of.sort_by(f64::total_cmp);
    of.get(of.len() / 2).copied().unwrap_or_default()
}

/// How long something takes.
pub async fn timed<T>(work: impl Future<Output = T>) -> (T, Duration) {
    let began = Instant::now();
    let done = work.await;
    (done, began.elapsed())
}

/// Nanoseconds since 1970: the one clock that two processes share.
pub fn now_ns() -> u128 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_taken_from_the_slow_end() {
        let mut times = Times::default();
        (1..=100).for_each(|ms| times.push(Duration::from_millis(ms)));
        assert_eq!((times.p50(), times.p99(), times.at(1.0)), (51.0, 100.0, 100.0));
        assert_eq!(Times::default().p99(), 0.0);
        assert_eq!(middle(vec![3.0, 1.0, 2.0]), 2.0);
    }
}
