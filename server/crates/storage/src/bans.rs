//! Who is banned from which room.

use domain::{
    RoomId, Timestamp, UserId,
    channel::{ChannelBan, Part},
    kind,
};
use sqlx::FromRow;

use crate::{StorageError, Store, WriteTx, people};

#[derive(FromRow)]
struct Row {
    #[sqlx(flatten)]
    who: people::Row,
    by_id: i64,
    since: i64,
}

impl Row {
    fn ban(self) -> ChannelBan {
        let (by, since) = (UserId::from_raw(self.by_id), Timestamp::from_millis(self.since));
        ChannelBan { who: self.who.somebody(), by, since }
    }
}

/// Whether a user is banned from a room.
macro_rules! is_banned {
    ($room:literal, $user:literal) => {
        concat!("EXISTS (SELECT 1 FROM bans x WHERE x.room_id = ", $room, " AND x.user_id = ", $user, ")")
    };
}
pub(crate) use is_banned;

/// Bans with those who are banned.
macro_rules! select_bans {
    ($rest:literal) => {
        concat!(
            "SELECT u.id, u.account_id, n.name AS given, u.display_name, b.by_id, b.since
            FROM bans b
            JOIN users u ON u.id = b.user_id
            LEFT JOIN names n ON n.kind = 'user' AND n.id = u.id
            WHERE b.room_id = $1 AND ",
            $rest
        )
    };
}

impl Store {
    /// Who is banned from a room by id, after one of them.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn bans(
        &self,
        room: RoomId,
        after: Option<UserId>,
        rows: u32,
    ) -> Result<Part<ChannelBan, kind::User>, StorageError> {
        let mut reader = self.reader().await?;
        let found: Vec<Row> = sqlx::query_as(select_bans!("b.user_id > $2 ORDER BY b.user_id LIMIT $3"))
            .bind(room.raw())
            .bind(after.map_or(0, UserId::raw))
            .bind(rows + 1)
            .fetch_all(&mut *reader)
            .await?;
        Ok(Part::cut(found.into_iter().map(Row::ban).collect(), rows, |ban| ban.who.id))
    }

    /// One ban.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn ban(&self, room: RoomId, user: UserId) -> Result<Option<ChannelBan>, StorageError> {
        let mut reader = self.reader().await?;
        let row: Option<Row> = sqlx::query_as(select_bans!("b.user_id = $2"))
            .bind(room.raw())
            .bind(user.raw())
            .fetch_optional(&mut *reader)
            .await?;
        Ok(row.map(Row::ban))
    }
}

impl WriteTx {
    /// Whether somebody is banned from a room.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn is_banned(&mut self, room: RoomId, user: UserId) -> Result<bool, StorageError> {
        Ok(sqlx::query_scalar(concat!("SELECT ", is_banned!("$1", "$2")))
            .bind(room.raw())
            .bind(user.raw())
            .fetch_one(self.connection().await?)
            .await?)
    }

    /// Bans somebody from a room, of which they are no member any more. The policy was asked by the caller.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn ban(&mut self, room: RoomId, user: UserId, by: UserId) -> Result<(), StorageError> {
        sqlx::query("INSERT INTO bans (room_id, user_id, by_id, since) VALUES ($1, $2, $3, $4)")
            .bind(room.raw())
            .bind(user.raw())
            .bind(by.raw())
            .bind(self.now.millis())
            .execute(self.connection().await?)
            .await?;
        Ok(())
    }

    /// Lifts a ban. The policy was asked by the caller.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn lift_ban(&mut self, room: RoomId, user: UserId) -> Result<(), StorageError> {
        sqlx::query("DELETE FROM bans WHERE room_id = $1 AND user_id = $2")
            .bind(room.raw())
            .bind(user.raw())
            .execute(self.connection().await?)
            .await?;
        Ok(())
    }
}
