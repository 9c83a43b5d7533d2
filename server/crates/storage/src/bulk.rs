//! Many rows at once: sample data and imports. Messages come with their own times and make one event for all.

use std::{
    collections::{BTreeMap, HashSet},
    sync::Arc,
};

use domain::{AccountId, EventKind, EventNumber, MessageId, RoomId, RoomRole, UserId};

use serde::Serialize;
use sqlx::AssertSqlSafe;

use crate::{
    StorageError, WriteTx,
    audit::{SqliteQuery, audit_in_blocks},
    events::last_event,
    spans::SPAN_MESSAGES,
};

/// Messages put in with one statement; SQLite takes 32,766 parameters.
const PUT_ROWS_MAX: usize = 2_000;

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
    /// Its text. Shared, since it is handed on to the driver, and may be once more.
    pub content: Arc<str>,
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
    /// The newest message that it ever had; the first of all ids when it had none.
    pub last: MessageId,
    /// It is divided into sub-channels.
    pub elastic: bool,
}

/// What must not come back.
pub(crate) struct Gone {
    purged_through: MessageId,
    pub(crate) removed: HashSet<MessageId>,
    /// The newest message that the room ever had: what is put in after it was never there.
    pub(crate) last: MessageId,
}

impl Gone {
    pub(crate) fn covers(&self, message: MessageId) -> bool {
        message <= self.purged_through || self.removed.contains(&message)
    }
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
        let row: Option<(i64, i64, i64, bool)> = sqlx::query_as(
            "SELECT id, purged_through, last_message_id, coalesce(elastic, 0)
            FROM rooms
            WHERE name = $1 AND account_id IS $2 AND deleted_at IS NULL
            ORDER BY id
            LIMIT 1",
        )
        .bind(name)
        .bind(account.map(AccountId::raw))
        .fetch_optional(self.connection().await?)
        .await?;
        let room = |(id, purged, last, elastic)| {
            let (purged_through, last) = (MessageId::from_raw(purged), MessageId::from_raw(last));
            BulkRoom { id: RoomId::from_raw(id), purged_through, last, elastic }
        };
        Ok(row.map(room))
    }

    /// The users without sign-in who go by these names in this account, in the same order; made if not there. Somebody to
    /// whom a program gave a name of its own is nobody out of a log, and is left alone, whatever they go by. All are looked
    /// for with one statement and made with another.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn users_without_sign_in(
        &mut self,
        account: Option<AccountId>,
        names: &[String],
    ) -> Result<Vec<UserId>, StorageError> {
        let known: Vec<(i64, i64)> = sqlx::query_as(
            "SELECT n.key, min(u.id)
            FROM json_each($1) n
            CROSS JOIN users u ON u.display_name = n.value COLLATE NOCASE AND u.display_name = n.value
            WHERE u.account_id IS $2
              AND NOT EXISTS (SELECT 1 FROM identities i WHERE i.user_id = u.id)
              AND NOT EXISTS (SELECT 1 FROM names g WHERE g.kind = 'user' AND g.id = u.id)
            GROUP BY n.key",
        )
        .bind(json(&names)?)
        .bind(account.map(AccountId::raw))
        .fetch_all(self.connection().await?)
        .await?;
        let known: BTreeMap<i64, i64> = known.into_iter().collect();
        let mut new: BTreeMap<&str, UserId> = BTreeMap::new();
        let mut users = Vec::with_capacity(names.len());
        for (place, name) in names.iter().enumerate() {
            users.push(match known.get(&(place as i64)) {
                Some(id) => UserId::from_raw(*id),
                None => *new.entry(name).or_insert_with(|| self.new_id()),
            });
        }
        let rows: Vec<_> = new.into_iter().map(|(name, id)| (id.raw(), name)).collect();
        sqlx::query(
            "INSERT INTO users (id, account_id, display_name)
            SELECT value ->> 0, $2, value ->> 1
            FROM json_each($1)",
        )
        .bind(json(&rows)?)
        .bind(account.map(AccountId::raw))
        .execute(self.connection().await?)
        .await?;
        Ok(users)
    }

    /// Puts messages in, many with one statement, and keeps the counters. Those that are there already, were deleted before,
    /// or fall in a purged span are left out. A ban keeps nobody's words out: they are history. Senders become members,
    /// but for those who are banned; `newcomers` are the only ones who may be none yet, where that is known. Answers how
    /// many were put in.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn put_messages(
        &mut self,
        room: RoomId,
        messages: &[BulkMessage],
        newcomers: Option<&HashSet<UserId>>,
    ) -> Result<u64, StorageError> {
        let ids = || messages.iter().map(|message| message.id.raw());
        let span = (ids().min().unwrap_or_default(), ids().max().unwrap_or_default());
        let gone = self.gone_among(room, span).await?;
        let all: Vec<&BulkMessage> = messages.iter().collect();
        let fresh: Vec<&BulkMessage> = messages.iter().filter(|message| !gone.covers(message.id)).collect();
        self.put_fresh(room, &all, &fresh, gone.last, newcomers).await
    }

    /// Puts in those of the messages that were never there, or that only an equal id keeps out; the newest before them was
    /// `last`. The senders of all of them become members.
    pub(crate) async fn put_fresh(
        &mut self,
        room: RoomId,
        all: &[&BulkMessage],
        fresh: &[&BulkMessage],
        last: MessageId,
        newcomers: Option<&HashSet<UserId>>,
    ) -> Result<u64, StorageError> {
        let mut put = 0;
        let mut parts = fresh.chunks(PUT_ROWS_MAX);
        let mut next = parts.next().map(|rows| put_rows(room, rows));
        let connection = self.connection().await?;
        while let Some(statement) = next {
            // While the driver's thread carries one out, the next one is made.
            let made = async { parts.next().map(|rows| put_rows(room, rows)) };
            let (done, made) = tokio::join!(statement.execute(&mut *connection), made);
            put += done?.rows_affected();
            next = made;
        }
        if fresh.len() >= SPAN_MESSAGES && follows(last, fresh) {
            // None was there: all of them were put in.
            self.add_spans(room, last, fresh).await?;
        } else {
            self.count_spans(room, fresh).await?;
        }
        let joined = self.join_senders(room, all, newcomers).await?;
        let last = fresh.iter().map(|message| message.id.raw()).max().unwrap_or_default();
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
        .execute(self.connection().await?)
        .await?;
        Ok(put)
    }

    /// What of a room must not come back: what was purged, and what was removed one by one between two ids.
    pub(crate) async fn gone_among(&mut self, room: RoomId, (first, last): (i64, i64)) -> Result<Gone, StorageError> {
        let known: Option<(i64, i64)> =
            sqlx::query_as("SELECT purged_through, last_message_id FROM rooms WHERE id = $1")
                .bind(room.raw())
                .fetch_optional(self.connection().await?)
                .await?;
        let removed: Vec<i64> = sqlx::query_scalar(concat!(
            "SELECT a.message_id FROM ",
            audit_in_blocks!("audit_rooms"),
            " WHERE b.room_id = $1
              AND a.room_id = $1 AND a.operation_id IS NOT NULL AND a.message_id BETWEEN $2 AND $3"
        ))
        .bind(room.raw())
        .bind(first)
        .bind(last)
        .fetch_all(self.connection().await?)
        .await?;
        let (purged_through, last) = known.unwrap_or_default();
        Ok(Gone {
            purged_through: MessageId::from_raw(purged_through),
            removed: removed.into_iter().map(MessageId::from_raw).collect(),
            last: MessageId::from_raw(last),
        })
    }

    /// Makes members of those who wrote, since their first message, but for those who are banned: nobody whose ban was
    /// not lifted becomes a member. Answers how many were none before.
    async fn join_senders(
        &mut self,
        room: RoomId,
        messages: &[&BulkMessage],
        newcomers: Option<&HashSet<UserId>>,
    ) -> Result<u64, StorageError> {
        let mut since: BTreeMap<i64, i64> = BTreeMap::new();
        let may_be_new = |user: &UserId| newcomers.is_none_or(|newcomers| newcomers.contains(user));
        for message in messages.iter().filter(|message| may_be_new(&message.sender)) {
            let at = message.id.timestamp().millis();
            since.entry(message.sender.raw()).and_modify(|first| *first = at.min(*first)).or_insert(at);
        }
        let rows: Vec<_> = since.into_iter().collect();
        let joined = sqlx::query(
            "INSERT INTO memberships (room_id, user_id, role, since)
            SELECT $1, r.value ->> 0, 'member', r.value ->> 1
            FROM json_each($2) r
            WHERE NOT EXISTS (SELECT 1 FROM bans x WHERE x.room_id = $1 AND x.user_id = r.value ->> 0)
            ON CONFLICT DO NOTHING",
        )
        .bind(room.raw())
        .bind(json(&rows)?)
        .execute(self.connection().await?)
        .await?;
        Ok(joined.rows_affected())
    }

    /// Tells viewers of a room that many messages came in at once.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn announce_import(&mut self, room: RoomId) -> Result<(), StorageError> {
        let last: i64 = sqlx::query_scalar(concat!("SELECT ", last_event!("$1")))
            .bind(room.raw())
            .fetch_one(self.connection().await?)
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
            .execute(self.connection().await?)
            .await?;
        Ok(())
    }
}

