//! What is told to those who listen to many rooms at once: a few statements for all of them, none a room.

use std::collections::HashMap;

use domain::{
    AccountId, EventNumber, RoomId, SubChannelId, Timestamp, UserId,
    channel::{ChannelMember, HeardRoom},
};
use sqlx::FromRow;

use crate::{StorageError, Store, bulk::json, events::last_event, people::MemberRow};

#[derive(FromRow)]
struct Row {
    id: i64,
    account_id: Option<i64>,
    given: Option<String>,
    sub_channel_id: Option<i64>,
    hidden: bool,
    last_event: i64,
    last_event_at: i64,
}

#[derive(FromRow)]
struct Seated {
    room_id: i64,
    #[sqlx(flatten)]
    member: MemberRow,
}

/// The first members of some rooms; which of each, is written as one of their lists.
macro_rules! select_first {
    ($users:literal) => {
        concat!(
            "SELECT m.room_id, u.id, u.account_id, n.name AS given, u.display_name, m.role, m.since, m.changed_at,
                    m.hidden, m.sub_channel_id
            FROM json_each($1) e
            JOIN memberships m ON m.room_id = e.value ->> 0 AND m.user_id IN (",
            $users,
            " ORDER BY user_id LIMIT $2)
            JOIN users u ON u.id = m.user_id
            LEFT JOIN names n ON n.kind = 'user' AND n.id = u.id
            ORDER BY m.room_id, m.user_id"
        )
    };
}

impl Store {
    /// The rooms that a user is a member of, so many at the most, those where something was written last first. Whoever
    /// has no place in an elastic one hears nothing of it.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn rooms_of_member(&self, user: UserId, rows: u32) -> Result<Vec<HeardRoom>, StorageError> {
        let mut reader = self.reader().await?;
        let rows: Vec<Row> = sqlx::query_as(concat!(
            "SELECT r.id, r.account_id, n.name AS given, b.sub_channel_id, b.hidden, ",
            last_event!("r.id"),
            ", coalesce((SELECT at FROM events WHERE room_id = r.id ORDER BY number DESC LIMIT 1), 0) AS last_event_at
            FROM memberships b
            JOIN rooms r ON r.id = b.room_id
            LEFT JOIN names n ON n.kind = 'room' AND n.id = r.id
            WHERE b.user_id = $1 AND r.deleted_at IS NULL
              AND (coalesce(r.elastic, 0) = 0 OR b.sub_channel_id IS NOT NULL)
            ORDER BY r.last_message_id DESC, r.id DESC
            LIMIT $2"
        ))
        .bind(user.raw())
        .bind(rows)
        .fetch_all(&mut *reader)
        .await?;
        let room = |row: Row| HeardRoom {
            id: RoomId::from_raw(row.id),
            account: row.account_id.map(AccountId::from_raw),
            given: row.given,
            sub_channel: row.sub_channel_id.map(SubChannelId::from_raw),
            hidden: row.hidden,
            head: EventNumber(row.last_event.unsigned_abs()),
            head_at: Timestamp::from_millis(row.last_event_at),
        };
        Ok(rows.into_iter().map(room).collect())
    }

    /// The first members of each of these rooms by id, so many of each at the most, and none who is hidden; of a
    /// sub-channel, where one is named.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn first_members(
        &self,
        rooms: &[(RoomId, Option<SubChannelId>)],
        rows: u32,
    ) -> Result<HashMap<RoomId, Vec<ChannelMember>>, StorageError> {
        let (divided, whole): (Vec<_>, Vec<_>) =
            rooms.iter().copied().partition(|(_, sub_channel)| sub_channel.is_some());
        let mut seated: HashMap<RoomId, Vec<ChannelMember>> = HashMap::with_capacity(rooms.len());
        let mut reader = self.reader().await?;
        for (rooms, sql) in [
            (whole, select_first!("SELECT user_id FROM memberships WHERE room_id = e.value ->> 0 AND NOT hidden")),
            (
                divided,
                select_first!("SELECT user_id FROM memberships WHERE sub_channel_id = e.value ->> 1 AND NOT hidden"),
            ),
        ] {
            if rooms.is_empty() {
                continue;
            }
            let found: Vec<Seated> = sqlx::query_as(sql).bind(pairs(rooms)?).bind(rows).fetch_all(&mut *reader).await?;
            for Seated { room_id, member } in found {
                seated.entry(RoomId::from_raw(room_id)).or_default().push(member.member()?);
            }
        }
        Ok(seated)
    }
}

/// Rooms with their sub-channels, as statements read them.
pub(crate) fn pairs(rooms: Vec<(RoomId, Option<SubChannelId>)>) -> Result<String, StorageError> {
    let rows: Vec<_> = rooms.iter().map(|(room, sub)| (room.raw(), sub.map(SubChannelId::raw))).collect();
    json(&rows)
}
