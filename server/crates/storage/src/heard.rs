//! What is told to those who listen to many rooms at once: a few statements for all of them, none a room.

use std::collections::HashMap;

use domain::{
    AccountId, RoomId, UserId,
    channel::{ChannelMember, HeardRoom},
};
use sqlx::FromRow;

use crate::{StorageError, Store, people::MemberRow};

#[derive(FromRow)]
struct Row {
    id: i64,
    account_id: Option<i64>,
    given: Option<String>,
}

#[derive(FromRow)]
struct Seated {
    room_id: i64,
    #[sqlx(flatten)]
    member: MemberRow,
}

impl Store {
    /// The rooms that a user is a member of, so many at the most, those where something was written last first.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn rooms_of_member(&self, user: UserId, rows: u32) -> Result<Vec<HeardRoom>, StorageError> {
        let mut reader = self.reader().await?;
        let rows: Vec<Row> = sqlx::query_as(
            "SELECT r.id, r.account_id, n.name AS given
            FROM memberships b
            JOIN rooms r ON r.id = b.room_id
            LEFT JOIN names n ON n.kind = 'room' AND n.id = r.id
            WHERE b.user_id = $1 AND r.deleted_at IS NULL
            ORDER BY r.last_message_id DESC, r.id DESC
            LIMIT $2",
        )
        .bind(user.raw())
        .bind(rows)
        .fetch_all(&mut *reader)
        .await?;
        let room = |row: Row| HeardRoom {
            id: RoomId::from_raw(row.id),
            account: row.account_id.map(AccountId::from_raw),
            given: row.given,
        };
        Ok(rows.into_iter().map(room).collect())
    }

    /// The first members of each of these rooms by id, so many of each at the most.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn first_members(
        &self,
        rooms: &[RoomId],
        rows: u32,
    ) -> Result<HashMap<RoomId, Vec<ChannelMember>>, StorageError> {
        let ids: Vec<i64> = rooms.iter().map(|room| room.raw()).collect();
        let ids = serde_json::to_string(&ids).map_err(|_| StorageError::Inconsistent("ids cannot be written"))?;
        let mut reader = self.reader().await?;
        let found: Vec<Seated> = sqlx::query_as(
            "SELECT m.room_id, u.id, u.account_id, n.name AS given, u.display_name, m.role, m.since
            FROM json_each($1) e
            JOIN memberships m ON m.room_id = e.value
                AND m.user_id IN (SELECT user_id FROM memberships WHERE room_id = e.value ORDER BY user_id LIMIT $2)
            JOIN users u ON u.id = m.user_id
            LEFT JOIN names n ON n.kind = 'user' AND n.id = u.id
            ORDER BY m.room_id, m.user_id",
        )
        .bind(ids)
        .bind(rows)
        .fetch_all(&mut *reader)
        .await?;
        let mut seated: HashMap<RoomId, Vec<ChannelMember>> = HashMap::with_capacity(rooms.len());
        for Seated { room_id, member } in found {
            seated.entry(RoomId::from_raw(room_id)).or_default().push(member.member()?);
        }
        Ok(seated)
    }
}
