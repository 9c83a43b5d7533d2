//! The removals of single messages, decided and waiting to be written: however many a group has, they go to the
//! driver's thread in one go, and with the commit when nothing else comes after them. The way there and back costs
//! more than what is done there.
//!
//! Holds ids, reasons and notes; never content.

use domain::{
    EventKind, Grant, OperationId, Role, Timestamp, act,
    view::{RemovedBy, Tombstone},
};
use serde::Serialize;
use sqlx::SqliteConnection;

use crate::{
    Known, KnownMessage, KnownRoom, Removal, StorageError, WriteTx,
    audit::{AuditRow, hex},
    messages::removal_entry,
};

/// What becomes of one message, as the statements read it.
#[derive(Debug, Serialize)]
struct Target {
    room: i64,
    message: i64,
    operation: i64,
    event: u64,
    kind: &'static str,
}

/// The key of one removal, to be remembered.
#[derive(Debug, Serialize)]
struct Key {
    user: i64,
    key: String,
    fingerprint: String,
    made: i64,
}

/// What waits to be written.
#[derive(Debug, Default)]
pub(crate) struct Waiting {
    entries: Vec<AuditRow>,
    targets: Vec<Target>,
    keys: Vec<Key>,
}

/// Writes the audit entries `$1`, what becomes of the messages `$2`, and the keys `$3`, at the time `$4`. Should a
/// message not be there as the facts said, `message_count` breaks its check, and the transaction is taken back.
macro_rules! write_removals {
    ($end:literal) => {
        concat!(
            "INSERT INTO audit (
                number, at, actor_id, role, door, action, room_id, message_id, operation_id, count, reason, note,
                previous, hash)
            SELECT e.value ->> 'number', e.value ->> 'at', e.value ->> 'actor_id', e.value ->> 'role',
                   e.value ->> 'door', e.value ->> 'action', e.value ->> 'room_id', e.value ->> 'message_id',
                   e.value ->> 'operation_id', e.value ->> 'count', e.value ->> 'reason', e.value ->> 'note',
                   unhex(e.value ->> 'previous'), unhex(e.value ->> 'hash')
            FROM json_each($1) e;

            UPDATE rooms
            SET last_event = t.last,
                message_count = CASE t.found WHEN t.targets THEN message_count - t.deleted ELSE -1 END
            FROM (SELECT e.value ->> 'room' AS room, max(e.value ->> 'event') AS last, count(*) AS targets,
                         count(CASE WHEN e.value ->> 'kind' = 'deleted' OR m.content IS NOT NULL THEN m.id END) AS found,
                         count(CASE e.value ->> 'kind' WHEN 'deleted' THEN 1 END) AS deleted
                FROM json_each($2) e
                LEFT JOIN messages m ON m.room_id = e.value ->> 'room' AND m.id = e.value ->> 'message'
                GROUP BY 1) t
            WHERE rooms.id = t.room;

            UPDATE messages
            SET content = NULL, metadata = NULL, reply_to = NULL, operation_id = t.operation, revision = revision + 1
            FROM (SELECT value ->> 'room' AS room, value ->> 'message' AS message, value ->> 'operation' AS operation
                FROM json_each($2)
                WHERE value ->> 'kind' = 'redacted') t
            WHERE messages.room_id = t.room AND messages.id = t.message;

            DELETE FROM messages
            WHERE (room_id, id) IN
                (SELECT value ->> 'room', value ->> 'message'
                FROM json_each($2)
                WHERE value ->> 'kind' = 'deleted');

            INSERT INTO events (room_id, number, at, kind, message_id, operation_id)
            SELECT value ->> 'room', value ->> 'event', $4, value ->> 'kind', value ->> 'message',
                   value ->> 'operation'
            FROM json_each($2);

            INSERT INTO idempotency (user_id, key, fingerprint, made, at)
            SELECT value ->> 'user', value ->> 'key', unhex(value ->> 'fingerprint'), value ->> 'made', $4
            FROM json_each($3);
            ",
            $end
        )
    };
}

impl Waiting {
    /// Writes what waits, if anything does.
    pub(crate) async fn write(
        &mut self,
        connection: &mut SqliteConnection,
        now: Timestamp,
    ) -> Result<(), StorageError> {
        if self.targets.is_empty() { Ok(()) } else { self.run(connection, now, write_removals!("")).await }
    }

    /// Writes what waits and commits.
    pub(crate) async fn commit(
        &mut self,
        connection: &mut SqliteConnection,
        now: Timestamp,
    ) -> Result<(), StorageError> {
        let statements = if self.targets.is_empty() { "COMMIT" } else { write_removals!("COMMIT") };
        self.run(connection, now, statements).await
    }

    async fn run(
        &mut self,
        connection: &mut SqliteConnection,
        now: Timestamp,
        statements: &'static str,
    ) -> Result<(), StorageError> {
        let Self { entries, targets, keys } = std::mem::take(self);
        sqlx::query(statements)
            .bind(json(&entries)?)
            .bind(json(&targets)?)
            .bind(json(&keys)?)
            .bind(now.millis())
            .execute(connection)
            .await?;
        Ok(())
    }
}

fn json(rows: &impl Serialize) -> Result<String, StorageError> {
    serde_json::to_string(rows).map_err(|_| StorageError::Inconsistent("removals cannot be written"))
}

/// The two ways in which one message goes: the verb's code and the event's kind.
const REDACT: (&str, &str) = ("redact", "redacted");
const DELETE: (&str, &str) = ("delete", "deleted");

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
        self.remove(REDACT, grant.role(), known, room, message, removal, event)
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
        self.remove(DELETE, grant.role(), known, room, message, removal, event)
    }

    #[expect(clippy::too_many_arguments, reason = "what the two verbs share; every argument is named at the call")]
    fn remove(
        &mut self,
        (action, kind): (&'static str, &'static str),
        role: Role,
        known: &Known,
        room: &KnownRoom,
        message: &KnownMessage,
        removal: &Removal,
        event: EventKind,
    ) -> OperationId {
        let operation: OperationId = self.new_id();
        let number = room.last_event.next();
        let entry = removal_entry(known, room, action, role, operation, Some(message.id), 1, removal);
        let entry = self.chain_entry(&entry);
        self.waiting.entries.push(entry);
        self.waiting.targets.push(Target {
            room: room.id.raw(),
            message: message.id.raw(),
            operation: operation.raw(),
            event: number.0,
            kind,
        });
        self.waiting.keys.extend(removal.key.as_ref().map(|(key, fingerprint)| Key {
            user: known.user.raw(),
            key: key.as_str().to_owned(),
            fingerprint: hex(fingerprint),
            made: operation.raw(),
        }));
        let gone = if kind == DELETE.1 { 1 } else { 0 };
        self.foreseen().removed(room.id, message.id, number, gone, removal.key.as_ref().map(|(key, _)| key));
        self.scrub();
        self.happened(room.id, number, event);
        operation
    }
}
