//! Pages of messages by key: where a reader stands, and a span as programs list it.

use domain::{
    Earshot, EventNumber, MessageId, RoomId, SubChannelId, Timestamp, UserId,
    channel::Span,
    limits,
    view::{Anchor, MessagePage, MessageView},
};
use sqlx::{Sqlite, SqliteConnection, query::QueryScalar, sqlite::SqliteArguments};

use super::{
    row::{MessageRow, read_page},
    select::{newest_messages, select_messages, select_messages_from, select_messages_of_sub_channel, select_page},
};
use crate::{StorageError, Store};

/// A room, and what is heard in it.
type Place = (RoomId, Earshot);

/// Messages before a key, oldest first; one more than asked for is read to know whether there are others.
async fn before(
    connection: &mut SqliteConnection,
    (room, earshot): Place,
    key: MessageId,
    rows: u32,
) -> Result<(Vec<MessageView>, bool), StorageError> {
    let query = sqlx::query_scalar(select_page!(newest_messages!(), ""));
    let mut found = page(connection, query, (room, earshot), key, rows).await?;
    let more = found.len() > rows as usize;
    let views = found.split_off(usize::from(more)).into_iter().map(MessageRow::view).collect();
    Ok((views, more))
}

/// Messages from a key on, oldest first.
async fn from(
    connection: &mut SqliteConnection,
    (room, earshot): Place,
    key: MessageId,
    rows: u32,
) -> Result<(Vec<MessageView>, bool), StorageError> {
    let query = sqlx::query_scalar(select_page!(select_messages_from!(), " ORDER BY m.id LIMIT $4"));
    let found = page(connection, query, (room, earshot), key, rows).await?;
    let more = found.len() > rows as usize;
    Ok((found.into_iter().take(rows as usize).map(MessageRow::view).collect(), more))
}

/// Messages from a moment on, oldest first; whether there are older ones, and newer ones.
async fn from_moment(
    connection: &mut SqliteConnection,
    place: Place,
    moment: Timestamp,
    rows: u32,
) -> Result<(Vec<MessageView>, bool, bool), StorageError> {
    // Beyond what an id can say there is no message, and the nearest that it can say finds none either.
    let first = MessageId::first_at(moment.clamp(MessageId::MIN.timestamp(), MessageId::MAX.timestamp()));
    let (messages, newer) = from(connection, place, first, rows).await?;
    let (one, more) = before(connection, place, first, 1).await?;
    Ok((messages, more || !one.is_empty(), newer))
}

/// The rows of a page and one more, oldest first.
async fn page<'q>(
    connection: &mut SqliteConnection,
    query: QueryScalar<'q, Sqlite, String, SqliteArguments>,
    (room, earshot): Place,
    key: MessageId,
    rows: u32,
) -> Result<Vec<MessageRow>, StorageError> {
    let query = query.bind(room.raw()).bind(earshot.only().map(UserId::raw)).bind(key.raw()).bind(rows + 1);
    let text = query.fetch_one(connection).await?;
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
    pub async fn messages(
        &self,
        room: RoomId,
        earshot: Earshot,
        anchor: Anchor,
        head: EventNumber,
    ) -> Result<MessagePage, StorageError> {
        let place = (room, earshot);
        let mut reader = self.reader().await?;
        let rows = limits::MESSAGE_PAGE_ROWS;
        let (messages, older, newer) = match anchor {
            Anchor::Newest => {
                let (messages, older) = before(&mut reader, place, MessageId::MAX, rows).await?;
                (messages, older, false)
            }
            Anchor::Before(key) => {
                let (messages, older) = before(&mut reader, place, key, rows).await?;
                (messages, older, true)
            }
            Anchor::After(key) => {
                let next = MessageId::from_raw(key.raw().saturating_add(1));
                let (messages, newer) = from(&mut reader, place, next, rows).await?;
                (messages, true, newer)
            }
            Anchor::Around(key) => {
                let (mut messages, older) = before(&mut reader, place, key, rows / 2).await?;
                let (following, newer) = from(&mut reader, place, key, rows / 2).await?;
                messages.extend(following);
                (messages, older, newer)
            }
            Anchor::Day(day) => from_moment(&mut reader, place, day.start(), rows).await?,
            Anchor::From(moment) => from_moment(&mut reader, place, moment, rows).await?,
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
        earshot: Earshot,
        sub_channel: Option<SubChannelId>,
        span: &Span,
        rows: u32,
    ) -> Result<(Vec<MessageView>, bool), StorageError> {
        let sql = match (sub_channel, span.newest_first) {
            (None, true) => select_page!(select_messages_from!(), " AND m.id < $5 ORDER BY m.id DESC LIMIT $4"),
            (None, false) => select_page!(select_messages_from!(), " AND m.id < $5 ORDER BY m.id LIMIT $4"),
            (Some(_), true) => {
                select_page!(select_messages_of_sub_channel!(), " ORDER BY d.message_id DESC LIMIT $4")
            }
            (Some(_), false) => select_page!(select_messages_of_sub_channel!(), " ORDER BY d.message_id LIMIT $4"),
        };
        let mut query = sqlx::query_scalar::<_, String>(sql)
            .bind(room.raw())
            .bind(earshot.only().map(UserId::raw))
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
}
