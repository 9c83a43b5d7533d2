//! Messages are written, and changed by whoever wrote them.

use domain::{
    Audience, Content, Earshot, EventKind, Grant, MessageId, SubChannelId, UserId, act,
    view::{Extra, MessageView},
};

use super::{expect_rows, row::one};
use crate::{Known, KnownMessage, KnownRoom, StorageError, WriteTx};

/// A message to be written.
#[derive(Debug, Clone, Copy)]
pub struct NewMessage<'m> {
    /// Its text.
    pub content: &'m Content,
    /// What it answers to.
    pub reply_to: Option<MessageId>,
    /// What a program sends along.
    pub extra: &'m Extra,
    /// The sub-channel that it belongs to, in an elastic channel.
    pub sub_channel: Option<SubChannelId>,
    /// The one member it is for.
    pub target: Option<UserId>,
}

impl KnownMessage {
    /// Who is told of what happens to it.
    pub(crate) fn audience(&self) -> Audience {
        among(self.sender, self.target, self.sub_channel)
    }
}

/// Who is told of a message.
pub(super) fn among(sender: UserId, target: Option<UserId>, sub_channel: Option<SubChannelId>) -> Audience {
    match target {
        Some(target) => Audience::Between(sender, target, sub_channel),
        None => sub_channel.map_or(Audience::Everybody, Audience::SubChannel),
    }
}

impl WriteTx {
    /// Writes a message.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn send(
        &mut self,
        _grant: &Grant<act::Send>,
        known: &Known,
        room: &KnownRoom,
        new: NewMessage<'_>,
    ) -> Result<MessageView, StorageError> {
        let id: MessageId = self.new_id();
        let number = room.last_event.next();
        let done = sqlx::query(
            "INSERT INTO messages (room_id, id, sender_id, content, reply_to, metadata, more, target_id)
            VALUES ($1, $2, $3, $4, $5, $8, $9, $10);
            INSERT INTO events (room_id, number, at, kind, message_id) VALUES ($1, $6, $7, 'sent', $2);
            UPDATE rooms
            SET message_count = message_count + 1, last_message_id = $2
            WHERE id = $1",
        )
        .bind(room.id.raw())
        .bind(id.raw())
        .bind(known.user.raw())
        .bind(new.content.as_str())
        .bind(new.reply_to.map(MessageId::raw))
        .bind(number.0 as i64)
        .bind(self.now.millis())
        .bind(&new.extra.metadata)
        .bind(&new.extra.more)
        .bind(new.target.map(UserId::raw))
        .execute(self.connection().await?)
        .await?;
        expect_rows(done.rows_affected(), 3, "send")?;
        if let Some(sub_channel) = new.sub_channel {
            self.put_into_sub_channel(room.id, sub_channel, id).await?;
        }
        self.end_span(room.id, id, number).await?;
        let view = one(self.connection().await?, room.id, id, Earshot::Everything)
            .await?
            .ok_or(StorageError::Inconsistent("sent message"))?;
        let audience = among(known.user, new.target, new.sub_channel);
        self.happened_among(audience, room.id, number, EventKind::Sent { message: view.clone() });
        Ok(view)
    }

    /// Changes the text of a message, and of what came along with it what is named.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn edit(
        &mut self,
        _grant: &Grant<act::Edit>,
        room: &KnownRoom,
        message: &KnownMessage,
        content: &Content,
        extra: Option<&Extra>,
    ) -> Result<MessageView, StorageError> {
        let number = room.last_event.next();
        let done = sqlx::query(
            "UPDATE messages
            SET content = $3, edited_at = $4, revision = revision + 1,
                metadata = coalesce($6, metadata),
                more = CASE WHEN $7 IS NULL THEN more ELSE json_patch(coalesce(more, '{}'), $7) END
            WHERE room_id = $1 AND id = $2 AND content IS NOT NULL;
            INSERT INTO events (room_id, number, at, kind, message_id) VALUES ($1, $5, $4, 'edited', $2)",
        )
        .bind(room.id.raw())
        .bind(message.id.raw())
        .bind(content.as_str())
        .bind(self.now.millis())
        .bind(number.0 as i64)
        .bind(extra.and_then(|extra| extra.metadata.as_deref()))
        .bind(extra.and_then(|extra| extra.more.as_deref()))
        .execute(self.connection().await?)
        .await?;
        expect_rows(done.rows_affected(), 2, "edit")?;
        // The text before the edit is removed text too.
        self.scrub();
        let view = one(self.connection().await?, room.id, message.id, Earshot::Everything)
            .await?
            .ok_or(StorageError::Inconsistent("edited message"))?;
        let audience = message.audience();
        self.happened_among(audience, room.id, number, EventKind::Edited { message: view.clone() });
        Ok(view)
    }
}
