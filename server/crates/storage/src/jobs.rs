//! Jobs: the physical work of purges, and how far it is.

use domain::{
    JobId, MessageId, OperationId, RoomId, Timestamp, UserId, limits,
    view::{JobPage, JobState, JobView, PersonRef, Receipt, RoomRef},
};
use sqlx::FromRow;

use crate::{StorageError, Store, WriteTx, audit::Sight};

/// A job that has not come to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenJob {
    /// Which.
    pub id: JobId,
    /// Whose messages it erases.
    pub room: RoomId,
    /// The last message it erases.
    pub through: MessageId,
}

#[derive(FromRow)]
struct Row {
    id: i64,
    operation_id: i64,
    room_id: i64,
    room_name: String,
    actor_id: i64,
    actor_name: String,
    state: String,
    total: i64,
    done: i64,
    at: i64,
    started_at: Option<i64>,
    ended_at: Option<i64>,
    receipt: Option<String>,
}

macro_rules! select_jobs {
    () => {
        concat!(
            "SELECT j.id, a.operation_id, j.room_id, r.name AS room_name, j.actor_id, u.display_name AS actor_name, j.state,
                j.total, j.done, a.at, j.started_at, j.ended_at, j.receipt
        FROM jobs j
        JOIN rooms r ON r.id = j.room_id
        JOIN users u ON u.id = j.actor_id
        JOIN audit a ON a.number = j.entry
        WHERE ",
            $crate::audit::in_sight!()
        )
    };
}

impl Row {
    fn view(self, now: Timestamp) -> Result<JobView, StorageError> {
        let receipt = self.receipt.as_deref().map(read).transpose()?;
        Ok(JobView {
            id: JobId::from_raw(self.id),
            operation: OperationId::from_raw(self.operation_id),
            room: RoomRef { id: RoomId::from_raw(self.room_id), name: self.room_name },
            actor: PersonRef { id: UserId::from_raw(self.actor_id), name: self.actor_name },
            state: JobState::from_code(&self.state).ok_or(StorageError::Inconsistent("job state"))?,
            total: self.total.unsigned_abs(),
            done: self.done.unsigned_abs(),
            created_at: Timestamp::from_millis(self.at),
            started_at: self.started_at.map(Timestamp::from_millis),
            ended_at: self.ended_at.map(Timestamp::from_millis),
            per_second: per_second(self.done, self.started_at, self.ended_at.unwrap_or(now.millis())),
            receipt,
        })
    }
}

/// Messages in a second; `None` while there is nothing to tell it by.
fn per_second(done: i64, started_at: Option<i64>, until: i64) -> Option<u64> {
    let took_ms = u64::try_from(until - started_at?).ok().filter(|ms| *ms > 0)?;
    (done > 0).then(|| done.unsigned_abs().saturating_mul(1000) / took_ms)
}

/// The same condition as the index of these jobs: those that ended well are not read, however many they are.
const PARTIAL_JOBS: &str = "SELECT id, room_id, through, receipt
    FROM jobs
    WHERE state = 'partial' AND receipt IS NOT NULL
    ORDER BY id";

/// How many jobs are under way that the user `$1` may see, who sees all (`$2`), rules the account `$3`, or moderates. The
/// same condition as the index of open jobs, and more: those that ended are not read.
pub(crate) const JOBS_UNDER_WAY: &str = "SELECT count(*)
    FROM jobs j
    JOIN rooms r ON r.id = j.room_id
    LEFT JOIN memberships b ON b.room_id = r.id AND b.user_id = $1 AND b.role IN ('owner', 'manager')
    WHERE j.state IN ('waiting', 'running', 'failed')
      AND j.state <> 'failed'
      AND ($2 OR b.user_id IS NOT NULL OR r.account_id = $3)";

fn open(id: i64, room: i64, through: i64) -> OpenJob {
    OpenJob { id: JobId::from_raw(id), room: RoomId::from_raw(room), through: MessageId::from_raw(through) }
}

fn read(receipt: &str) -> Result<Receipt, StorageError> {
    serde_json::from_str(receipt).map_err(|_| StorageError::Inconsistent("job receipt"))
}

