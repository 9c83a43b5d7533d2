//! What was done under which idempotency key, so that a repeated request is answered as the first one was.
//!
//! Keys lie by the day on which they were made. They are remembered on that day and on the next one, for a day at the
//! least, and go together.

use domain::{MessageId, OperationId, RoomId, Timestamp, UserId, view::OperationView};
use sqlx::FromRow;

use crate::{StorageError, WriteTx};

/// What an idempotency key is remembered for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Remembered {
    /// Tells a repetition from another request with the same key.
    pub fingerprint: [u8; 32],
    /// The message or room that was made, or the number of a removal's audit entry.
    pub made: i64,
}

/// The day of a moment in milliseconds, as keys lie by it.
macro_rules! day_of {
    ($at:literal) => {
        concat!("(", $at, " / 86400000)")
    };
}
pub(crate) use day_of;

/// Joins what was done by a user under a key, as it is remembered at a moment. Of tomorrow too: a clock may be set back.
macro_rules! join_remembered {
    ($user:literal, $key:literal, $now:literal) => {
        concat!(
            "LEFT JOIN idempotency i ON i.day IN (",
            $crate::idempotency::day_of!($now),
            " - 1, ",
            $crate::idempotency::day_of!($now),
            ", ",
            $crate::idempotency::day_of!($now),
            " + 1) AND i.user_id = ",
            $user,
            " AND i.key = ",
            $key
        )
    };
}
pub(crate) use join_remembered;

/// Remembers the key of a removal, if it has one, in the statements that remove.
macro_rules! remember_removal {
    ($at:literal, $user:literal, $key:literal, $fingerprint:literal, $entry:literal) => {
        concat!(
            "INSERT INTO idempotency (day, user_id, key, fingerprint, made) SELECT ",
            $crate::idempotency::day_of!($at),
            ", ",
            $user,
            ", ",
            $key,
            ", ",
            $fingerprint,
            ", ",
            $entry,
            " WHERE ",
            $key,
            " IS NOT NULL"
        )
    };
}
pub(crate) use remember_removal;

impl WriteTx {
    /// Remembers what was done under a key.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn remember(&mut self, user: UserId, key: &str, what: Remembered) -> Result<(), StorageError> {
        sqlx::query(concat!(
            "INSERT INTO idempotency (day, user_id, key, fingerprint, made) VALUES (",
            day_of!("$5"),
            ", $1, $2, $3, $4)"
        ))
        .bind(user.raw())
        .bind(key)
        .bind(what.fingerprint.as_slice())
        .bind(what.made)
        .bind(self.now.millis())
        .execute(self.connection().await?)
        .await?;
        Ok(())
    }

    /// Forgets the keys of the days before yesterday.
    pub(crate) async fn forget_keys(&mut self) -> Result<(), StorageError> {
        sqlx::query(concat!("DELETE FROM idempotency WHERE day < ", day_of!("$1"), " - 1"))
            .bind(self.now.millis())
            .execute(self.connection().await?)
            .await?;
        Ok(())
    }

    /// A removal as it was answered: its verb's code, message, count, time, role and job. By the number of its audit
    /// entry.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn removal(&mut self, entry: i64) -> Result<Option<OperationView>, StorageError> {
        let row: Option<OperationRow> = sqlx::query_as(
            "SELECT a.operation_id, a.action, a.room_id, a.message_id, a.count, a.at, a.role, j.id AS job_id
            FROM audit a
            LEFT JOIN jobs j ON j.entry = a.number
            WHERE a.number = $1 AND a.operation_id IS NOT NULL",
        )
        .bind(entry)
        .fetch_optional(self.connection().await?)
        .await?;
        row.map(OperationRow::view).transpose()
    }
}

#[derive(FromRow)]
struct OperationRow {
    operation_id: i64,
    action: String,
    room_id: i64,
    message_id: Option<i64>,
    count: i64,
    at: i64,
    role: String,
    job_id: Option<i64>,
}

impl OperationRow {
    fn view(self) -> Result<OperationView, StorageError> {
        Ok(OperationView {
            id: OperationId::from_raw(self.operation_id),
            verb: domain::Verb::from_code(&self.action).ok_or(StorageError::Inconsistent("operation verb"))?,
            room: RoomId::from_raw(self.room_id),
            message: self.message_id.map(MessageId::from_raw),
            count: self.count.unsigned_abs(),
            at: Timestamp::from_millis(self.at),
            role: domain::Role::from_code(&self.role).ok_or(StorageError::Inconsistent("operation role"))?,
            job: self.job_id.map(domain::JobId::from_raw),
        })
    }
}
