//! What a purge takes: which messages, and whom each of them was for. To be told to those who may still show them, as long
//! as the job has not erased the rows. The one statement that reads what is hidden; it never reads content.

use domain::{Audience, MessageId, RoomId, SubChannelId, UserId};
use sqlx::FromRow;

use super::write::among;
use crate::{StorageError, Store};

/// A message that a purge takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    /// Which.
    pub message: MessageId,
    /// Who was told of it.
    pub audience: Audience,
}

#[derive(FromRow)]
struct Row {
    id: i64,
    sender_id: i64,
    target_id: Option<i64>,
    sub_channel_id: Option<i64>,
}

impl Row {
    fn taken(self) -> Taken {
        let (target, sub_channel) = (self.target_id.map(UserId::from_raw), self.sub_channel_id);
        let audience = among(UserId::from_raw(self.sender_id), target, sub_channel.map(SubChannelId::from_raw));
        Taken { message: MessageId::from_raw(self.id), audience }
    }
}

impl Store {
    /// The newest messages that the purge of a room up to `through` takes, so many at the most, the newest first. What was
    /// erased by now is left out.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn taken_by_purge(&self, room: RoomId, through: MessageId, max: u32) -> Result<Vec<Taken>, StorageError> {
        let mut reader = self.reader().await?;
        // Of what is not erased yet the newest were there at the purge, so many as it counted; those before them an earlier
        // one had taken. A second purge up to the same message took nothing.
        let rows: Vec<Row> = sqlx::query_as(
            "SELECT m.id, m.sender_id, m.target_id, d.sub_channel_id
            FROM messages m
            LEFT JOIN sub_channel_messages d ON d.room_id = m.room_id AND d.message_id = m.id
            WHERE m.room_id = $1 AND m.id <= $2
            ORDER BY m.id DESC
            LIMIT coalesce(
                (SELECT min(total, $3) FROM jobs WHERE room_id = $1 AND through = $2 ORDER BY id LIMIT 1),
                0)",
        )
        .bind(room.raw())
        .bind(through.raw())
        .bind(max)
        .fetch_all(&mut *reader)
        .await?;
        Ok(rows.into_iter().map(Row::taken).collect())
    }
}
