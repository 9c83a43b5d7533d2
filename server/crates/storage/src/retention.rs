//! For how long accounts keep messages, and which rooms have older ones.

use domain::{
    AccountId, MessageId, Retention, RetentionDays, RetentionRule, Role, RoomId, RoomKind, Timestamp, UserId,
};
use sqlx::{FromRow, SqliteConnection};

use crate::{KnownRoom, StorageError, Store, WriteTx, events::last_event, rooms::RoomRow};

/// Rooms that are looked up at once.
const ROOMS_DUE_MAX: u32 = 100;

#[derive(FromRow)]
struct Row {
    room_days: Option<u32>,
    conversation_days: Option<u32>,
    set_by: i64,
    role: String,
    begins_at: i64,
}

impl Row {
    fn rule(self) -> Result<RetentionRule, StorageError> {
        Ok(RetentionRule {
            kept: Retention {
                rooms: self.room_days.and_then(RetentionDays::new),
                conversations: self.conversation_days.and_then(RetentionDays::new),
            },
            set_by: UserId::from_raw(self.set_by),
            role: Role::from_code(&self.role).ok_or(StorageError::Inconsistent("role of a retention rule"))?,
            begins_at: Timestamp::from_millis(self.begins_at),
        })
    }
}

#[derive(FromRow)]
struct DueRow {
    account_id: Option<i64>,
    kind: String,
    #[sqlx(flatten)]
    room: RoomRow,
}

/// A room of which some messages are too old.
#[derive(Debug, Clone)]
pub struct Due {
    /// The room.
    pub room: KnownRoom,
    /// The rule by which they are.
    pub rule: RetentionRule,
    /// For how many days they were to be kept.
    pub days: RetentionDays,
    /// The newest id that is too old.
    pub through: MessageId,
}

async fn rule(
    connection: &mut SqliteConnection,
    account: Option<AccountId>,
) -> Result<Option<RetentionRule>, StorageError> {
    let row: Option<Row> = sqlx::query_as(
        "SELECT room_days, conversation_days, set_by, role, begins_at
        FROM retention
        WHERE account_id = $1",
    )
    .bind(account.map_or(0, AccountId::raw))
    .fetch_optional(connection)
    .await?;
    row.map(Row::rule).transpose()
}

/// The last id of a message that was sent before a moment.
fn last_before(moment: Timestamp) -> MessageId {
    MessageId::from_raw(MessageId::first_at(moment).raw().saturating_sub(1).max(0))
}

impl Store {
    /// For how long an account keeps messages; `None` when nobody ever said.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn retention(&self, account: Option<AccountId>) -> Result<Option<RetentionRule>, StorageError> {
        let mut reader = self.reader().await?;
        rule(&mut reader, account).await
    }

    /// Some of the rooms that have messages which are too old at this moment.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn rooms_due(&self, now: Timestamp) -> Result<Vec<RoomId>, StorageError> {
        let mut reader = self.reader().await?;
        // As ids write time: see `Id::first_at`.
        let rooms: Vec<i64> = sqlx::query_scalar(
            "SELECT r.id
            FROM retention k
            JOIN rooms r ON r.account_id IS nullif(k.account_id, 0) AND r.deleted_at IS NULL
            WHERE k.begins_at <= $1
              AND EXISTS (
                SELECT 1
                FROM messages m
                WHERE m.room_id = r.id AND m.id > r.purged_through
                  AND m.id < ($1 - 86400000 * iif(r.kind = 'conversation', k.conversation_days, k.room_days)) << 21)
            LIMIT $2",
        )
        .bind(now.millis())
        .bind(ROOMS_DUE_MAX)
        .fetch_all(&mut *reader)
        .await?;
        Ok(rooms.into_iter().map(RoomId::from_raw).collect())
    }
}

impl WriteTx {
    /// Sets for how long an account keeps messages.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn set_retention(
        &mut self,
        account: Option<AccountId>,
        rule: &RetentionRule,
    ) -> Result<(), StorageError> {
        let days = |days: Option<RetentionDays>| days.map(RetentionDays::days);
        sqlx::query(
            "INSERT INTO retention (account_id, room_days, conversation_days, set_by, role, begins_at)
            VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT DO UPDATE
            SET room_days = $2, conversation_days = $3, set_by = $4, role = $5, begins_at = $6",
        )
        .bind(account.map_or(0, AccountId::raw))
        .bind(days(rule.kept.rooms))
        .bind(days(rule.kept.conversations))
        .bind(rule.set_by.raw())
        .bind(rule.role.code())
        .bind(rule.begins_at.millis())
        .execute(self.connection().await?)
        .await?;
        Ok(())
    }

    /// What of a room is too old at this moment, by the rule as it stands now.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn due(&mut self, room: RoomId, now: Timestamp) -> Result<Option<Due>, StorageError> {
        let connection = self.connection().await?;
        let row: Option<DueRow> = sqlx::query_as(concat!(
            "SELECT account_id, kind, id, name, reason_required, purged_through, message_count, last_message_id, ",
            last_event!("rooms.id"),
            ", elastic
            FROM rooms
            WHERE id = $1 AND deleted_at IS NULL"
        ))
        .bind(room.raw())
        .fetch_optional(&mut *connection)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let kind = RoomKind::from_code(&row.kind).ok_or(StorageError::Inconsistent("room kind"))?;
        let rule = rule(connection, row.account_id.map(AccountId::from_raw)).await?;
        let Some(rule) = rule.filter(|rule| rule.begins_at <= now) else { return Ok(None) };
        let days = match kind {
            RoomKind::Conversation => rule.kept.conversations,
            RoomKind::Room | RoomKind::Channel => rule.kept.rooms,
        };
        let room = row.room.known();
        Ok(days.map(|days| Due { room, rule, days, through: last_before(days.end(now)) }))
    }
}
