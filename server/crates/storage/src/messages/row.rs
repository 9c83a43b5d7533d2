//! A message as it is found, and one of them.

use std::collections::HashMap;

use domain::{
    Earshot, MessageId, RoomId, Timestamp, UserId,
    view::{Body, Extra, MessageView, PersonRef, Quote, QuoteText, RemovedBy, Tombstone},
};
use serde::Deserialize;
use sqlx::{FromRow, SqliteConnection};

use super::select::select_messages;
use crate::{StorageError, Store, WriteTx, bulk::json};

/// A message as `select_messages` finds it: one row of its own, or a list in a page.
#[derive(FromRow, Deserialize)]
pub(crate) struct MessageRow {
    pub(super) id: i64,
    sender_id: i64,
    sender_name: String,
    content: Option<String>,
    reply_to: Option<i64>,
    quoted: Option<String>,
    quoted_sender: Option<String>,
    edited_at: Option<i64>,
    revision: u32,
    redacted_at: Option<i64>,
    redacted_reason: Option<String>,
    metadata: Option<String>,
    more: Option<String>,
    target_id: Option<i64>,
    target_name: Option<String>,
}

impl MessageRow {
    pub(crate) fn view(self) -> MessageView {
        let body = match self.content {
            Some(text) => Body::Text(text),
            None => Body::Redacted(Tombstone {
                by: RemovedBy::Moderator,
                at: Timestamp::from_millis(self.redacted_at.unwrap_or_default()),
                reason: self.redacted_reason,
            }),
        };
        let quoted = self.quoted.zip(self.quoted_sender);
        let shown = quoted.map(|(text, sender)| QuoteText { sender, excerpt: QuoteText::excerpt(&text) });
        let (metadata, more) = (self.metadata, self.more);
        let extra = (metadata.is_some() || more.is_some()).then(|| Box::new(Extra { metadata, more }));
        let target = self.target_id.zip(self.target_name);
        MessageView {
            id: MessageId::from_raw(self.id),
            sender: PersonRef { id: UserId::from_raw(self.sender_id), name: self.sender_name },
            target: target.map(|(id, name)| Box::new(PersonRef { id: UserId::from_raw(id), name })),
            body,
            reply_to: self.reply_to.map(|id| Quote { id: MessageId::from_raw(id), shown }),
            edited_at: self.edited_at.map(Timestamp::from_millis),
            revision: self.revision,
            extra,
        }
    }
}

/// One message, if it can be seen from there.
pub(super) async fn one(
    connection: &mut SqliteConnection,
    room: RoomId,
    message: MessageId,
    earshot: Earshot,
) -> Result<Option<MessageView>, StorageError> {
    let row: Option<MessageRow> = sqlx::query_as(concat!(select_messages!(), " AND m.id = $3"))
        .bind(room.raw())
        .bind(earshot.only().map(UserId::raw))
        .bind(message.raw())
        .fetch_optional(connection)
        .await?;
    Ok(row.map(MessageRow::view))
}

/// Those of these messages that can be seen from there, with one statement.
pub(crate) async fn these(
    connection: &mut SqliteConnection,
    room: RoomId,
    messages: &[MessageId],
    earshot: Earshot,
) -> Result<HashMap<MessageId, MessageView>, StorageError> {
    if messages.is_empty() {
        return Ok(HashMap::new());
    }
    let ids: Vec<i64> = messages.iter().map(|message| message.raw()).collect();
    let rows: Vec<MessageRow> =
        sqlx::query_as(concat!(select_messages!(), " AND m.id IN (SELECT value FROM json_each($3))"))
            .bind(room.raw())
            .bind(earshot.only().map(UserId::raw))
            .bind(json(&ids)?)
            .fetch_all(connection)
            .await?;
    Ok(rows.into_iter().map(MessageRow::view).map(|view| (view.id, view)).collect())
}

/// The rows of a page; an aggregate promises no order.
pub(super) fn read_page(text: &str) -> Result<Vec<MessageRow>, StorageError> {
    serde_json::from_str(text).map_err(|_| StorageError::Inconsistent("a page of messages"))
}

impl Store {
    /// One message, if it can be seen from there.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn message(
        &self,
        room: RoomId,
        message: MessageId,
        earshot: Earshot,
    ) -> Result<Option<MessageView>, StorageError> {
        let mut reader = self.reader().await?;
        one(&mut reader, room, message, earshot).await
    }

    /// Those of these messages that can be seen from there.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn messages_named(
        &self,
        room: RoomId,
        messages: &[MessageId],
        earshot: Earshot,
    ) -> Result<HashMap<MessageId, MessageView>, StorageError> {
        let mut reader = self.reader().await?;
        these(&mut reader, room, messages, earshot).await
    }
}

impl WriteTx {
    /// A message as it is shown now, if it can be seen from there.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn message(
        &mut self,
        room: RoomId,
        message: MessageId,
        earshot: Earshot,
    ) -> Result<Option<MessageView>, StorageError> {
        one(self.connection().await?, room, message, earshot).await
    }
}
