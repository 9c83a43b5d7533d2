//! The events of a room, read back for viewers who were away. Bodies are joined now, not when it happened.

use domain::{
    Audience, Earshot, Event, EventKind, EventNumber, MessageId, RoomId, RoomRole, SubChannelId, Timestamp, UserId,
    Way,
    view::{MessageView, RemovedBy, Tombstone},
};
use sqlx::FromRow;

use crate::{KnownRoom, StorageError, Store, WriteTx, messages};

/// The number of a room's newest event, as a column.
macro_rules! last_event {
    ($room:literal) => {
        concat!("coalesce((SELECT max(number) FROM events WHERE room_id = ", $room, "), 0) AS last_event")
    };
}
pub(crate) use last_event;

/// Events that are looked through for removals at the most.
const LOOKED_THROUGH_MAX: i64 = 100_000;
/// The newest of them are looked through whatever their time says: a clock may have been set back among them.
const LOOKED_THROUGH_MIN: i64 = 1_000;

#[derive(FromRow)]
struct Row {
    number: i64,
    at: i64,
    kind: String,
    message_id: Option<i64>,
    user_id: Option<i64>,
    target_id: Option<i64>,
    value: Option<String>,
    reason: Option<String>,
    count: Option<i64>,
    door: Option<String>,
}

impl Row {
    /// Whether it is about what somebody with this earshot has never seen: a message between others, or a hidden member.
    fn is_beyond(&self, earshot: Earshot) -> bool {
        let between = self.user_id.map(UserId::from_raw).zip(self.target_id.map(UserId::from_raw));
        between.is_some_and(|(sender, target)| !earshot.reaches(sender, Some(target)))
    }

    /// The message that it tells with its content.
    fn told(&self) -> Option<MessageId> {
        self.message_id.filter(|_| matches!(self.kind.as_str(), "sent" | "edited")).map(MessageId::from_raw)
    }

    fn event(self, message: Option<MessageView>) -> Result<Event, StorageError> {
        let at = Timestamp::from_millis(self.at);
        let id = || self.message_id.map(MessageId::from_raw).ok_or(StorageError::Inconsistent("event without message"));
        let kind = match (self.kind.as_str(), message) {
            ("sent", Some(message)) => EventKind::Sent { message },
            ("edited", Some(message)) => EventKind::Edited { message },
            ("sent" | "edited", None) => EventKind::Gone,
            ("redacted", _) => EventKind::Redacted {
                message: id()?,
                tombstone: Tombstone { by: RemovedBy::Moderator, at, reason: self.reason },
            },
            ("deleted", _) => EventKind::Deleted { message: id()?, by: RemovedBy::Moderator, reason: self.reason },
            ("purged", _) => EventKind::Purged {
                through: id()?,
                count: self.count.unwrap_or_default().unsigned_abs(),
                by: self
                    .door
                    .as_deref()
                    .and_then(Way::parse)
                    .map(|way| RemovedBy::through(way.door))
                    .ok_or(StorageError::Inconsistent("purge without its entry"))?,
                reason: self.reason,
            },
            ("role", _) => EventKind::RoleChanged {
                user: UserId::from_raw(self.user_id.unwrap_or_default()),
                role: self.value.as_deref().and_then(|role| RoomRole::from_code(role).ok()),
            },
            ("renamed", _) => EventKind::Renamed { name: self.value.unwrap_or_default() },
            ("archived", _) => EventKind::Archived { archived: self.value.as_deref() == Some("true") },
            ("policy", _) => EventKind::PolicyChanged { reason_required: self.value.as_deref() == Some("true") },
            ("imported", _) => EventKind::Imported,
            _ => return Err(StorageError::Inconsistent("event kind")),
        };
        Ok(Event { number: EventNumber(self.number.unsigned_abs()), at, kind })
    }
}

