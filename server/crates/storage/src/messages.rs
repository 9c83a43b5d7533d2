//! Messages: pages by key, and the acts that change them. What a purge has hidden no statement here returns.

use std::collections::HashMap;

use domain::{
    Audience, Content, EventKind, EventNumber, Grant, IdempotencyKey, MessageId, Note, OperationId, Reason, RoomId,
    SubChannelId, Timestamp, UserId, act,
    channel::Span,
    limits,
    view::{Anchor, Body, Extra, MessagePage, MessageView, PersonRef, Quote, QuoteText, RemovedBy, Tombstone},
};
use serde::Deserialize;
use sqlx::{FromRow, Sqlite, SqliteConnection, query::QueryScalar, sqlite::SqliteArguments};

use crate::{
    Entry, Known, KnownMessage, KnownRoom, StorageError, Store, WriteTx,
    audit::{SqliteQuery, insert_audit},
    heard::pairs,
};

/// What a removal brings along, whatever its verb.
#[derive(Debug, Clone)]
pub struct Removal {
    /// The public reason.
    pub reason: Option<Reason>,
    /// The private note.
    pub note: Option<Note>,
    /// Through which door it came, and with which access key.
    pub way: domain::Way,
    /// The key to remember it under, and what tells its repetition from another request.
    pub key: Option<(IdempotencyKey, [u8; 32])>,
}

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
}

impl Removal {
    /// Rows that remembering the key adds to a statement group.
    const fn key_rows(&self) -> u64 {
        if self.key.is_some() { 1 } else { 0 }
    }

    /// Binds the key and its fingerprint, `$18` and `$19` of every removal.
    fn bind_key<'q>(&self, query: SqliteQuery<'q>) -> SqliteQuery<'q> {
        let (key, fingerprint) =
            self.key.as_ref().map(|(key, print)| (key.as_str().to_owned(), print.to_vec())).unzip();
        query.bind(key).bind(fingerprint)
    }
}

/// Remembers the key of a removal, if it has one, in the statement group that removes.
macro_rules! insert_key {
    () => {
        "INSERT INTO idempotency (user_id, key, fingerprint, made, at)
        SELECT $3, $18, $19, $11, $2
        WHERE $18 IS NOT NULL"
    };
}

/// What an idempotency key is remembered for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Remembered {
    /// Tells a repetition from another request with the same key.
    pub fingerprint: [u8; 32],
    /// The operation or message that was made.
    pub made: i64,
}

/// A message as [`select_messages`] finds it: one row of its own, or a list in a page.
#[derive(FromRow, Deserialize)]
pub(crate) struct MessageRow {
    id: i64,
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
}

/// Columns and joins of a message of a room as it is shown, after a bound: the only lower one, since of two SQLite may
/// walk from the far one. It is never before what was purged. A quote is joined only while what it quotes can be seen.
macro_rules! select_messages {
    () => {
        select_messages!("$1")
    };
    ($room:literal) => {
        select_messages!($room, "(SELECT purged_through FROM rooms WHERE id = ", $room, ")")
    };
    ($room:literal, $($after:literal),+) => {
        select_messages!(@of "messages m", $room, $($after),+)
    };
    (@of $from:literal, $room:literal, $($after:literal),+) => {
        concat!(
            "SELECT m.id, m.sender_id, u.display_name AS sender_name, m.content, m.reply_to,
                substr(q.content, 1, 200) AS quoted, qu.display_name AS quoted_sender,
                m.edited_at, m.revision, a.at AS redacted_at, a.reason AS redacted_reason, m.metadata, m.more
        FROM ",
            $from,
            "
        JOIN users u ON u.id = m.sender_id
        LEFT JOIN messages q ON q.room_id = m.room_id AND q.id = m.reply_to AND q.content IS NOT NULL
            AND q.id > (SELECT purged_through FROM rooms WHERE id = ",
            $room,
            ")
        LEFT JOIN users qu ON qu.id = q.sender_id
        LEFT JOIN audit a ON a.operation_id = m.operation_id
        WHERE m.room_id = ",
            $room,
            " AND m.id > ",
            $($after),+
        )
    };
}

/// Those of the room `$1` from `$2` on.
macro_rules! select_messages_from {
    () => {
        select_messages!("$1", "max($2 - 1, (SELECT purged_through FROM rooms WHERE id = $1))")
    };
}

/// Those of the sub-channel `$5` of the room `$1` from `$2` on and before `$4`, walked by the sub-channel's own index.
macro_rules! select_messages_of_sub_channel {
    () => {
        concat!(
            select_messages!(
                @of "sub_channel_messages d CROSS JOIN messages m ON m.room_id = $1 AND m.id = d.message_id",
                "$1",
                "(SELECT purged_through FROM rooms WHERE id = $1)"
            ),
            " AND d.sub_channel_id = $5
              AND d.message_id > max($2 - 1, (SELECT purged_through FROM rooms WHERE id = $1))
              AND d.message_id < $4"
        )
    };
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
        MessageView {
            id: MessageId::from_raw(self.id),
            sender: PersonRef { id: UserId::from_raw(self.sender_id), name: self.sender_name },
            body,
            reply_to: self.reply_to.map(|id| Quote { id: MessageId::from_raw(id), shown }),
            edited_at: self.edited_at.map(Timestamp::from_millis),
            revision: self.revision,
            extra,
        }
    }
}

