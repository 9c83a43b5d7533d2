//! How many messages of a room can be seen after a given one, without counting them all: they are counted span by
//! span, and only the span that the given one falls in is counted anew.

use domain::{EventNumber, MessageId, RoomId};

use crate::{BulkMessage, StorageError, WriteTx, bulk::json};

/// A room's messages are counted up to and with its newest whenever it has so many more events.
const SPAN_EVENTS: u64 = 512;
/// Messages of one span, when many are counted at once.
pub(crate) const SPAN_MESSAGES: usize = 512;

impl WriteTx {
    /// Ends a span with the message that was just sent, now and then.
    pub(crate) async fn end_span(
        &mut self,
        room: RoomId,
        message: MessageId,
        number: EventNumber,
    ) -> Result<(), StorageError> {
        if !number.0.is_multiple_of(SPAN_EVENTS) {
            return Ok(());
        }
        sqlx::query(
            "INSERT INTO message_spans (room_id, through, count)
            SELECT $1, $2, count(*)
            FROM messages
            WHERE room_id = $1
              AND id <= $2
              -- One bound, or SQLite may walk from the other.
              AND id > max(
                (SELECT purged_through FROM rooms WHERE id = $1),
                (SELECT coalesce(max(through), 0) FROM message_spans WHERE room_id = $1))",
        )
        .bind(room.raw())
        .bind(message.raw())
        .execute(self.connection().await?)
        .await?;
        Ok(())
    }

    /// Adds the spans of messages that were put in, all after what was the room's newest and one after the other.
    pub(crate) async fn add_spans(
        &mut self,
        room: RoomId,
        newest: MessageId,
        put: &[&BulkMessage],
    ) -> Result<(), StorageError> {
        let spans: Vec<_> =
            put.chunks(SPAN_MESSAGES).filter_map(|span| Some((span.last()?.id.raw(), span.len()))).collect();
        sqlx::query(
            "INSERT INTO message_spans (room_id, through, count)
            SELECT $1, $2, count(*)
            FROM messages
            WHERE room_id = $1
              AND id <= $2
              -- One bound, or SQLite may walk from the other.
              AND id > max(
                (SELECT purged_through FROM rooms WHERE id = $1),
                (SELECT coalesce(max(through), 0) FROM message_spans WHERE room_id = $1))
            HAVING count(*) > 0;
            INSERT INTO message_spans (room_id, through, count)
            SELECT $1, value ->> 0, value ->> 1
            FROM json_each($3)",
        )
        .bind(room.raw())
        .bind(newest.raw())
        .bind(json(&spans)?)
        .execute(self.connection().await?)
        .await?;
        Ok(())
    }

    /// Counts anew where messages were put in: from the end of the last span before them to the end of the first span
    /// that reaches as far, or to the newest message.
    pub(crate) async fn count_spans(&mut self, room: RoomId, put: &[&BulkMessage]) -> Result<(), StorageError> {
        let ids = || put.iter().map(|message| message.id.raw());
        let (Some(first), Some(last)) = (ids().min(), ids().max()) else { return Ok(()) };
        let (after, to): (i64, Option<i64>) = sqlx::query_as(
            "SELECT (SELECT coalesce(max(through), 0) FROM message_spans WHERE room_id = $1 AND through < $2),
                    (SELECT min(through) FROM message_spans WHERE room_id = $1 AND through >= $3)",
        )
        .bind(room.raw())
        .bind(first)
        .bind(last)
        .fetch_one(self.connection().await?)
        .await?;
        sqlx::query(
            "DELETE FROM message_spans WHERE room_id = $1 AND through > $2 AND through <= $3;
            INSERT INTO message_spans (room_id, through, count)
            SELECT $1, max(id), count(*)
            FROM (SELECT id, (row_number() OVER (ORDER BY id) - 1) / $5 AS span
                FROM messages
                WHERE room_id = $1
                  AND id > max($2, (SELECT purged_through FROM rooms WHERE id = $1))
                  AND id <= $3)
            GROUP BY span
            HAVING count(*) = $5 OR $4",
        )
        .bind(room.raw())
        .bind(after)
        .bind(to.unwrap_or(i64::MAX))
        // At the newest end a span may wait until it is full; in the middle everything must be counted.
        .bind(to.is_some())
        .bind(SPAN_MESSAGES as i64)
        .execute(self.connection().await?)
        .await?;
        Ok(())
    }

    /// How many messages of a room are later than this one. Those up to it are hidden in the same transaction, and
    /// their spans go; the span that it falls in is the room's first from now on, and a first one is always counted
    /// anew.
    pub(crate) async fn survivors(&mut self, room: RoomId, through: MessageId) -> Result<u64, StorageError> {
        let survivors: i64 = sqlx::query_scalar(
            "WITH span (through) AS (SELECT min(through) FROM message_spans WHERE room_id = $1 AND through > $2)
            SELECT (SELECT count(*)
                    FROM messages
                    WHERE room_id = $1 AND id > $2 AND id <= coalesce(s.through, $3))
                   + (SELECT coalesce(sum(count), 0) FROM message_spans WHERE room_id = $1 AND through > s.through)
                   + (SELECT count(*)
                    FROM messages
                    WHERE room_id = $1
                      AND s.through IS NOT NULL
                      AND id > (SELECT max(through) FROM message_spans WHERE room_id = $1))
            FROM span s",
        )
        .bind(room.raw())
        .bind(through.raw())
        .bind(i64::MAX)
        .fetch_one(self.connection().await?)
        .await?;
        sqlx::query("DELETE FROM message_spans WHERE room_id = $1 AND through <= $2")
            .bind(room.raw())
            .bind(through.raw())
            .execute(self.connection().await?)
            .await?;
        Ok(survivors.unsigned_abs())
    }
}