/// The statement that puts rows in. Full ones are all the same statement, which is prepared once. What most rows have
/// not, and what all have alike, is not bound for each of them.
fn put_rows(room: RoomId, messages: &[&BulkMessage]) -> SqliteQuery<'static> {
    let plain = messages.iter().all(|message| message.reply_to.is_none() && !message.edited);
    let (columns, marks) = if plain { ("", "") } else { (", reply_to, edited_at", ", ?, ?") };
    let row = format!("({}, ?, ?, ?{marks})", room.raw());
    let rows = vec![row; messages.len()].join(", ");
    let sql =
        format!("INSERT INTO messages (room_id, id, sender_id, content{columns}) VALUES {rows} ON CONFLICT DO NOTHING");
    // Nothing in it but question marks and the room's number.
    let mut query = sqlx::query(AssertSqlSafe(sql));
    for message in messages {
        query = query.bind(message.id.raw()).bind(message.sender.raw()).bind(Arc::clone(&message.content));
        if !plain {
            let edited = message.edited.then(|| message.id.timestamp().plus_millis(60_000).millis());
            query = query.bind(message.reply_to.map(MessageId::raw)).bind(edited);
        }
    }
    query
}

/// Whether all of these come after a message, one after the other.
fn follows(last: MessageId, messages: &[&BulkMessage]) -> bool {
    messages.iter().map(|message| message.id).try_fold(last, |last, id| (last < id).then_some(id)).is_some()
}

pub(crate) fn json(rows: &impl Serialize) -> Result<String, StorageError> {
    serde_json::to_string(rows).map_err(|_| StorageError::Inconsistent("rows cannot be written"))
}
