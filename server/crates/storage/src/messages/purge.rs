//! What every removal brings along, and the one that hides a whole room at once.

use domain::{EventKind, Grant, IdempotencyKey, MessageId, Note, OperationId, Reason, UserId, act, view::RemovedBy};

use super::expect_rows;
use crate::{
    Entry, KnownRoom, StorageError, WriteTx,
    audit::{SqliteQuery, insert_audit},
    idempotency::remember_removal,
};

/// What a removal brings along, whatever its verb.
#[derive(Debug, Clone)]
pub struct Removal {
    /// The public reason.
    pub reason: Option<Reason>,
    /// The private note.
    pub note: Option<Note>,
    /// Through which door it came, and with which access key.
    pub way: domain::Way,
    /// The key to remember it under, and what tells its repetition from another request.
    pub key: Option<(IdempotencyKey, [u8; 32])>,
}

impl Removal {
    /// Rows that remembering the key adds to a statement group.
    const fn key_rows(&self) -> u64 {
        if self.key.is_some() { 1 } else { 0 }
    }

    /// Binds the key and its fingerprint, `$18` and `$19` of every removal.
    fn bind_key<'q>(&self, query: SqliteQuery<'q>) -> SqliteQuery<'q> {
        let (key, fingerprint) =
            self.key.as_ref().map(|(key, print)| (key.as_str().to_owned(), print.to_vec())).unzip();
        query.bind(key).bind(fingerprint)
    }
}

impl WriteTx {
    /// Hides every message up to and with `through` from this commit on, and leaves a job that erases them.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn purge(
        &mut self,
        grant: &Grant<act::Purge>,
        by: UserId,
        room: &KnownRoom,
        through: MessageId,
        removal: &Removal,
    ) -> Result<(OperationId, domain::JobId, u64), StorageError> {
        let survivors = self.survivors(room.id, through.max(room.purged_through)).await?;
        let count = room.message_count.saturating_sub(survivors);
        let operation: OperationId = self.new_id();
        let job: domain::JobId = self.new_id();
        let number = room.last_event.next();
        let entry = removal_entry(by, room, "purge", grant.role(), operation, None, count, removal);
        let row = self.chain_entry(&entry);
        let statements = row
            .bind(sqlx::query(concat!(
                insert_audit!(),
                ";
                INSERT INTO events (room_id, number, at, kind, message_id, entry)
                VALUES ($8, $17, $2, 'purged', $20, $1);
                UPDATE rooms
                SET message_count = $21, purged_through = max(purged_through, $20)
                WHERE id = $8;
                INSERT INTO jobs (id, entry, room_id, actor_id, through, state, total)
                VALUES ($22, $1, $8, $3, $20, 'waiting', $12);
                ",
                remember_removal!("$2", "$3", "$18", "$19", "$1")
            )))
            .bind(number.0 as i64);
        let done = removal
            .bind_key(statements)
            .bind(through.raw())
            .bind(survivors as i64)
            .bind(job.raw())
            .execute(self.connection().await?)
            .await?;
        expect_rows(done.rows_affected(), 4 + removal.key_rows(), "purge")?;
        self.scrub();
        let reason = removal.reason.as_ref().map(|reason| reason.as_str().to_owned());
        let by = RemovedBy::through(removal.way.door);
        self.happened(room.id, number, EventKind::Purged { through, count, by, reason });
        Ok((operation, job, count))
    }
}

#[expect(clippy::too_many_arguments, reason = "one line of the audit log; every column is named at the call")]
pub(crate) fn removal_entry(
    by: UserId,
    room: &KnownRoom,
    action: &'static str,
    role: domain::Role,
    operation: OperationId,
    message: Option<MessageId>,
    count: u64,
    removal: &Removal,
) -> Entry {
    Entry {
        room: Some(room.id),
        message,
        operation: Some(operation),
        count: Some(count),
        reason: removal.reason.clone(),
        note: removal.note.clone(),
        ..Entry::new(Some(by), Some(role), removal.way, action)
    }
}