/// One message, if it can be seen.
pub(crate) async fn one(
    connection: &mut SqliteConnection,
    room: RoomId,
    message: MessageId,
) -> Result<Option<MessageView>, StorageError> {
    let row: Option<MessageRow> = sqlx::query_as(concat!(select_messages!(), " AND m.id = $2"))
        .bind(room.raw())
        .bind(message.raw())
        .fetch_optional(connection)
        .await?;
    Ok(row.map(MessageRow::view))
}

/// A page of messages as one text: every row that comes from the driver's thread on its own wakes whoever waits for
/// it, and that takes longer than to read the row.
macro_rules! select_page {
    ($messages:expr, $bounds:literal) => {
        concat!(
            "SELECT json_group_array(json_array(
                id, sender_id, sender_name, content, reply_to, quoted, quoted_sender, edited_at, revision, redacted_at,
                redacted_reason, metadata, more))
            FROM (",
            $messages,
            $bounds,
            ")"
        )
    };
}

/// The newest of each room of `$1`, `$2` at the most.
macro_rules! select_newest {
    () => {
        concat!(
            "SELECT e.value ->> 0, (",
            select_page!(select_messages!("(e.value ->> 0)"), " ORDER BY m.id DESC LIMIT $2"),
            ") FROM json_each($1) e"
        )
    };
}

/// Likewise, of one sub-channel of each.
macro_rules! select_newest_of_sub_channels {
    () => {
        concat!(
            "SELECT e.value ->> 0, (",
            select_page!(
                select_messages!(
                    @of "sub_channel_messages d CROSS JOIN messages m ON m.room_id = (e.value ->> 0) AND m.id = d.message_id",
                    "(e.value ->> 0)",
                    "(SELECT purged_through FROM rooms WHERE id = (e.value ->> 0))"
                ),
                " AND d.sub_channel_id = (e.value ->> 1) ORDER BY d.message_id DESC LIMIT $2"
            ),
            ") FROM json_each($1) e"
        )
    };
}

/// The rows of a page; an aggregate promises no order.
fn read_page(text: &str) -> Result<Vec<MessageRow>, StorageError> {
    serde_json::from_str(text).map_err(|_| StorageError::Inconsistent("a page of messages"))
}

/// Messages before a key, oldest first; one more than asked for is read to know whether there are others.
async fn before(
    connection: &mut SqliteConnection,
    room: RoomId,
    key: MessageId,
    rows: u32,
) -> Result<(Vec<MessageView>, bool), StorageError> {
    let query = sqlx::query_scalar(select_page!(select_messages!(), " AND m.id < $2 ORDER BY m.id DESC LIMIT $3"));
    let mut found = page(connection, query, room, key, rows).await?;
    let more = found.len() > rows as usize;
    let views = found.split_off(usize::from(more)).into_iter().map(MessageRow::view).collect();
    Ok((views, more))
}

/// Messages from a key on, oldest first.
async fn from(
    connection: &mut SqliteConnection,
    room: RoomId,
    key: MessageId,
    rows: u32,
) -> Result<(Vec<MessageView>, bool), StorageError> {
    let query = sqlx::query_scalar(select_page!(select_messages_from!(), " ORDER BY m.id LIMIT $3"));
    let found = page(connection, query, room, key, rows).await?;
    let more = found.len() > rows as usize;
    Ok((found.into_iter().take(rows as usize).map(MessageRow::view).collect(), more))
}

