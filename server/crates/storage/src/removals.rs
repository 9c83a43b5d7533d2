//! The removals of single messages: what one of them does to the store, told to a connection once.
//!
//! Holds ids, reasons and notes; never content.

use domain::{
    EventKind, Grant, OperationId, Role, act,
    view::{RemovedBy, Tombstone},
};
use sqlx::SqliteConnection;

use crate::{
    Known, KnownMessage, KnownRoom, Removal, StorageError, WriteTx, audit::AuditRow, idempotency::remember_removal,
    messages::removal_entry,
};

/// One removal, as [`INSERT_REMOVAL`] takes it.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) entry: AuditRow,
    pub(crate) event: i64,
    /// Sender and target, of a message for one member only.
    pub(crate) between: Option<(i64, i64)>,
    /// The sub-channel where the message was: what it stood in names it no more.
    pub(crate) sub_channel: Option<String>,
    pub(crate) key: Option<String>,
    pub(crate) fingerprint: Option<Vec<u8>>,
}

/// What one removal does: a row that is put into this view becomes an audit entry, a tombstone or nothing in the
/// message's place, an event, the room's counter, and a remembered key. The message must be as the facts said, or the
/// transaction is taken back. Each verb has a trigger of its own, so that none opens what it does not change.
pub(crate) const DEFINE_REMOVALS: &str = concat!(
    "
    CREATE TEMP VIEW removals (
        number, at, actor_id, role, door, action, room_id, message_id, operation_id, count, reason, note, previous,
        hash, event, key, fingerprint, user_id, target_id, sub_channel)
    AS SELECT NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL;

    CREATE TEMP TRIGGER every_removal INSTEAD OF INSERT ON removals
    BEGIN
        INSERT INTO audit (
            number, at, actor_id, role, door, action, room_id, message_id, operation_id, count, reason, note, previous,
            hash)
        VALUES (
            NEW.number, NEW.at, NEW.actor_id, NEW.role, NEW.door, NEW.action, NEW.room_id, NEW.message_id,
            NEW.operation_id, NEW.count, NEW.reason, NEW.note, NEW.previous, NEW.hash);

        -- Whom it was between, where it was for one member only, and its sub-channel.
        INSERT INTO events (room_id, number, at, kind, message_id, entry, user_id, target_id, value)
        VALUES (
            NEW.room_id, NEW.event, NEW.at, CASE NEW.action WHEN 'redact' THEN 'redacted' WHEN 'delete' THEN 'deleted' END,
            NEW.message_id, NEW.number, NEW.user_id, NEW.target_id, NEW.sub_channel);

        ",
    remember_removal!("NEW.at", "NEW.actor_id", "NEW.key", "NEW.fingerprint", "NEW.number"),
    ";
    END;

    CREATE TEMP TRIGGER one_redaction INSTEAD OF INSERT ON removals WHEN NEW.action = 'redact'
    BEGIN
        UPDATE messages
        SET content = NULL, metadata = NULL, more = NULL, reply_to = NULL, entry = NEW.number,
            revision = revision + 1
        WHERE room_id = NEW.room_id AND id = NEW.message_id AND content IS NOT NULL;

        SELECT RAISE(ABORT, 'the message is not as it was') WHERE changes() <> 1;
    END;

    CREATE TEMP TRIGGER one_deletion INSTEAD OF INSERT ON removals WHEN NEW.action = 'delete'
    BEGIN
        DELETE FROM messages
        WHERE room_id = NEW.room_id AND id = NEW.message_id;

        SELECT RAISE(ABORT, 'the message is not as it was') WHERE changes() <> 1;

        DELETE FROM sub_channel_messages
        WHERE room_id = NEW.room_id AND message_id = NEW.message_id;

        UPDATE message_spans
        SET count = count - 1
        WHERE room_id = NEW.room_id
          AND through =
            (SELECT min(through) FROM message_spans WHERE room_id = NEW.room_id AND through >= NEW.message_id);

        UPDATE rooms
        SET message_count = message_count - 1
        WHERE id = NEW.room_id;
    END"
);

