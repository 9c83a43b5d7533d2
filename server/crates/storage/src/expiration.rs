//! Channels that are kept for a number of days only, and which of them are over.

use domain::{Criterion, Expiration, ExpirationRule, Role, RoomId, UserId};
use sqlx::FromRow;

use crate::{KnownRoom, StorageError, Store, WriteTx, events::last_event, rooms::RoomRow};

/// Channels that are looked up at once.
const ROOMS_OVER_MAX: u32 = 100;

/// A channel that is over.
#[derive(Debug, Clone)]
pub struct Over {
    /// The channel.
    pub room: KnownRoom,
    /// By what.
    pub rule: ExpirationRule,
}

#[derive(FromRow)]
struct Row {
    #[sqlx(flatten)]
    room: RoomRow,
    days: u32,
    criterion: String,
    set_by: i64,
    role: String,
}

/// What was set, as it stands in the store.
pub(crate) fn read(days: u32, criterion: &str) -> Result<Expiration, StorageError> {
    let criterion = match criterion {
        "created" => Criterion::Created,
        "last_message" => Criterion::LastMessage,
        _ => return Err(StorageError::Inconsistent("criterion of an expiration")),
    };
    Ok(Expiration { days, criterion })
}

const fn code(criterion: Criterion) -> &'static str {
    match criterion {
        Criterion::Created => "created",
        Criterion::LastMessage => "last_message",
    }
}

impl Store {
    /// Some of the channels that are over at this moment.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn rooms_over(&self) -> Result<Vec<RoomId>, StorageError> {
        let mut reader = self.reader().await?;
        // As ids write time: see `Id::first_at`.
        let rooms: Vec<i64> = sqlx::query_scalar(
            "SELECT r.id
            FROM expirations x
            JOIN rooms r ON r.id = x.room_id AND r.deleted_at IS NULL
            WHERE (iif(x.criterion = 'created', r.id, max(r.id, r.last_message_id)) >> 21) + x.days * 86400000 <= $1
            LIMIT $2",
        )
        .bind(self.now().millis())
        .bind(ROOMS_OVER_MAX)
        .fetch_all(&mut *reader)
        .await?;
        Ok(rooms.into_iter().map(RoomId::from_raw).collect())
    }
}

impl WriteTx {
    /// Keeps for how long a channel is to be kept, and on whose word.
    pub(crate) async fn put_expiration(&mut self, room: RoomId, rule: &ExpirationRule) -> Result<(), StorageError> {
        sqlx::query("INSERT INTO expirations (room_id, days, criterion, set_by, role) VALUES ($1, $2, $3, $4, $5)")
            .bind(room.raw())
            .bind(rule.kept.days)
            .bind(code(rule.kept.criterion))
            .bind(rule.set_by.raw())
            .bind(rule.role.code())
            .execute(self.connection().await?)
            .await?;
        Ok(())
    }

    /// A channel, if it is over at this moment.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn over(&mut self, room: RoomId) -> Result<Option<Over>, StorageError> {
        let row: Option<Row> = sqlx::query_as(concat!(
            "SELECT r.id, r.name, r.reason_required, r.purged_through, r.message_count, r.last_message_id, ",
            last_event!("r.id"),
            ", r.elastic, x.days, x.criterion, x.set_by, x.role
            FROM expirations x
            JOIN rooms r ON r.id = x.room_id AND r.deleted_at IS NULL
            WHERE x.room_id = $1"
        ))
        .bind(room.raw())
        .fetch_optional(self.connection().await?)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let kept = read(row.days, &row.criterion)?;
        let room = row.room.known();
        let last_message = (room.last_message.raw() > 0).then(|| room.last_message.timestamp());
        if kept.over_at(room.id.timestamp(), last_message) > self.now {
            return Ok(None);
        }
        let role = Role::from_code(&row.role).ok_or(StorageError::Inconsistent("role of an expiration"))?;
        Ok(Some(Over { room, rule: ExpirationRule { kept, set_by: UserId::from_raw(row.set_by), role } }))
    }
}