/// The rows of a page and one more, oldest first.
async fn page<'q>(
    connection: &mut SqliteConnection,
    query: QueryScalar<'q, Sqlite, String, SqliteArguments>,
    room: RoomId,
    key: MessageId,
    rows: u32,
) -> Result<Vec<MessageRow>, StorageError> {
    let text = query.bind(room.raw()).bind(key.raw()).bind(rows + 1).fetch_one(connection).await?;
    let mut found = read_page(&text)?;
    found.sort_unstable_by_key(|row| row.id);
    Ok(found)
}

impl Store {
    /// A page of messages. `head` is the room's newest event, read before the page, so that events after it are
    /// replayed over the page and never missed.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn messages(&self, room: RoomId, anchor: Anchor, head: EventNumber) -> Result<MessagePage, StorageError> {
        let mut reader = self.reader().await?;
        let rows = limits::MESSAGE_PAGE_ROWS;
        let (messages, older, newer) = match anchor {
            Anchor::Newest => {
                let (messages, older) = before(&mut reader, room, MessageId::MAX, rows).await?;
                (messages, older, false)
            }
            Anchor::Before(key) => {
                let (messages, older) = before(&mut reader, room, key, rows).await?;
                (messages, older, true)
            }
            Anchor::After(key) => {
                let next = MessageId::from_raw(key.raw().saturating_add(1));
                let (messages, newer) = from(&mut reader, room, next, rows).await?;
                (messages, true, newer)
            }
            Anchor::Around(key) => {
                let (mut messages, older) = before(&mut reader, room, key, rows / 2).await?;
                let (following, newer) = from(&mut reader, room, key, rows / 2).await?;
                messages.extend(following);
                (messages, older, newer)
            }
            Anchor::Day(day) => {
                let (messages, newer) = from(&mut reader, room, MessageId::first_at(day.start()), rows).await?;
                (messages, true, newer)
            }
        };
        Ok(MessagePage { messages, older, newer, head })
    }

    /// So many messages of a span, in its order, and whether there are more; of one sub-channel, if it is asked for.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn messages_of_span(
        &self,
        room: RoomId,
        sub_channel: Option<SubChannelId>,
        span: &Span,
        rows: u32,
    ) -> Result<(Vec<MessageView>, bool), StorageError> {
        let sql = match (sub_channel, span.newest_first) {
            (None, true) => select_page!(select_messages_from!(), " AND m.id < $4 ORDER BY m.id DESC LIMIT $3"),
            (None, false) => select_page!(select_messages_from!(), " AND m.id < $4 ORDER BY m.id LIMIT $3"),
            (Some(_), true) => {
                select_page!(select_messages_of_sub_channel!(), " ORDER BY d.message_id DESC LIMIT $3")
            }
            (Some(_), false) => select_page!(select_messages_of_sub_channel!(), " ORDER BY d.message_id LIMIT $3"),
        };
        let mut query = sqlx::query_scalar::<_, String>(sql)
            .bind(room.raw())
            .bind(span.from.raw())
            .bind(rows + 1)
            .bind(span.until.raw());
        if let Some(sub_channel) = sub_channel {
            query = query.bind(sub_channel.raw());
        }
        let mut reader = self.reader().await?;
        let text = query.fetch_one(&mut *reader).await?;
        let mut found = read_page(&text)?;
        found.sort_unstable_by_key(|row| if span.newest_first { -row.id } else { row.id });
        let more = found.len() > rows as usize;
        Ok((found.into_iter().take(rows as usize).map(MessageRow::view).collect(), more))
    }

    /// The newest messages of each of these rooms, so many of each at the most, the newest first, and whether there are
    /// more of it; of a sub-channel, where one is named.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn newest_messages(
        &self,
        rooms: &[(RoomId, Option<SubChannelId>)],
        rows: u32,
    ) -> Result<HashMap<RoomId, (Vec<MessageView>, bool)>, StorageError> {
        let (divided, whole): (Vec<_>, Vec<_>) =
            rooms.iter().copied().partition(|(_, sub_channel)| sub_channel.is_some());
        let mut found = HashMap::with_capacity(rooms.len());
        let mut reader = self.reader().await?;
        for (asked, sql) in [(whole, select_newest!()), (divided, select_newest_of_sub_channels!())] {
            if asked.is_empty() {
                continue;
            }
            let pages: Vec<(i64, String)> =
                sqlx::query_as(sql).bind(pairs(asked)?).bind(rows + 1).fetch_all(&mut *reader).await?;
            for (room, text) in pages {
                let mut page = read_page(&text)?;
                page.sort_unstable_by_key(|row| -row.id);
                let more = page.len() > rows as usize;
                let page = page.into_iter().take(rows as usize).map(MessageRow::view).collect();
                found.insert(RoomId::from_raw(room), (page, more));
            }
        }
        Ok(found)
    }

    /// One message, if it can be seen.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn message(&self, room: RoomId, message: MessageId) -> Result<Option<MessageView>, StorageError> {
        let mut reader = self.reader().await?;
        one(&mut reader, room, message).await
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
            "INSERT INTO messages (room_id, id, sender_id, content, reply_to, metadata, more)
            VALUES ($1, $2, $3, $4, $5, $8, $9);
            INSERT INTO events (room_id, number, at, kind, message_id) VALUES ($1, $6, $7, 'sent', $2);
            UPDATE rooms
            SET message_count = message_count + 1, last_message_id = $2, last_event = $6
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
        .execute(self.connection().await?)
        .await?;
        expect_rows(done.rows_affected(), 3, "send")?;
        if let Some(sub_channel) = new.sub_channel {
            self.put_into_sub_channel(room.id, sub_channel, id).await?;
        }
        self.end_span(room.id, id, number).await?;
        let view =
            one(self.connection().await?, room.id, id).await?.ok_or(StorageError::Inconsistent("sent message"))?;
        let audience = new.sub_channel.map_or(Audience::Everybody, Audience::SubChannel);
        self.happened_among(audience, room.id, number, EventKind::Sent { message: view.clone() });
        Ok(view)
    }

    /// Changes the text of a message, and what came along with it if that is to be changed too.
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
                metadata = CASE WHEN $6 THEN $7 ELSE metadata END, more = CASE WHEN $6 THEN $8 ELSE more END
            WHERE room_id = $1 AND id = $2 AND content IS NOT NULL;
            INSERT INTO events (room_id, number, at, kind, message_id) VALUES ($1, $5, $4, 'edited', $2);
            UPDATE rooms SET last_event = $5 WHERE id = $1",
        )
        .bind(room.id.raw())
        .bind(message.id.raw())
        .bind(content.as_str())
        .bind(self.now.millis())
        .bind(number.0 as i64)
        .bind(extra.is_some())
        .bind(extra.and_then(|extra| extra.metadata.as_deref()))
        .bind(extra.and_then(|extra| extra.more.as_deref()))
        .execute(self.connection().await?)
        .await?;
        expect_rows(done.rows_affected(), 3, "edit")?;
        // The text before the edit is removed text too.
        self.scrub();
        let view = one(self.connection().await?, room.id, message.id)
            .await?
            .ok_or(StorageError::Inconsistent("edited message"))?;
        let audience = message.sub_channel.map_or(Audience::Everybody, Audience::SubChannel);
        self.happened_among(audience, room.id, number, EventKind::Edited { message: view.clone() });
        Ok(view)
    }

    /// Hides every message up to and with `through` from this commit on, and leaves a job that erases them.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn purge(
        &mut self,
        grant: &Grant<act::Purge>,
        by: UserId,
        room: &KnownRoom,
        through: MessageId,
        removal: &Removal,
    ) -> Result<(OperationId, domain::JobId, u64), StorageError> {
        let survivors = self.survivors(room.id, through.max(room.purged_through)).await?;
        let count = room.message_count.saturating_sub(survivors);
        let operation: OperationId = self.new_id();
        let job: domain::JobId = self.new_id();
        let number = room.last_event.next();
        let entry = removal_entry(by, room, "purge", grant.role(), operation, None, count, removal);
        let row = self.chain_entry(&entry);
        let statements = row
            .bind(sqlx::query(concat!(
                insert_audit!(),
                ";
                INSERT INTO events (room_id, number, at, kind, message_id, operation_id)
                VALUES ($8, $17, $2, 'purged', $20, $11);
                UPDATE rooms
                SET last_event = $17, message_count = $21, purged_through = max(purged_through, $20)
                WHERE id = $8;
                INSERT INTO jobs (id, operation_id, room_id, actor_id, through, state, total)
                VALUES ($22, $11, $8, $3, $20, 'waiting', $12);
                ",
                insert_key!()
            )))
            .bind(number.0 as i64);
        let done = removal
            .bind_key(statements)
            .bind(through.raw())
            .bind(survivors as i64)
            .bind(job.raw())
            .execute(self.connection().await?)
            .await?;
        expect_rows(done.rows_affected(), 4 + removal.key_rows(), "purge")?;
        self.scrub();
        let reason = removal.reason.as_ref().map(|reason| reason.as_str().to_owned());
        self.happened(room.id, number, EventKind::Purged { through, count, reason });
        Ok((operation, job, count))
    }

    /// Remembers what was done under a key.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn remember(&mut self, user: UserId, key: &str, what: Remembered) -> Result<(), StorageError> {
        sqlx::query("INSERT INTO idempotency (user_id, key, fingerprint, made, at) VALUES ($1, $2, $3, $4, $5)")
            .bind(user.raw())
            .bind(key)
            .bind(what.fingerprint.as_slice())
            .bind(what.made)
            .bind(self.now.millis())
            .execute(self.connection().await?)
            .await?;
        Ok(())
    }

    /// Forgets the keys of what was done before a moment.
    pub(crate) async fn forget_keys(&mut self, before: Timestamp) -> Result<(), StorageError> {
        sqlx::query("DELETE FROM idempotency WHERE at < $1")
            .bind(before.millis())
            .execute(self.connection().await?)
            .await?;
        Ok(())
    }

    /// A message as it is shown now.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn message(&mut self, room: RoomId, message: MessageId) -> Result<Option<MessageView>, StorageError> {
        one(self.connection().await?, room, message).await
    }

    /// A removal as it was answered: its verb's code, message, count, time, role and job.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn operation(
        &mut self,
        operation: OperationId,
    ) -> Result<Option<domain::view::OperationView>, StorageError> {
        let row: Option<OperationRow> = sqlx::query_as(
            "SELECT a.action, a.room_id, a.message_id, a.count, a.at, a.role, j.id AS job_id
            FROM audit a
            LEFT JOIN jobs j ON j.operation_id = a.operation_id
            WHERE a.operation_id = $1",
        )
        .bind(operation.raw())
        .fetch_optional(self.connection().await?)
        .await?;
        row.map(|row| row.view(operation)).transpose()
    }
}