impl Store {
    /// Events of a room after `since`, oldest first, at most `max`. Of what is out of earshot only the number is told.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn events_since(
        &self,
        room: RoomId,
        earshot: Earshot,
        since: EventNumber,
        max: u32,
    ) -> Result<Vec<Event>, StorageError> {
        let mut reader = self.reader().await?;
        let rows: Vec<Row> = sqlx::query_as(
            "SELECT e.number, e.at, e.kind, e.message_id, e.user_id, e.target_id, e.value, a.reason, a.count, a.door
            FROM events e
            LEFT JOIN audit a ON a.number = e.entry
            WHERE e.room_id = $1 AND e.number > $2
            ORDER BY e.number
            LIMIT $3",
        )
        .bind(room.raw())
        .bind(i64::try_from(since.0).unwrap_or(i64::MAX))
        .bind(max)
        .fetch_all(&mut *reader)
        .await?;
        let told: Vec<MessageId> = rows.iter().filter_map(Row::told).collect();
        let messages = messages::these(&mut reader, room, &told, earshot).await?;
        let event = |row: Row| {
            let beyond = row.is_beyond(earshot);
            // Told and edited since, it is told twice as it is now.
            let message = row.told().and_then(|id| messages.get(&id).cloned());
            let event = row.event(message)?;
            Ok(if beyond { Event { kind: EventKind::Gone, ..event } } else { event })
        };
        rows.into_iter().map(event).collect()
    }

    /// Of the events of a room since a moment and up to `through` those that took messages away, oldest first: the newest
    /// `max`, without what is out of earshot, nor, where a sub-channel is named, what was in others.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn removals_since(
        &self,
        room: RoomId,
        earshot: Earshot,
        sub_channel: Option<SubChannelId>,
        since: Timestamp,
        through: EventNumber,
        max: u32,
    ) -> Result<Vec<Event>, StorageError> {
        let mut reader = self.reader().await?;
        // Events lie by their number and have no index by time or kind, so as not to write it with each of them. Where the
        // span begins is found by halving; within it they are read backwards.
        let rows: Vec<Row> = sqlx::query_as(
            "WITH RECURSIVE halved (before, within) AS (
                SELECT max($2 - $5, 0), max($2 - $6, 0) + 1
                UNION ALL
                SELECT iif(e.at < $3, e.number, h.before), iif(e.at < $3, h.within, e.number)
                FROM halved h
                CROSS JOIN events e ON e.room_id = $1 AND e.number = (h.before + h.within) / 2
                WHERE h.within - h.before > 1
            )
            SELECT e.number, e.at, e.kind, e.message_id, e.user_id, e.target_id, e.value, a.reason, a.count, a.door
            FROM events e
            LEFT JOIN audit a ON a.number = e.entry
            WHERE e.room_id = $1
              AND e.number > (SELECT max(before) FROM halved)
              AND e.number <= $2
              AND e.kind IN ('redacted', 'deleted', 'purged')
              AND e.at >= $3
              AND ($7 IS NULL OR e.kind = 'purged' OR e.target_id IS NOT NULL OR e.value = $7)
            ORDER BY e.number DESC
            LIMIT $4",
        )
        .bind(room.raw())
        .bind(i64::try_from(through.0).unwrap_or(i64::MAX))
        .bind(since.millis())
        .bind(max)
        .bind(LOOKED_THROUGH_MAX)
        .bind(LOOKED_THROUGH_MIN)
        .bind(sub_channel.map(|id| id.raw().to_string()))
        .fetch_all(&mut *reader)
        .await?;
        rows.into_iter().rev().filter(|row| !row.is_beyond(earshot)).map(|row| row.event(None)).collect()
    }
}

impl WriteTx {
    /// Whether the messages of a room up to and with `through` are others than they were after the event `seen`: some
    /// were taken away or brought in. What was redacted or edited is still there.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn changed_since(
        &mut self,
        room: &KnownRoom,
        seen: EventNumber,
        through: MessageId,
    ) -> Result<bool, StorageError> {
        if room.last_event <= seen {
            return Ok(false);
        }
        // The other kinds that there may be between are what was said meanwhile: a few rows.
        Ok(sqlx::query_scalar(
            "SELECT EXISTS (
                SELECT 1
                FROM events
                WHERE room_id = $1
                  AND number > $2
                  AND (kind IN ('purged', 'imported') OR (kind = 'deleted' AND message_id <= $3)))",
        )
        .bind(room.id.raw())
        .bind(i64::try_from(seen.0).unwrap_or(i64::MAX))
        .bind(through.raw())
        .fetch_one(self.connection().await?)
        .await?)
    }

    /// Writes an event that is about the room itself, and moves the room's number on.
    pub(crate) async fn room_event(
        &mut self,
        room: RoomId,
        number: EventNumber,
        kind: EventKind,
    ) -> Result<(), StorageError> {
        self.room_event_among(Audience::Everybody, room, number, kind).await
    }

    /// Likewise, where not all who listen as members are told.
    pub(crate) async fn room_event_among(
        &mut self,
        audience: Audience,
        room: RoomId,
        number: EventNumber,
        kind: EventKind,
    ) -> Result<(), StorageError> {
        let (code, user, value) = match &kind {
            EventKind::RoleChanged { user, role } => ("role", Some(*user), role.map(|role| role.code().to_owned())),
            EventKind::Renamed { name } => ("renamed", None, Some(name.clone())),
            EventKind::Archived { archived } => ("archived", None, Some(archived.to_string())),
            EventKind::PolicyChanged { reason_required } => ("policy", None, Some(reason_required.to_string())),
            EventKind::Imported => ("imported", None, None),
            EventKind::Sent { .. }
            | EventKind::Edited { .. }
            | EventKind::Redacted { .. }
            | EventKind::Deleted { .. }
            | EventKind::Purged { .. }
            | EventKind::Gone => return Err(StorageError::Inconsistent("not an event of the room itself")),
        };
        let target = match audience {
            Audience::Between(_, other, _) => Some(other),
            Audience::Everybody | Audience::SubChannel(_) => None,
        };
        sqlx::query(
            "INSERT INTO events (room_id, number, at, kind, user_id, target_id, value)
            VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(room.raw())
        .bind(number.0 as i64)
        .bind(self.now.millis())
        .bind(code)
        .bind(user.map(UserId::raw))
        .bind(target.map(UserId::raw))
        .bind(value)
        .execute(self.connection().await?)
        .await?;
        self.happened_among(audience, room, number, kind);
        Ok(())
    }
}
