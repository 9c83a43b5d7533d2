//! Many rows at once: sample data and imports. Messages come with their own times and make one event for all.

use domain::{AccountId, EventKind, EventNumber, MessageId, RoomId, RoomRole, UserId};

use crate::{StorageError, WriteTx};

/// A person to be put in.
#[derive(Debug, Clone)]
pub struct BulkUser {
    /// The name they go by.
    pub name: String,
    /// The account they belong to.
    pub account: Option<AccountId>,
}

/// A membership to be put in.
#[derive(Debug, Clone, Copy)]
pub struct BulkMember {
    /// Who.
    pub user: UserId,
    /// In which role.
    pub role: RoomRole,
}

/// A message to be put in.
#[derive(Debug, Clone)]
pub struct BulkMessage {
    /// Its id, which carries its time.
    pub id: MessageId,
    /// Who wrote it.
    pub sender: UserId,
    /// Its text.
    pub content: String,
    /// What it answers to.
    pub reply_to: Option<MessageId>,
    /// Whether it was edited, a minute after it was sent.
    pub edited: bool,
}

/// A room to put messages in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BulkRoom {
    /// Which.
    pub id: RoomId,
    /// Messages at or before this one were purged: they stay gone.
    pub purged_through: MessageId,
}

impl WriteTx {
    /// The room with this name in this account.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn room_by_name(
        &mut self,
        account: Option<AccountId>,
        name: &str,
    ) -> Result<Option<BulkRoom>, StorageError> {
        let row: Option<(i64, i64)> = sqlx::query_as(
            "SELECT id, purged_through FROM rooms WHERE name = $1 AND account_id IS $2 ORDER BY id LIMIT 1",
        )
        .bind(name)
        .bind(account.map(AccountId::raw))
        .fetch_optional(&mut self.connection)
        .await?;
        Ok(row.map(|(id, purged)| BulkRoom { id: RoomId::from_raw(id), purged_through: MessageId::from_raw(purged) }))
    }

    /// The user without sign-in who goes by this name in this account; made if not there.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn user_without_sign_in(&mut self, user: &BulkUser) -> Result<UserId, StorageError> {
        let known: Option<i64> = sqlx::query_scalar(
            "SELECT u.id
            FROM users u
            WHERE u.display_name = $1 COLLATE NOCASE AND u.display_name = $1 AND u.account_id IS $2
              AND NOT EXISTS (SELECT 1 FROM identities i WHERE i.user_id = u.id)
            ORDER BY u.id
            LIMIT 1",
        )
        .bind(&user.name)
        .bind(user.account.map(AccountId::raw))
        .fetch_optional(&mut self.connection)
        .await?;
        if let Some(id) = known {
            return Ok(UserId::from_raw(id));
        }
        let id: UserId = self.new_id();
        sqlx::query("INSERT INTO users (id, account_id, display_name) VALUES ($1, $2, $3)")
            .bind(id.raw())
            .bind(user.account.map(AccountId::raw))
            .bind(&user.name)
            .execute(&mut self.connection)
            .await?;
        Ok(id)
    }

    /// Puts messages in, in one statement, and keeps the counters. Those that are there already, were deleted before,
    /// or fall in a purged span are left out. Senders become members. Answers how many were put in.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn put_messages(&mut self, room: RoomId, messages: &[BulkMessage]) -> Result<u64, StorageError> {
        let rows: Vec<_> = messages
            .iter()
            .map(|message| {
                let edited = message.edited.then(|| message.id.timestamp().plus_millis(60_000).millis());
                (message.id.raw(), message.sender.raw(), &message.content, message.reply_to.map(MessageId::raw), edited)
            })
            .collect();
        let rows =
            serde_json::to_string(&rows).map_err(|_| StorageError::Inconsistent("messages cannot be written"))?;
        let put = sqlx::query(
            "INSERT INTO messages (room_id, id, sender_id, content, reply_to, edited_at)
            SELECT $1, r.value ->> 0, r.value ->> 1, r.value ->> 2, r.value ->> 3, r.value ->> 4
            FROM json_each($2) r
            WHERE r.value ->> 0 > (SELECT purged_through FROM rooms WHERE id = $1)
              AND NOT EXISTS (SELECT 1 FROM audit a
                              WHERE a.room_id = $1 AND a.message_id = r.value ->> 0 AND a.operation_id IS NOT NULL)
            ON CONFLICT DO NOTHING",
        )
        .bind(room.raw())
        .bind(&rows)
        .execute(&mut self.connection)
        .await?
        .rows_affected();
        let joined = sqlx::query(
            "INSERT INTO memberships (room_id, user_id, role, since)
            SELECT $1, r.value ->> 1, 'member', min(r.value ->> 0) >> 21
            FROM json_each($2) r
            GROUP BY r.value ->> 1
            ON CONFLICT DO NOTHING",
        )
        .bind(room.raw())
        .bind(&rows)
        .execute(&mut self.connection)
        .await?
        .rows_affected();
        let last = messages.iter().map(|message| message.id.raw()).max().unwrap_or_default();
        sqlx::query(
            "UPDATE rooms
            SET message_count = message_count + $2,
                member_count = member_count + $3,
                last_message_id = CASE WHEN $2 > 0 THEN max(last_message_id, $4) ELSE last_message_id END
            WHERE id = $1",
        )
        .bind(room.raw())
        .bind(put as i64)
        .bind(joined as i64)
        .bind(last)
        .execute(&mut self.connection)
        .await?;
        Ok(put)
    }

    /// Tells viewers of a room that many messages came in at once.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn announce_import(&mut self, room: RoomId) -> Result<(), StorageError> {
        let last: i64 = sqlx::query_scalar("SELECT last_event FROM rooms WHERE id = $1")
            .bind(room.raw())
            .fetch_one(&mut self.connection)
            .await?;
        self.room_event(room, EventNumber(last.unsigned_abs()).next(), EventKind::Imported).await
    }

    /// Sets a room's state without events: for sample data only.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn set_room_state(
        &mut self,
        room: RoomId,
        archived: bool,
        reason_required: bool,
    ) -> Result<(), StorageError> {
        sqlx::query("UPDATE rooms SET archived_at = $2, reason_required = $3 WHERE id = $1")
            .bind(room.raw())
            .bind(archived.then_some(self.now.millis()))
            .bind(reason_required)
            .execute(&mut self.connection)
            .await?;
        Ok(())
    }
}
