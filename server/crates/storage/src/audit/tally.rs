//! How many messages were removed in the last days, by day, room and verb, kept in memory. The log only grows: each entry
//! is counted once in the life of a process, and not anew for whoever looks at the first page. Holds numbers only; who
//! may see which of them is asked each time.

use std::collections::BTreeMap;

use domain::Day;
use sqlx::SqliteConnection;

use crate::StorageError;

/// Entries counted with one statement: nobody who reads stands in the way of the log's being emptied for long.
const ENTRIES_AT_ONCE: i64 = 65_536;

/// Removed messages of one room on one day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Removed {
    pub(crate) redacted: u64,
    pub(crate) deleted: u64,
    pub(crate) purged: u64,
}

impl Removed {
    pub(crate) const fn all(self) -> u64 {
        self.redacted + self.deleted + self.purged
    }
}

/// What is counted by now.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    /// The first day that is counted, since 1970.
    first: i64,
    /// The last entry that is counted; 0 before any is.
    seen: i64,
    /// By day and room.
    counts: BTreeMap<(i64, i64), Removed>,
}

impl Tally {
    /// Counts what was written since, and forgets the days before `first`. Whoever asks and hangs up half-way leaves what
    /// they have counted to those after them.
    pub(crate) async fn catch_up(&mut self, reader: &mut SqliteConnection, first: Day) -> Result<(), StorageError> {
        let first = first.days();
        if first < self.first {
            // The clock was turned back: what was forgotten is of these days again.
            *self = Self::default();
        }
        self.counts = self.counts.split_off(&(first, i64::MIN));
        self.first = first;
        let head: i64 =
            sqlx::query_scalar("SELECT coalesce(max(number), 0) FROM audit").fetch_one(&mut *reader).await?;
        if self.seen == 0 {
            // What is older than the first day is not gone through.
            let begin: Option<i64> = sqlx::query_scalar("SELECT min(block) * 256 FROM audit_days WHERE day >= $1")
                .bind(first)
                .fetch_one(&mut *reader)
                .await?;
            self.seen = begin.map_or(head, |begin| (begin - 1).max(0));
        }
        while self.seen < head {
            let last = head.min(self.seen + ENTRIES_AT_ONCE);
            let rows: Vec<(i64, i64, String, i64)> = sqlx::query_as(
                "SELECT a.at / 86400000 AS day, a.room_id, a.action, sum(a.count)
                FROM audit a
                WHERE a.number BETWEEN $1 AND $2
                  AND a.operation_id IS NOT NULL
                  AND a.room_id IS NOT NULL
                  AND a.count IS NOT NULL
                  AND a.at / 86400000 >= $3
                GROUP BY day, a.room_id, a.action",
            )
            .bind(self.seen + 1)
            .bind(last)
            .bind(first)
            .fetch_all(&mut *reader)
            .await?;
            for (day, room, action, count) in rows {
                let count = count.unsigned_abs();
                let removed = self.counts.entry((day, room)).or_default();
                match action.as_str() {
                    "redact" => removed.redacted += count,
                    "delete" => removed.deleted += count,
                    _ => removed.purged += count,
                }
            }
            self.seen = last;
        }
        Ok(())
    }

    /// What is counted: the day, since 1970, the room, and how many.
    pub(crate) fn counts(&self) -> impl Iterator<Item = (i64, i64, Removed)> {
        self.counts.iter().map(|((day, room), removed)| (*day, *room, *removed))
    }
}
