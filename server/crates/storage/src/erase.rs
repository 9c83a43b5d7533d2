//! Erasing what a purge has hidden, in batches that never hold the writer for long, and looking again afterwards.

use std::thread;

use domain::view::{Receipt, StoreCheck};

use crate::{OpenJob, StorageError, Store, Write, WriteTx, log};

/// Messages erased in one transaction: holds the writer for about 4 ms, and two flushes of the disk.
const ERASE_ROWS_MAX: u64 = 2_000;
/// Messages erased with one statement. Between two of them the writer's thread lets whoever wants to read have its core:
/// one that goes on for milliseconds is not interrupted before its time is over.
const STATEMENT_ROWS_MAX: u32 = 80;

/// What a receipt calls the space that erased messages took.
const FREED_PAGES: &str = "Freed pages";

/// Erases the messages of the room `$1` up to `$2`, at most `$3` of them: up to the last one of so many; when there are
/// not so many, up to the end.
const ERASE_SOME: &str = "
    DELETE FROM messages
    WHERE room_id = $1
      AND id <= coalesce(
        (SELECT id FROM messages WHERE room_id = $1 AND id <= $2 ORDER BY id LIMIT 1 OFFSET $3 - 1),
        $2)";
/// What names those of them that belonged to sub-channels goes along: what comes before the first that is left.
const ERASE_NAMES: &str = "
    DELETE FROM sub_channel_messages
    WHERE room_id = $1
      AND message_id <= $2
      AND message_id < coalesce((SELECT min(id) FROM messages WHERE room_id = $1), $2 + 1)";
/// The job `$1` has erased `$2` messages more, by the time `$3`.
const GET_ON: &str = "
    UPDATE jobs
    SET state = 'running', done = min(total, done + $2), started_at = coalesce(started_at, $3), ended_at = NULL
    WHERE id = $1";

/// What a batch erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Erased {
    /// Messages erased.
    pub rows: u64,
    /// Whether there may be more.
    pub more: bool,
    /// Whether the connection that erased overwrites what it frees, as it said itself.
    pub overwritten: bool,
}

/// Erases one batch of a job.
struct EraseBatch(OpenJob);

impl Write for EraseBatch {
    type Done = Erased;

    fn goes_direct(&self) -> bool {
        true
    }

    fn lets_others_go_first(&self) -> bool {
        true
    }

    async fn run(&self, tx: &mut WriteTx) -> Result<Erased, StorageError> {
        let Self(job) = self;
        let (room, through) = (job.room.raw(), job.through.raw());
        let mut rows = 0;
        let more = loop {
            let done = tx.change(ERASE_SOME, &[room, through, STATEMENT_ROWS_MAX.into()]).await?;
            rows += done;
            if done < u64::from(STATEMENT_ROWS_MAX) {
                break false;
            }
            if rows >= ERASE_ROWS_MAX {
                break true;
            }
            thread::yield_now();
        };
        tx.change(ERASE_NAMES, &[room, through]).await?;
        tx.change(GET_ON, &[job.id.raw(), rows as i64, tx.now().millis()]).await?;
        Ok(Erased { rows, more, overwritten: tx.overwrites_what_it_frees().await? })
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

    /// Empties the log and looks again, store by store, for what a job had to erase. `overwritten` is what the batches
    /// have said of themselves; `None` when nothing is known of that, and then nothing is said of it.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn look_again(&self, job: OpenJob, overwritten: Option<bool>) -> Result<Receipt, StorageError> {
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
        let freed = overwritten.map(|overwritten| freed_pages(overwritten, emptied.is_ok()));
        let messages = StoreCheck {
            store: "Messages".into(),
            found: format!("{left} of the purged messages are left in the table."),
            clean: left == 0,
        };
        let log = StoreCheck {
            store: "Write-ahead log".into(),
            found: match &emptied {
                // Others write on; what stands in the log now was written after the purge.
                Ok(()) => format!("Emptied after the last message was erased; {log_bytes} bytes written since."),
                Err(error) => format!("It could not be emptied: {error}."),
            },
            clean: emptied.is_ok(),
        };
        let checks = [Some(messages), freed, Some(log)].into_iter().flatten().collect();
        Ok(Receipt { at: self.now(), checks })
    }
}

/// What the batches of a job have said of themselves when it ended.
#[must_use]
pub fn overwritten(receipt: &Receipt) -> Option<bool> {
    receipt.checks.iter().find(|check| check.store == FREED_PAGES).map(|check| check.clean)
}

/// `gone_over`: whether the log was emptied, which comes after every page that was written has been gone over.
fn freed_pages(overwritten: bool, gone_over: bool) -> StoreCheck {
    let found = match (overwritten, gone_over) {
        (true, true) => {
            "Overwritten with zeros as they were freed; then every page that was written was gone over for what lay unused in it."
        }
        (true, false) => "Overwritten with zeros as they were freed; the pages were not gone over to the end.",
        (false, _) => "The connection that erased does not overwrite freed space.",
    };
    StoreCheck { store: FREED_PAGES.into(), found: found.into(), clean: overwritten }
}
