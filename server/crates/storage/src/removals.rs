//! The removals of single messages, decided and waiting to be written: however many a group has, they go to the
//! driver's thread as one statement, and with the commit when nothing else comes after them. The way there and back
//! costs more than what is done there, and so does every answer that comes back.
//!
//! Holds ids, reasons and notes; never content.

use domain::{
    Audience, EventKind, Grant, OperationId, Role, act,
    view::{RemovedBy, Tombstone},
};
use serde::Serialize;
use sqlx::SqliteConnection;

use crate::{
    Known, KnownMessage, KnownRoom, Removal, StorageError, WriteTx,
    audit::{AuditRow, hex},
    messages::removal_entry,
};

/// One removal, as [`write_removals`] reads it.
#[derive(Debug, Serialize)]
struct Row {
    #[serde(flatten)]
    entry: AuditRow,
    event: u64,
    key: Option<String>,
    fingerprint: Option<String>,
}

/// What waits to be written.
#[derive(Debug, Default)]
pub(crate) struct Waiting {
    rows: Vec<Row>,
}

/// What one removal does, told to the writer's connection once: a row that is put into this view becomes an audit
/// entry, a tombstone or nothing in the message's place, an event, the room's counters, and a remembered key. The
/// message must be as the facts said, or the transaction is taken back.
const ONE_REMOVAL: &str = "
    CREATE TEMP VIEW removals (
        number, at, actor_id, role, door, action, room_id, message_id, operation_id, count, reason, note, previous,
        hash, event, key, fingerprint)
    AS SELECT NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL;

    CREATE TEMP TRIGGER one_removal INSTEAD OF INSERT ON removals
    BEGIN
        SELECT RAISE(ABORT, 'the message is not as it was')
        WHERE NOT EXISTS (
            SELECT 1
            FROM messages
            WHERE room_id = NEW.room_id AND id = NEW.message_id AND (NEW.action = 'delete' OR content IS NOT NULL));

        INSERT INTO audit (
            number, at, actor_id, role, door, action, room_id, message_id, operation_id, count, reason, note, previous,
            hash)
        VALUES (
            NEW.number, NEW.at, NEW.actor_id, NEW.role, NEW.door, NEW.action, NEW.room_id, NEW.message_id,
            NEW.operation_id, NEW.count, NEW.reason, NEW.note, NEW.previous, NEW.hash);

        UPDATE messages
        SET content = NULL, metadata = NULL, more = NULL, reply_to = NULL, operation_id = NEW.operation_id,
            revision = revision + 1
        WHERE NEW.action = 'redact' AND room_id = NEW.room_id AND id = NEW.message_id;

        DELETE FROM messages
        WHERE NEW.action = 'delete' AND room_id = NEW.room_id AND id = NEW.message_id;

        DELETE FROM sub_channel_messages
        WHERE NEW.action = 'delete' AND room_id = NEW.room_id AND message_id = NEW.message_id;

        UPDATE message_spans
        SET count = count - 1
        WHERE NEW.action = 'delete'
          AND room_id = NEW.room_id
          AND through =
            (SELECT min(through) FROM message_spans WHERE room_id = NEW.room_id AND through >= NEW.message_id);

        INSERT INTO events (room_id, number, at, kind, message_id, operation_id)
        VALUES (
            NEW.room_id, NEW.event, NEW.at, CASE NEW.action WHEN 'redact' THEN 'redacted' WHEN 'delete' THEN 'deleted' END,
            NEW.message_id, NEW.operation_id);

        UPDATE rooms
        SET last_event = NEW.event, message_count = message_count - (NEW.action = 'delete')
        WHERE id = NEW.room_id;

        INSERT INTO idempotency (user_id, key, fingerprint, made, at)
        SELECT NEW.actor_id, NEW.key, NEW.fingerprint, NEW.operation_id, NEW.at
        WHERE NEW.key IS NOT NULL;
    END";

