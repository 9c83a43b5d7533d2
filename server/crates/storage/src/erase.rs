//! Erasing what a purge has hidden, in batches that never hold the writer for long, and looking again afterwards.

use domain::view::{Receipt, StoreCheck};

use crate::{OpenJob, StorageError, Store, Write, WriteTx, log};

/// Messages erased in one transaction: holds the writer for about 10 ms. Half as many would erase a third slower.
const ERASE_ROWS_MAX: u32 = 2_000;

/// What a batch erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Erased {
    /// Messages erased.
    pub rows: u64,
    /// Whether there may be more.
    pub more: bool,
}

/// Erases one batch of a job.
struct EraseBatch(OpenJob);

impl Write for EraseBatch {
    type Done = Erased;

    fn lets_others_go_first(&self) -> bool {
        true
    }

    async fn run(&self, tx: &mut WriteTx) -> Result<Erased, StorageError> {
        let Self(job) = self;
        // Up to the last one of the batch; when there are not so many, up to the end.
        let done = sqlx::query(
            "DELETE FROM messages
            WHERE room_id = $1
              AND id <= coalesce(
                (SELECT id FROM messages WHERE room_id = $1 AND id <= $2 ORDER BY id LIMIT 1 OFFSET $3 - 1),
                $2)",
        )
        .bind(job.room.raw())
        .bind(job.through.raw())
        .bind(ERASE_ROWS_MAX)
        .execute(tx.connection().await?)
        .await?;
        let rows = done.rows_affected();
        // What names those of them that belonged to sub-channels goes along: what comes before the first that is left.
        sqlx::query(
            "DELETE FROM sub_channel_messages
            WHERE room_id = $1
              AND message_id <= $2
              AND message_id < coalesce((SELECT min(id) FROM messages WHERE room_id = $1), $2 + 1)",
        )
        .bind(job.room.raw())
        .bind(job.through.raw())
        .execute(tx.connection().await?)
        .await?;
        sqlx::query(
            "UPDATE jobs
            SET state = 'running', done = min(total, done + $2), started_at = coalesce(started_at, $3), ended_at = NULL
            WHERE id = $1",
        )
        .bind(job.id.raw())
        .bind(rows as i64)
        .bind(tx.now().millis())
        .execute(tx.connection().await?)
        .await?;
        Ok(Erased { rows, more: rows == u64::from(ERASE_ROWS_MAX) })
    }
}

impl Store {
    /// Erases the next batch of a job.
    ///
    /// # Errors
    /// When the store broke; the batch was not erased then.
    pub async fn erase_batch(&self, job: OpenJob) -> Result<Erased, StorageError> {
        self.write(EraseBatch(job)).await
    }

    /// Empties the log and looks again, store by store, for what a job had to erase.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn look_again(&self, job: OpenJob) -> Result<Receipt, StorageError> {
        let emptied = self.checkpoint().await;
        let log_bytes = std::fs::metadata(log::path(self.file())).map_or(0, |log| log.len());
        let mut reader = self.reader().await?;
        let left: i64 = sqlx::query_scalar(
            "SELECT (SELECT count(*) FROM messages WHERE room_id = $1 AND id <= $2)
                + (SELECT count(*) FROM sub_channel_messages WHERE room_id = $1 AND message_id <= $2)",
        )
        .bind(job.room.raw())
        .bind(job.through.raw())
        .fetch_one(&mut *reader)
        .await?;
        let secure: i64 = sqlx::query_scalar("PRAGMA secure_delete").fetch_one(&mut *reader).await?;
        let checks = vec![
            StoreCheck {
                store: "Messages".into(),
                found: format!("{left} of the purged messages are left in the table."),
                clean: left == 0,
            },
            StoreCheck {
                store: "Freed pages".into(),
                found: if secure == 1 {
                    "Freed space is overwritten with zeros by the database as it deletes.".into()
                } else {
                    "The database does not overwrite freed space.".into()
                },
                clean: secure == 1,
            },
            StoreCheck {
                store: "Write-ahead log".into(),
                found: match &emptied {
                    // Others write on; what stands in the log now was written after the purge.
                    Ok(()) => format!("Emptied after the last message was erased; {log_bytes} bytes written since."),
                    Err(error) => format!("It could not be emptied: {error}."),
                },
                clean: emptied.is_ok(),
            },
        ];
        Ok(Receipt { at: self.now(), checks })
    }
}
