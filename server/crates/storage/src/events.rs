//! The events of a room, read back for viewers who were away. Bodies are joined now, not when it happened.

use domain::{
    Audience, Event, EventKind, EventNumber, MessageId, RoomId, RoomRole, Timestamp, UserId,
    view::{MessageView, RemovedBy, Tombstone},
};
use sqlx::FromRow;

use crate::{StorageError, Store, WriteTx, messages};

#[derive(FromRow)]
struct Row {
    number: i64,
    at: i64,
    kind: String,
    message_id: Option<i64>,
    user_id: Option<i64>,
    value: Option<String>,
    reason: Option<String>,
    count: Option<i64>,
}

impl Row {
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
    /// Events of a room after `since`, oldest first, at most `max`.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn events_since(&self, room: RoomId, since: EventNumber, max: u32) -> Result<Vec<Event>, StorageError> {
        let mut reader = self.reader().await?;
        let rows: Vec<Row> = sqlx::query_as(
            "SELECT e.number, e.at, e.kind, e.message_id, e.user_id, e.value, a.reason, a.count
            FROM events e
            LEFT JOIN audit a ON a.operation_id = e.operation_id
            WHERE e.room_id = $1 AND e.number > $2
            ORDER BY e.number
            LIMIT $3",
        )
        .bind(room.raw())
        .bind(i64::try_from(since.0).unwrap_or(i64::MAX))
        .bind(max)
        .fetch_all(&mut *reader)
        .await?;
        let mut events = Vec::with_capacity(rows.len());
        for row in rows {
            let message = match (row.kind.as_str(), row.message_id) {
                ("sent" | "edited", Some(id)) => messages::one(&mut reader, room, MessageId::from_raw(id)).await?,
                _ => None,
            };
            events.push(row.event(message)?);
        }
        Ok(events)
    }
}

impl WriteTx {
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
        sqlx::query(
            "INSERT INTO events (room_id, number, at, kind, user_id, value) VALUES ($1, $2, $3, $4, $5, $6);
            UPDATE rooms SET last_event = $2 WHERE id = $1",
        )
        .bind(room.raw())
        .bind(number.0 as i64)
        .bind(self.now.millis())
        .bind(code)
        .bind(user.map(UserId::raw))
        .bind(value)
        .execute(self.connection().await?)
        .await?;
        self.happened_among(audience, room, number, kind);
        Ok(())
    }
}