/// Carries one removal out.
pub(crate) const INSERT_REMOVAL: &str = "
    INSERT INTO removals (
        number, at, actor_id, role, door, action, room_id, message_id, operation_id, count, reason, note, previous,
        hash, event, key, fingerprint, user_id, target_id, sub_channel)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)";

/// Tells the writer's connection what a removal does.
pub(crate) async fn prepare(connection: &mut SqliteConnection) -> Result<(), StorageError> {
    sqlx::raw_sql(DEFINE_REMOVALS).execute(connection).await?;
    Ok(())
}

impl WriteTx {
    /// Takes a message's content away: tombstone, audit entry, event and counters.
    ///
    /// # Errors
    /// When the message is not as it is known, or the store broke.
    pub async fn redact(
        &mut self,
        grant: &Grant<act::Redact>,
        known: &Known,
        room: &KnownRoom,
        message: &KnownMessage,
        removal: &Removal,
    ) -> Result<OperationId, StorageError> {
        let reason = removal.reason.as_ref().map(|reason| reason.as_str().to_owned());
        let tombstone = Tombstone { by: RemovedBy::Moderator, at: self.now, reason };
        let event = EventKind::Redacted { message: message.id, tombstone };
        self.remove(grant.role(), known, room, message, removal, event).await
    }

    /// Takes a message away.
    ///
    /// # Errors
    /// When the message is not as it is known, or the store broke.
    pub async fn delete(
        &mut self,
        grant: &Grant<act::Delete>,
        known: &Known,
        room: &KnownRoom,
        message: &KnownMessage,
        removal: &Removal,
    ) -> Result<OperationId, StorageError> {
        let reason = removal.reason.as_ref().map(|reason| reason.as_str().to_owned());
        let event = EventKind::Deleted { message: message.id, by: RemovedBy::Moderator, reason };
        self.remove(grant.role(), known, room, message, removal, event).await
    }

    async fn remove(
        &mut self,
        role: Role,
        known: &Known,
        room: &KnownRoom,
        message: &KnownMessage,
        removal: &Removal,
        event: EventKind,
    ) -> Result<OperationId, StorageError> {
        let action = if matches!(event, EventKind::Deleted { .. }) { "delete" } else { "redact" };
        let operation: OperationId = self.new_id();
        let number = room.last_event.next();
        let entry = removal_entry(known.user, room, action, role, operation, Some(message.id), 1, removal);
        let entry = self.chain_entry(&entry);
        let event_number = i64::try_from(number.0).map_err(|_| StorageError::Inconsistent("event number"))?;
        let (key, fingerprint) =
            removal.key.as_ref().map(|(key, print)| (key.as_str().to_owned(), print.to_vec())).unzip();
        let between = message.target.map(|target| (message.sender.raw(), target.raw()));
        let sub_channel = message.sub_channel.map(|id| id.raw().to_string());
        let row = Row { entry, event: event_number, between, sub_channel, key, fingerprint };
        match self.direct() {
            Some(direct) => direct.remove(&row)?,
            None => row.insert(self.connection().await?).await?,
        }
        self.scrub();
        self.happened_among(message.audience(), room.id, number, event);
        Ok(operation)
    }
}

impl Row {
    async fn insert(self, connection: &mut SqliteConnection) -> Result<(), StorageError> {
        let Self { entry, event, between, sub_channel, key, fingerprint } = self;
        let (sender, target) = between.unzip();
        sqlx::query(INSERT_REMOVAL)
            .bind(entry.number)
            .bind(entry.at)
            .bind(entry.actor_id)
            .bind(entry.role)
            .bind(entry.door)
            .bind(entry.action)
            .bind(entry.room_id)
            .bind(entry.message_id)
            .bind(entry.operation_id)
            .bind(entry.count)
            .bind(entry.reason)
            .bind(entry.note)
            .bind(entry.previous)
            .bind(entry.hash)
            .bind(event)
            .bind(key)
            .bind(fingerprint)
            .bind(sender)
            .bind(target)
            .bind(sub_channel)
            .execute(connection)
            .await?;
        Ok(())
    }
}