impl Store {
    /// A page of the jobs that may be seen, newest first.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn jobs(&self, sight: Sight, before: Option<JobId>) -> Result<JobPage, StorageError> {
        let mut reader = self.reader().await?;
        let mut rows: Vec<Row> = sqlx::query_as(concat!(select_jobs!(), " AND j.id < $4 ORDER BY j.id DESC LIMIT $5"))
            .bind(sight.all)
            .bind(sight.account.map(domain::AccountId::raw))
            .bind(sight.user.raw())
            .bind(before.unwrap_or(JobId::MAX).raw())
            .bind(limits::JOB_PAGE_ROWS + 1)
            .fetch_all(&mut *reader)
            .await?;
        let now = self.now();
        let more = rows.len() > limits::JOB_PAGE_ROWS as usize;
        rows.truncate(limits::JOB_PAGE_ROWS as usize);
        let next = rows.last().filter(|_| more).map(|row| JobId::from_raw(row.id));
        Ok(JobPage { jobs: rows.into_iter().map(|row| row.view(now)).collect::<Result<_, _>>()?, next })
    }

    /// One job, if it may be seen.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn job(&self, sight: Sight, job: JobId) -> Result<Option<JobView>, StorageError> {
        let mut reader = self.reader().await?;
        let row: Option<Row> = sqlx::query_as(concat!(select_jobs!(), " AND j.id = $4"))
            .bind(sight.all)
            .bind(sight.account.map(domain::AccountId::raw))
            .bind(sight.user.raw())
            .bind(job.raw())
            .fetch_optional(&mut *reader)
            .await?;
        row.map(|row| row.view(self.now())).transpose()
    }

    /// How many jobs have not come to their end, by their state.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn open_job_counts(&self) -> Result<Vec<(JobState, u64)>, StorageError> {
        let mut reader = self.reader().await?;
        // The same condition as the index of open jobs: those that ended are not read.
        let rows: Vec<(String, i64)> = sqlx::query_as(
            "SELECT state, count(*) FROM jobs WHERE state IN ('waiting', 'running', 'failed') GROUP BY state",
        )
        .fetch_all(&mut *reader)
        .await?;
        let count = |state: JobState| {
            let found = rows.iter().find(|(code, _)| code == state.code());
            (state, found.map_or(0, |(_, count)| count.unsigned_abs()))
        };
        Ok([JobState::Waiting, JobState::Running, JobState::Failed].map(count).into())
    }

    /// Jobs that have not come to their end, oldest first.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn open_jobs(&self) -> Result<Vec<OpenJob>, StorageError> {
        let mut reader = self.reader().await?;
        let rows: Vec<(i64, i64, i64)> = sqlx::query_as(
            "SELECT id, room_id, through FROM jobs WHERE state IN ('waiting', 'running', 'failed') ORDER BY id",
        )
        .fetch_all(&mut *reader)
        .await?;
        Ok(rows.into_iter().map(|(id, room, through)| open(id, room, through)).collect())
    }

    /// Jobs that have erased everything, and found afterwards that something was left, oldest first, each with what was
    /// found.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn partial_jobs(&self) -> Result<Vec<(OpenJob, Receipt)>, StorageError> {
        let mut reader = self.reader().await?;
        let rows: Vec<(i64, i64, i64, String)> = sqlx::query_as(PARTIAL_JOBS).fetch_all(&mut *reader).await?;
        let partial = |(id, room, through, receipt): (_, _, _, String)| Ok((open(id, room, through), read(&receipt)?));
        rows.into_iter().map(partial).collect()
    }
}

impl WriteTx {
    /// Notes that a job came to its end, with what was found afterwards; `None` when it broke off.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn end_job(&mut self, job: JobId, receipt: Option<&Receipt>) -> Result<(), StorageError> {
        let state = match receipt {
            Some(receipt) if receipt.erased() => JobState::Done,
            Some(_) => JobState::Partial,
            None => JobState::Failed,
        };
        if state != JobState::Done {
            // What it erased may still be read in the log.
            self.scrub();
        }
        let receipt = receipt
            .map(serde_json::to_string)
            .transpose()
            .map_err(|_| StorageError::Inconsistent("receipt cannot be written"))?;
        sqlx::query("UPDATE jobs SET state = $2, ended_at = $3, receipt = $4 WHERE id = $1")
            .bind(job.raw())
            .bind(state.code())
            .bind(self.now.millis())
            .bind(receipt)
            .execute(self.connection().await?)
            .await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "what a test takes for granted either holds or fails it")]

    use std::sync::Arc;

    use domain::Timestamp;
    use sqlx::AssertSqlSafe;

    use super::*;
    use crate::{Clock, Options};

    struct Stopped;

    impl Clock for Stopped {
        fn now(&self) -> Timestamp {
            Timestamp::from_millis(0)
        }
    }

    #[tokio::test]
    async fn jobs_that_ended_are_not_read_for_those_that_have_not() {
        let folder = tempfile::tempdir().unwrap();
        let (clock, folder) = (Arc::new(Stopped), folder.path().to_owned());
        let store = Store::open(Options { folder, clock, on_commit: Box::new(|_| ()), pages_max: None }).await.unwrap();
        let mut reader = store.reader().await.unwrap();
        for (statement, index) in [(PARTIAL_JOBS, "jobs_partial"), (JOBS_UNDER_WAY, "jobs_open")] {
            let plan: Vec<(i64, i64, i64, String)> =
                sqlx::query_as(AssertSqlSafe(format!("EXPLAIN QUERY PLAN {statement}")))
                    .bind(1)
                    .bind(false)
                    .bind(1)
                    .fetch_all(&mut *reader)
                    .await
                    .unwrap();
            let steps: Vec<String> = plan.into_iter().map(|(.., step)| step).collect();
            assert!(steps.iter().any(|step| step.contains(index)), "{steps:?}");
        }
    }

    #[test]
    fn a_rate_is_told_as_soon_as_there_is_one() {
        assert_eq!(per_second(100_000, Some(1_000), 3_000), Some(50_000));
        assert_eq!(per_second(50_000, None, 3_000), None);
        assert_eq!(per_second(5, Some(1_000), 1_000), None);
        assert_eq!(per_second(5, Some(1_000), 900), None);
        assert_eq!(per_second(0, Some(1_000), 2_000), None);
    }
}
