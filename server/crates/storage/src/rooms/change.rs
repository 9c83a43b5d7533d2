//! What is changed about a room, and about who is in it.

use domain::{AccountId, Conflict, EventKind, EventNumber, Grant, RoomId, RoomKind, RoomName, RoomRole, UserId, act};

use crate::{Credential, Known, KnownRoom, StorageError, WriteTx};

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
        for (user, role) in people {
            sqlx::query(
                "INSERT INTO memberships (room_id, user_id, role, since, added_by) VALUES ($1, $2, $3, $4, $5)",
            )
            .bind(id.raw())
            .bind(user.raw())
            .bind(role.code())
            .bind(self.now.millis())
            .bind(people.first().map(|(user, _)| user.raw()))
            .execute(self.connection().await?)
            .await?;
            // Told to those who listen to all rooms of theirs; nobody can have seen the room before, so that it needs no
            // number and no row.
            self.happened(id, EventNumber::default(), EventKind::RoleChanged { user: *user, role: Some(*role) });
        }
        Ok(id)
    }

    /// Gives a room another name.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn rename_room(
        &mut self,
        _grant: &Grant<act::GovernRoom>,
        room: &KnownRoom,
        name: &RoomName,
    ) -> Result<(), StorageError> {
        sqlx::query("UPDATE rooms SET name = $2, updated_at = $3 WHERE id = $1")
            .bind(room.id.raw())
            .bind(name.as_str())
            .bind(self.now.millis())
            .execute(self.connection().await?)
            .await?;
        self.room_event(room.id, room.last_event.next(), EventKind::Renamed { name: name.as_str().to_owned() }).await
    }

    /// Makes a room nobody's. Its messages are to be purged in the same transaction.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn delete_room(&mut self, _grant: &Grant<act::GovernRoom>, room: RoomId) -> Result<(), StorageError> {
        sqlx::query(
            "DELETE FROM memberships WHERE room_id = $1;
            DELETE FROM bans WHERE room_id = $1;
            DELETE FROM names WHERE kind = 'room' AND id = $1;
            DELETE FROM room_settings WHERE room_id = $1;
            DELETE FROM chat_tokens WHERE room_id = $1;
            UPDATE rooms SET deleted_at = $2, member_count = 0 WHERE id = $1",
        )
        .bind(room.raw())
        .bind(self.now.millis())
        .execute(self.connection().await?)
        .await?;
        Ok(())
    }

    /// Archives a room, or brings it back.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn archive_room(
        &mut self,
        _grant: &Grant<act::GovernRoom>,
        room: &KnownRoom,
        archived: bool,
    ) -> Result<(), StorageError> {
        sqlx::query("UPDATE rooms SET archived_at = $2 WHERE id = $1")
            .bind(room.id.raw())
            .bind(archived.then_some(self.now.millis()))
            .execute(self.connection().await?)
            .await?;
        self.room_event(room.id, room.last_event.next(), EventKind::Archived { archived }).await
    }

    /// Sets whether removals in a room need a reason.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn set_reason_required(
        &mut self,
        _grant: &Grant<act::GovernRoom>,
        room: &KnownRoom,
        required: bool,
    ) -> Result<(), StorageError> {
        sqlx::query("UPDATE rooms SET reason_required = $2 WHERE id = $1")
            .bind(room.id.raw())
            .bind(required)
            .execute(self.connection().await?)
            .await?;
        let kind = EventKind::PolicyChanged { reason_required: required };
        self.room_event(room.id, room.last_event.next(), kind).await
    }

    /// Gives, changes or ends a membership. The policy was asked by the caller, who knows both roles.
    ///
    /// # Errors
    /// When the store broke. The inner error: when the room would be left without an owner, or when they are banned.
    pub async fn set_role(
        &mut self,
        room: &KnownRoom,
        user: UserId,
        from: Option<RoomRole>,
        to: Option<RoomRole>,
        by: UserId,
    ) -> Result<Result<(), Conflict>, StorageError> {
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
        match to {
            Some(role) => {
                sqlx::query(
                    "INSERT INTO memberships (room_id, user_id, role, since, added_by) VALUES ($1, $2, $3, $4, $5)
                    ON CONFLICT (room_id, user_id) DO UPDATE SET role = excluded.role",
                )
                .bind(room.id.raw())
                .bind(user.raw())
                .bind(role.code())
                .bind(self.now.millis())
                .bind(by.raw())
                .execute(self.connection().await?)
                .await?;
            }
            None => {
                sqlx::query("DELETE FROM memberships WHERE room_id = $1 AND user_id = $2")
                    .bind(room.id.raw())
                    .bind(user.raw())
                    .execute(self.connection().await?)
                    .await?;
            }
        }
        let change = i64::from(to.is_some()) - i64::from(from.is_some());
        sqlx::query("UPDATE rooms SET member_count = member_count + $2 WHERE id = $1")
            .bind(room.id.raw())
            .bind(change)
            .execute(self.connection().await?)
            .await?;
        self.room_event(room.id, room.last_event.next(), EventKind::RoleChanged { user, role: to }).await?;
        Ok(Ok(()))
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