/// Writes the removals of `$1`, in their order.
macro_rules! write_removals {
    ($end:literal) => {
        concat!(
            "INSERT INTO removals (
                number, at, actor_id, role, door, action, room_id, message_id, operation_id, count, reason, note,
                previous, hash, event, key, fingerprint)
            SELECT value ->> 'number', value ->> 'at', value ->> 'actor_id', value ->> 'role', value ->> 'door',
                   value ->> 'action', value ->> 'room_id', value ->> 'message_id', value ->> 'operation_id',
                   value ->> 'count', value ->> 'reason', value ->> 'note', unhex(value ->> 'previous'),
                   unhex(value ->> 'hash'), value ->> 'event', value ->> 'key', unhex(value ->> 'fingerprint')
            FROM jsonb_each($1)",
            $end
        )
    };
}

/// Tells the writer's connection what a removal does.
pub(crate) async fn prepare(connection: &mut SqliteConnection) -> Result<(), StorageError> {
    sqlx::raw_sql(ONE_REMOVAL).execute(connection).await?;
    Ok(())
}

impl Waiting {
    /// Writes what waits, if anything does.
    pub(crate) async fn write(&mut self, connection: &mut SqliteConnection) -> Result<(), StorageError> {
        if self.rows.is_empty() { Ok(()) } else { self.run(connection, write_removals!("")).await }
    }

    /// Writes what waits and commits.
    pub(crate) async fn commit(&mut self, connection: &mut SqliteConnection) -> Result<(), StorageError> {
        if self.rows.is_empty() {
            sqlx::query("COMMIT").execute(connection).await?;
            Ok(())
        } else {
            self.run(connection, write_removals!("; COMMIT")).await
        }
    }

    async fn run(&mut self, connection: &mut SqliteConnection, statements: &'static str) -> Result<(), StorageError> {
        let rows = serde_json::to_string(&std::mem::take(&mut self.rows))
            .map_err(|_| StorageError::Inconsistent("removals cannot be written"))?;
        sqlx::query(statements).bind(rows).execute(connection).await?;
        Ok(())
    }
}

impl WriteTx {
    /// Takes a message's content away: tombstone, audit entry, event and counters, all written before the commit.
    pub fn redact(
        &mut self,
        grant: &Grant<act::Redact>,
        known: &Known,
        room: &KnownRoom,
        message: &KnownMessage,
        removal: &Removal,
    ) -> OperationId {
        let reason = removal.reason.as_ref().map(|reason| reason.as_str().to_owned());
        let tombstone = Tombstone { by: RemovedBy::Moderator, at: self.now, reason };
        let event = EventKind::Redacted { message: message.id, tombstone };
        self.remove(grant.role(), known, room, message, removal, event)
    }

    /// Takes a message away.
    pub fn delete(
        &mut self,
        grant: &Grant<act::Delete>,
        known: &Known,
        room: &KnownRoom,
        message: &KnownMessage,
        removal: &Removal,
    ) -> OperationId {
        let reason = removal.reason.as_ref().map(|reason| reason.as_str().to_owned());
        let event = EventKind::Deleted { message: message.id, by: RemovedBy::Moderator, reason };
        self.remove(grant.role(), known, room, message, removal, event)
    }

    fn remove(
        &mut self,
        role: Role,
        known: &Known,
        room: &KnownRoom,
        message: &KnownMessage,
        removal: &Removal,
        event: EventKind,
    ) -> OperationId {
        let (action, gone) = if matches!(event, EventKind::Deleted { .. }) { ("delete", 1) } else { ("redact", 0) };
        let operation: OperationId = self.new_id();
        let number = room.last_event.next();
        let entry = removal_entry(known.user, room, action, role, operation, Some(message.id), 1, removal);
        let entry = self.chain_entry(&entry);
        let (key, fingerprint) = removal.key.as_ref().map(|(key, print)| (key, hex(print))).unzip();
        self.foreseen().removed(room.id, message.id, number, gone, key);
        let key = key.map(|key| key.as_str().to_owned());
        self.waiting.rows.push(Row { entry, event: number.0, key, fingerprint });
        self.scrub();
        let audience = message.sub_channel.map_or(Audience::Everybody, Audience::SubChannel);
        self.happened_among(audience, room.id, number, event);
        operation
    }
}