#[derive(FromRow)]
struct OperationRow {
    action: String,
    room_id: i64,
    message_id: Option<i64>,
    count: i64,
    at: i64,
    role: String,
    job_id: Option<i64>,
}

impl OperationRow {
    fn view(self, id: OperationId) -> Result<domain::view::OperationView, StorageError> {
        Ok(domain::view::OperationView {
            id,
            verb: domain::Verb::from_code(&self.action).ok_or(StorageError::Inconsistent("operation verb"))?,
            room: RoomId::from_raw(self.room_id),
            message: self.message_id.map(MessageId::from_raw),
            count: self.count.unsigned_abs(),
            at: Timestamp::from_millis(self.at),
            role: domain::Role::from_code(&self.role).ok_or(StorageError::Inconsistent("operation role"))?,
            job: self.job_id.map(domain::JobId::from_raw),
        })
    }
}

#[expect(clippy::too_many_arguments, reason = "one line of the audit log; every column is named at the call")]
pub(crate) fn removal_entry(
    by: UserId,
    room: &KnownRoom,
    action: &'static str,
    role: domain::Role,
    operation: OperationId,
    message: Option<MessageId>,
    count: u64,
    removal: &Removal,
) -> Entry {
    Entry {
        room: Some(room.id),
        message,
        operation: Some(operation),
        count: Some(count),
        reason: removal.reason.clone(),
        note: removal.note.clone(),
        ..Entry::new(Some(by), Some(role), removal.way, action)
    }
}

/// A statement group that changed another number of rows than it must is taken back.
pub(crate) fn expect_rows(changed: u64, expected: u64, what: &'static str) -> Result<(), StorageError> {
    if changed == expected { Ok(()) } else { Err(StorageError::Inconsistent(what)) }
}
