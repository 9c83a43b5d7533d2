//! What is changed about a room, and about who is in it.

use domain::{
    AccountId, Audience, Conflict, EventKind, EventNumber, Grant, RoomId, RoomKind, RoomName, RoomRole, SubChannelId,
    UserId, act,
};

use crate::{Credential, Known, KnownRoom, Seat, StorageError, WriteTx};

/// Who is told that somebody comes, goes or becomes something else: of a hidden member nobody but themselves, and those
/// who moderate in the panel.
const fn audience(user: UserId, hidden: bool, sub_channel: Option<SubChannelId>) -> Audience {
    match (hidden, sub_channel) {
        (true, _) => Audience::Between(user, user, None),
        (false, Some(sub_channel)) => Audience::SubChannel(sub_channel),
        (false, None) => Audience::Everybody,
    }
}

impl WriteTx {
    /// Makes a room with its first people.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn create_room(
        &mut self,
        account: Option<AccountId>,
        kind: RoomKind,
        name: &RoomName,
        people: &[(UserId, RoomRole)],
    ) -> Result<RoomId, StorageError> {
        self.seat_first(account, kind, name, people, &[]).await
    }

    /// Likewise, each in the sub-channel of the same place, if there are some.
    pub(crate) async fn seat_first(
        &mut self,
        account: Option<AccountId>,
        kind: RoomKind,
        name: &RoomName,
        people: &[(UserId, RoomRole)],
        sub_channels: &[SubChannelId],
    ) -> Result<RoomId, StorageError> {
        let id: RoomId = self.new_id();
        sqlx::query(
            "INSERT INTO rooms (id, account_id, kind, name, member_count, created_by) VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(id.raw())
        .bind(account.map(AccountId::raw))
        .bind(kind.code())
        .bind(name.as_str())
        .bind(people.len() as i64)
        .bind(people.first().map(|(user, _)| user.raw()))
        .execute(self.connection().await?)
        .await?;
        for (place, (user, role)) in people.iter().enumerate() {
            let sub_channel = sub_channels.get(place).copied();
            sqlx::query(
                "INSERT INTO memberships (room_id, user_id, role, since, added_by, sub_channel_id)
                VALUES ($1, $2, $3, $4, $5, $6)",
            )
            .bind(id.raw())
            .bind(user.raw())
            .bind(role.code())
            .bind(self.now.millis())
            .bind(people.first().map(|(user, _)| user.raw()))
            .bind(sub_channel.map(SubChannelId::raw))
            .execute(self.connection().await?)
            .await?;
            // Told to those who listen to all rooms of theirs; nobody can have seen the room before, so that it needs no
            // number and no row.
            let came = EventKind::RoleChanged { user: *user, role: Some(*role) };
            self.happened_among(audience(*user, false, sub_channel), id, EventNumber::default(), came);
        }
        Ok(id)
    }

    /// Gives a room another name. Answers whether that changed anything.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn rename_room(
        &mut self,
        _grant: &Grant<act::GovernRoom>,
        room: &KnownRoom,
        name: &RoomName,
    ) -> Result<bool, StorageError> {
        let done = sqlx::query("UPDATE rooms SET name = $2, updated_at = $3 WHERE id = $1 AND name <> $2")
            .bind(room.id.raw())
            .bind(name.as_str())
            .bind(self.now.millis())
            .execute(self.connection().await?)
            .await?;
        if done.rows_affected() == 0 {
            return Ok(false);
        }
        let renamed = EventKind::Renamed { name: name.as_str().to_owned() };
        self.room_event(room.id, room.last_event.next(), renamed).await?;
        Ok(true)
    }

    /// Makes a room nobody's. Its messages are to be purged in the same transaction.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn delete_room(&mut self, _grant: &Grant<act::GovernRoom>, room: RoomId) -> Result<(), StorageError> {
        sqlx::query(
            "DELETE FROM memberships WHERE room_id = $1;
            DELETE FROM bans WHERE room_id = $1;
            DELETE FROM sub_channels WHERE room_id = $1;
            DELETE FROM elastic_channels WHERE room_id = $1;
            DELETE FROM expirations WHERE room_id = $1;
            DELETE FROM names WHERE kind = 'room' AND id = $1;
            DELETE FROM room_settings WHERE room_id = $1;
            DELETE FROM chat_tokens WHERE room_id = $1;
            -- Whatever it is called in any dialect, that ends with its id.
            DELETE FROM tags WHERE substr(resource, -length($3)) = $3;
            UPDATE rooms SET deleted_at = $2, member_count = 0 WHERE id = $1",
        )
        .bind(room.raw())
        .bind(self.now.millis())
        .bind(format!("/{room}"))
        .execute(self.connection().await?)
        .await?;
        Ok(())
    }

    /// Archives a room, or brings it back. Answers whether that changed anything.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn archive_room(
        &mut self,
        _grant: &Grant<act::GovernRoom>,
        room: &KnownRoom,
        archived: bool,
    ) -> Result<bool, StorageError> {
        let done =
            sqlx::query("UPDATE rooms SET archived_at = $2 WHERE id = $1 AND (archived_at IS NULL) <> ($2 IS NULL)")
                .bind(room.id.raw())
                .bind(archived.then_some(self.now.millis()))
                .execute(self.connection().await?)
                .await?;
        if done.rows_affected() == 0 {
            return Ok(false);
        }
        self.room_event(room.id, room.last_event.next(), EventKind::Archived { archived }).await?;
        Ok(true)
    }

    /// Sets whether removals in a room need a reason. Answers whether that changed anything.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn set_reason_required(
        &mut self,
        _grant: &Grant<act::GovernRoom>,
        room: &KnownRoom,
        required: bool,
    ) -> Result<bool, StorageError> {
        let done = sqlx::query("UPDATE rooms SET reason_required = $2 WHERE id = $1 AND reason_required <> $2")
            .bind(room.id.raw())
            .bind(required)
            .execute(self.connection().await?)
            .await?;
        if done.rows_affected() == 0 {
            return Ok(false);
        }
        let kind = EventKind::PolicyChanged { reason_required: required };
        self.room_event(room.id, room.last_event.next(), kind).await?;
        Ok(true)
    }

    /// As [`WriteTx::seat`], where nothing is said of the place.
    ///
    /// # Errors
    /// As [`WriteTx::seat`].
    pub async fn set_role(
        &mut self,
        room: &KnownRoom,
        user: UserId,
        from: Option<RoomRole>,
        to: Option<RoomRole>,
        by: UserId,
    ) -> Result<Result<(), Conflict>, StorageError> {
        Ok(self.seat(room, user, from, to, by, Seat::default()).await?.map(drop))
    }

    /// Gives, changes or ends a membership; answers with the sub-channel in which it lies or lay. The policy was asked by
    /// the caller, who knows both roles, and that the sub-channel is one of the room.
    ///
    /// # Errors
    /// When the store broke. The inner error: when the room would be left without an owner, when they are banned, or
    /// when no place is left in an elastic channel.
    pub async fn seat(
        &mut self,
        room: &KnownRoom,
        user: UserId,
        from: Option<RoomRole>,
        to: Option<RoomRole>,
        by: UserId,
        seat: Seat,
    ) -> Result<Result<Option<SubChannelId>, Conflict>, StorageError> {
        if from == Some(RoomRole::Owner) && to != Some(RoomRole::Owner) {
            let owners: i64 =
                sqlx::query_scalar("SELECT count(*) FROM memberships WHERE room_id = $1 AND role = 'owner'")
                    .bind(room.id.raw())
                    .fetch_one(self.connection().await?)
                    .await?;
            if owners <= 1 {
                return Ok(Err(Conflict::LastOwner));
            }
        }
        if from.is_none() && to.is_some() && self.is_banned(room.id, user).await? {
            return Ok(Err(Conflict::Banned));
        }
        let mut place = None;
        if from.is_none() && to.is_some() && room.elastic {
            match self.take_place(room.id, seat.sub_channel).await? {
                Ok(taken) => place = Some(taken),
                Err(conflict) => return Ok(Err(conflict)),
            }
        }
        let (hidden, place) = match to {
            Some(role) => self.put_membership(room.id, user, role, by, Seat { sub_channel: place, ..seat }).await?,
            None => self.end_membership(room.id, user).await?,
        };
        if let (None, Some(place)) = (to, place) {
            self.leave_place(place).await?;
        }
        // Hidden members are in no number either.
        let change = if hidden { 0 } else { i64::from(to.is_some()) - i64::from(from.is_some()) };
        sqlx::query("UPDATE rooms SET member_count = member_count + $2 WHERE id = $1")
            .bind(room.id.raw())
            .bind(change)
            .execute(self.connection().await?)
            .await?;
        let audience = audience(user, hidden, place);
        let changed = EventKind::RoleChanged { user, role: to };
        self.room_event_among(audience, room.id, room.last_event.next(), changed).await?;
        Ok(Ok(place))
    }

    /// Writes a membership, or its new role; answers with whether it is hidden and where it lies.
    async fn put_membership(
        &mut self,
        room: RoomId,
        user: UserId,
        role: RoomRole,
        by: UserId,
        seat: Seat,
    ) -> Result<(bool, Option<SubChannelId>), StorageError> {
        let (hidden, place): (bool, Option<i64>) = sqlx::query_as(
            "INSERT INTO memberships (room_id, user_id, role, since, added_by, hidden, sub_channel_id)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            ON CONFLICT (room_id, user_id) DO UPDATE SET
                changed_at = CASE WHEN role = excluded.role THEN changed_at ELSE excluded.since END,
                role = excluded.role
            RETURNING hidden, sub_channel_id",
        )
        .bind(room.raw())
        .bind(user.raw())
        .bind(role.code())
        .bind(self.now.millis())
        .bind(by.raw())
        .bind(seat.hidden)
        .bind(seat.sub_channel.map(SubChannelId::raw))
        .fetch_one(self.connection().await?)
        .await?;
        Ok((hidden, place.map(SubChannelId::from_raw)))
    }

    /// Ends a membership; answers with what it was.
    async fn end_membership(
        &mut self,
        room: RoomId,
        user: UserId,
    ) -> Result<(bool, Option<SubChannelId>), StorageError> {
        let was: Option<(bool, Option<i64>)> = sqlx::query_as(
            "DELETE FROM memberships WHERE room_id = $1 AND user_id = $2 RETURNING hidden, sub_channel_id",
        )
        .bind(room.raw())
        .bind(user.raw())
        .fetch_optional(self.connection().await?)
        .await?;
        Ok(was.map(|(hidden, place)| (hidden, place.map(SubChannelId::from_raw))).unwrap_or_default())
    }

    /// A person's role in a room.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn role_in(&mut self, room: RoomId, user: UserId) -> Result<Option<RoomRole>, StorageError> {
        let role: Option<String> =
            sqlx::query_scalar("SELECT role FROM memberships WHERE room_id = $1 AND user_id = $2")
                .bind(room.raw())
                .bind(user.raw())
                .fetch_optional(self.connection().await?)
                .await?;
        role.map(|role| RoomRole::from_code(&role).map_err(|_| StorageError::Inconsistent("membership role")))
            .transpose()
    }

    /// Whether somebody is a hidden member of a room.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn is_hidden(&mut self, room: RoomId, user: UserId) -> Result<bool, StorageError> {
        let hidden = sqlx::query_scalar("SELECT hidden FROM memberships WHERE room_id = $1 AND user_id = $2")
            .bind(room.raw())
            .bind(user.raw())
            .fetch_optional(self.connection().await?)
            .await?;
        Ok(hidden.unwrap_or(false))
    }

    /// Whether an account is there.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn account_exists(&mut self, account: AccountId) -> Result<bool, StorageError> {
        Ok(sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM accounts WHERE id = $1)")
            .bind(account.raw())
            .fetch_one(self.connection().await?)
            .await?)
    }

    /// Whether a room is there.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn room_exists(&mut self, room: RoomId) -> Result<bool, StorageError> {
        Ok(sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM rooms WHERE id = $1 AND deleted_at IS NULL)")
            .bind(room.raw())
            .fetch_one(self.connection().await?)
            .await?)
    }

    /// What is known of whoever holds the session and of a room, once more: after this transaction has moved the
    /// room's numbers on.
    ///
    /// # Errors
    /// When the store broke, or session or room have gone in the meantime.
    pub async fn known_room(&mut self, who: &Credential, room: RoomId) -> Result<(Known, KnownRoom), StorageError> {
        let known = self.known(who, Some(room), None).await?.ok_or(StorageError::Inconsistent("session has gone"))?;
        let room = known.room.clone().ok_or(StorageError::Inconsistent("room has gone"))?;
        Ok((known, room))
    }
}
