//! Sub-channels of elastic channels: which member lies in which, and which message belongs to which. A sub-channel comes
//! with its first member and goes with its last.

use domain::{
    Conflict, ElasticChannel, MessageId, RoomId, SubChannelId, UserId,
    channel::{Part, SubChannel},
    kind,
};

use crate::{StorageError, Store, WriteTx, bulk::json};

/// How somebody becomes a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Seat {
    /// In no list but that of the hidden members.
    pub hidden: bool,
    /// In which sub-channel; where none is named the fullest that has a place left is taken, or a new one.
    pub sub_channel: Option<SubChannelId>,
}

impl Store {
    /// Sub-channels of a room by id, after one of them.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn sub_channels(
        &self,
        room: RoomId,
        after: Option<SubChannelId>,
        rows: u32,
    ) -> Result<Part<SubChannel, kind::SubChannel>, StorageError> {
        let mut reader = self.reader().await?;
        let found: Vec<(i64, i64)> = sqlx::query_as(
            "SELECT id, member_count FROM sub_channels WHERE room_id = $1 AND id > $2 ORDER BY id LIMIT $3",
        )
        .bind(room.raw())
        .bind(after.map_or(0, SubChannelId::raw))
        .bind(rows + 1)
        .fetch_all(&mut *reader)
        .await?;
        let sub_channel =
            |(id, count): (i64, i64)| SubChannel { id: SubChannelId::from_raw(id), members: count.unsigned_abs() };
        Ok(Part::cut(found.into_iter().map(sub_channel).collect(), rows, |sub_channel| sub_channel.id))
    }

    /// Whether a room has a sub-channel.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn has_sub_channel(&self, room: RoomId, sub_channel: SubChannelId) -> Result<bool, StorageError> {
        let mut reader = self.reader().await?;
        Ok(sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM sub_channels WHERE id = $2 AND room_id = $1)")
            .bind(room.raw())
            .bind(sub_channel.raw())
            .fetch_one(&mut *reader)
            .await?)
    }
}

impl WriteTx {
    /// Whether a room has a sub-channel.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn has_sub_channel(&mut self, room: RoomId, sub_channel: SubChannelId) -> Result<bool, StorageError> {
        Ok(sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM sub_channels WHERE id = $2 AND room_id = $1)")
            .bind(room.raw())
            .bind(sub_channel.raw())
            .fetch_one(self.connection().await?)
            .await?)
    }

    /// The sub-channel in which somebody is a member of a room.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn place_of(&mut self, room: RoomId, user: UserId) -> Result<Option<SubChannelId>, StorageError> {
        let place: Option<Option<i64>> =
            sqlx::query_scalar("SELECT sub_channel_id FROM memberships WHERE room_id = $1 AND user_id = $2")
                .bind(room.raw())
                .bind(user.raw())
                .fetch_optional(self.connection().await?)
                .await?;
        Ok(place.flatten().map(SubChannelId::from_raw))
    }

    /// Divides a new room: as many sub-channels as its first people need, one after the other filled. Answers with the
    /// sub-channel of each.
    pub(crate) fn divide(&mut self, elastic: &ElasticChannel, people: usize) -> Vec<SubChannelId> {
        let target = elastic.members_target as usize;
        let ids: Vec<SubChannelId> = (0..people.div_ceil(target)).map(|_| self.new_id()).collect();
        (0..people).map(|place| ids[place / target]).collect()
    }

    /// Keeps how a new room is divided.
    pub(crate) async fn put_elastic(
        &mut self,
        room: RoomId,
        elastic: &ElasticChannel,
        sub_channels: &[SubChannelId],
    ) -> Result<(), StorageError> {
        let ids: Vec<i64> = sub_channels.iter().map(|id| id.raw()).collect();
        sqlx::query(
            "UPDATE rooms SET elastic = 1 WHERE id = $1;
            INSERT INTO elastic_channels (room_id, sub_channels_max, members_target, members_min_percent)
            VALUES ($1, $2, $3, $4);
            INSERT INTO sub_channels (id, room_id, member_count)
            SELECT value, $1, count(*)
            FROM json_each($5)
            GROUP BY value",
        )
        .bind(room.raw())
        .bind(elastic.sub_channels_max)
        .bind(elastic.members_target)
        .bind(elastic.members_min_percent)
        .bind(json(&ids)?)
        .execute(self.connection().await?)
        .await?;
        Ok(())
    }

    /// Finds a place for a new member of an elastic channel, and takes it.
    pub(crate) async fn take_place(
        &mut self,
        room: RoomId,
        wanted: Option<SubChannelId>,
    ) -> Result<Result<SubChannelId, Conflict>, StorageError> {
        let found: Option<i64> = sqlx::query_scalar(
            "SELECT id
            FROM sub_channels
            WHERE room_id = $1
              AND member_count < (SELECT members_target FROM elastic_channels WHERE room_id = $1)
              AND ($2 IS NULL OR id = $2)
            ORDER BY member_count DESC, id DESC
            LIMIT 1",
        )
        .bind(room.raw())
        .bind(wanted.map(SubChannelId::raw))
        .fetch_optional(self.connection().await?)
        .await?;
        if let Some(id) = found {
            sqlx::query("UPDATE sub_channels SET member_count = member_count + 1 WHERE id = $1")
                .bind(id)
                .execute(self.connection().await?)
                .await?;
            return Ok(Ok(SubChannelId::from_raw(id)));
        }
        let id: SubChannelId = self.new_id();
        let opened = sqlx::query(
            "INSERT INTO sub_channels (id, room_id, member_count)
            SELECT $2, $1, 1
            FROM elastic_channels
            WHERE room_id = $1
              AND $3 IS NULL
              AND (SELECT count(*) FROM sub_channels WHERE room_id = $1) < sub_channels_max",
        )
        .bind(room.raw())
        .bind(id.raw())
        .bind(wanted.map(SubChannelId::raw))
        .execute(self.connection().await?)
        .await?;
        Ok(if opened.rows_affected() == 1 { Ok(id) } else { Err(Conflict::SubChannelsFull) })
    }

    /// Gives back the place of somebody who is no member any more.
    pub(crate) async fn leave_place(&mut self, sub_channel: SubChannelId) -> Result<(), StorageError> {
        sqlx::query(
            "UPDATE sub_channels SET member_count = member_count - 1 WHERE id = $1;
            DELETE FROM sub_channels WHERE id = $1 AND member_count = 0",
        )
        .bind(sub_channel.raw())
        .execute(self.connection().await?)
        .await?;
        Ok(())
    }

    /// Notes to which sub-channel a message belongs.
    pub(crate) async fn put_into_sub_channel(
        &mut self,
        room: RoomId,
        sub_channel: SubChannelId,
        message: MessageId,
    ) -> Result<(), StorageError> {
        sqlx::query("INSERT INTO sub_channel_messages (room_id, message_id, sub_channel_id) VALUES ($1, $2, $3)")
            .bind(room.raw())
            .bind(message.raw())
            .bind(sub_channel.raw())
            .execute(self.connection().await?)
            .await?;
        Ok(())
    }
}
