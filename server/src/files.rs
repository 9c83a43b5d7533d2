//! How many files the process may have open at once: each connection is one, and the store needs some whatever happens.

use std::os::fd::AsRawFd;

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Kept for the store and whatever is written beside it, at the most: of few files it is an eighth.
const KEPT_MAX: u64 = 128;

/// The most files that the process may have open.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Files {
    max: u64,
}

/// How much is left for connections.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Left {
    /// Enough.
    Enough,
    /// Less than a quarter.
    Little,
    /// No more than what is kept for the store.
    Nothing,
}

impl Files {
    /// Raises what the process may have open to what the system lets it: shells begin with few, for old programs.
    pub(crate) fn raise() -> Self {
        let limit = getrlimit(Resource::Nofile);
        let raised = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, ..limit });
        if let Err(error) = raised {
            tracing::warn!(%error, files = limit.current, "no more files can be opened than were allowed");
        }
        // Without a limit there is no number.
        Self { max: getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX) }
    }

    /// How much is left beside a file that was opened just now. The system gives the lowest number that is free: all below
    /// it are taken.
    pub(crate) fn left_beside(self, newest: &impl AsRawFd) -> Left {
        let taken = u64::from(newest.as_raw_fd().unsigned_abs());
        if taken >= self.max - KEPT_MAX.min(self.max / 8) {
            Left::Nothing
        } else if taken >= self.max / 4 * 3 {
            Left::Little
        } else {
            Left::Enough
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Number(i32);

    impl AsRawFd for Number {
        fn as_raw_fd(&self) -> i32 {
            self.0
        }
    }

    #[test]
    fn some_files_are_kept_for_the_store() {
        for (max, number, left) in [
            (1024, 767, Left::Enough),
            (1024, 768, Left::Little),
            (1024, 895, Left::Little),
            (1024, 896, Left::Nothing),
            (100, 74, Left::Enough),
            (100, 75, Left::Little),
            (100, 88, Left::Nothing),
            (u64::MAX, i32::MAX, Left::Enough),
        ] {
            assert_eq!(Files { max }.left_beside(&Number(number)), left, "{number} of {max}");
        }
    }
}
