//! Names that programs give to people and rooms, and find them by. Whoever was given none goes by the id, and nobody
//! else does: an id is looked for before the names, so that no name, be it older than the id, stands in its place.

use std::collections::HashMap;

use domain::{AccountId, Conflict, RoomId, UserId};

use crate::{StorageError, Store, WriteTx};

/// The number that stands for no account.
fn raw(account: Option<AccountId>) -> i64 {
    account.map_or(0, AccountId::raw)
}

impl Store {
    /// The user who goes by a name in an account: the one with this id, else the one that it was given to. A platform
    /// admin goes by their id in every account.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn user_named(&self, account: Option<AccountId>, name: &str) -> Result<Option<UserId>, StorageError> {
        Ok(self.users_named(account, &[name]).await?.pop().flatten())
    }

    /// The room that goes by a name in an account: the one with this id, else the one that it was given to.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn room_named(&self, account: Option<AccountId>, name: &str) -> Result<Option<RoomId>, StorageError> {
        let mut reader = self.reader().await?;
        let id: Option<i64> = sqlx::query_scalar(
            "SELECT coalesce(
                (SELECT r.id
                FROM rooms r
                WHERE r.id = $3
                  AND coalesce(r.account_id, 0) = $1
                  AND r.deleted_at IS NULL
                  AND NOT EXISTS (SELECT 1 FROM names WHERE kind = 'room' AND id = $3)),
                (SELECT r.id
                FROM names n
                JOIN rooms r ON r.id = n.id
                WHERE n.account_id = $1 AND n.kind = 'room' AND n.name = $2 AND r.deleted_at IS NULL))",
        )
        .bind(raw(account))
        .bind(name)
        .bind(name.parse().ok().map(RoomId::raw))
        .fetch_one(&mut *reader)
        .await?;
        Ok(id.map(RoomId::from_raw))
    }

    /// The names of these users; those without one are left out.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn names_of_users(&self, users: &[UserId]) -> Result<HashMap<UserId, String>, StorageError> {
        let found = self.names_of("user", users.iter().map(|user| user.raw()).collect()).await?;
        Ok(found.into_iter().map(|(id, name)| (UserId::from_raw(id), name)).collect())
    }

    /// The names of these rooms; those without one are left out.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn names_of_rooms(&self, rooms: &[RoomId]) -> Result<HashMap<RoomId, String>, StorageError> {
        let found = self.names_of("room", rooms.iter().map(|room| room.raw()).collect()).await?;
        Ok(found.into_iter().map(|(id, name)| (RoomId::from_raw(id), name)).collect())
    }

    async fn names_of(&self, kind: &'static str, ids: Vec<i64>) -> Result<Vec<(i64, String)>, StorageError> {
        let ids = serde_json::to_string(&ids).map_err(|_| StorageError::Inconsistent("ids cannot be written"))?;
        let mut reader = self.reader().await?;
        Ok(sqlx::query_as(
            "SELECT n.id, n.name
            FROM json_each($2) e
            JOIN names n ON n.kind = $1 AND n.id = e.value",
        )
        .bind(kind)
        .bind(ids)
        .fetch_all(&mut *reader)
        .await?)
    }
}

impl WriteTx {
    /// Gives a user a name in an account.
    ///
    /// # Errors
    /// When the store broke. The inner error: when the name is taken.
    pub async fn name_user(
        &mut self,
        account: Option<AccountId>,
        user: UserId,
        name: &str,
    ) -> Result<Result<(), Conflict>, StorageError> {
        self.give_name(account, "user", user.raw(), name).await
    }

    /// Gives a room a name in an account.
    ///
    /// # Errors
    /// When the store broke. The inner error: when the name is taken.
    pub async fn name_room(
        &mut self,
        account: Option<AccountId>,
        room: RoomId,
        name: &str,
    ) -> Result<Result<(), Conflict>, StorageError> {
        self.give_name(account, "room", room.raw(), name).await
    }

    /// The user to whom a name was given.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn user_with_name(
        &mut self,
        account: Option<AccountId>,
        name: &str,
    ) -> Result<Option<UserId>, StorageError> {
        Ok(self.with_name(account, "user", name).await?.map(UserId::from_raw))
    }

    /// Whether a name was given to a room of an account.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn room_name_taken(&mut self, account: Option<AccountId>, name: &str) -> Result<bool, StorageError> {
        Ok(self.with_name(account, "room", name).await?.is_some())
    }

    /// Whether an id is that of a room of an account, be it one that was deleted: its name is not given to another.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn is_room_of(&mut self, account: Option<AccountId>, room: RoomId) -> Result<bool, StorageError> {
        Ok(sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM rooms WHERE id = $2 AND coalesce(account_id, 0) = $1)")
            .bind(raw(account))
            .bind(room.raw())
            .fetch_one(self.connection().await?)
            .await?)
    }

    /// Whether an id is that of somebody who is met in an account: who belongs to it, is in a room of it, or is there in
    /// every account, as platform admins are.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn is_met_in(&mut self, account: Option<AccountId>, user: UserId) -> Result<bool, StorageError> {
        Ok(sqlx::query_scalar(
            "SELECT EXISTS (
                SELECT 1
                FROM users u
                WHERE u.id = $2
                  AND (coalesce(u.account_id, 0) = $1
                    OR u.platform_admin
                    OR EXISTS (
                        SELECT 1
                        FROM memberships m
                        JOIN rooms r ON r.id = m.room_id
                        WHERE m.user_id = u.id AND coalesce(r.account_id, 0) = $1 AND r.deleted_at IS NULL)))",
        )
        .bind(raw(account))
        .bind(user.raw())
        .fetch_one(self.connection().await?)
        .await?)
    }

    async fn with_name(
        &mut self,
        account: Option<AccountId>,
        kind: &'static str,
        name: &str,
    ) -> Result<Option<i64>, StorageError> {
        Ok(sqlx::query_scalar("SELECT id FROM names WHERE account_id = $1 AND kind = $2 AND name = $3")
            .bind(raw(account))
            .bind(kind)
            .bind(name)
            .fetch_optional(self.connection().await?)
            .await?)
    }

    async fn give_name(
        &mut self,
        account: Option<AccountId>,
        kind: &'static str,
        id: i64,
        name: &str,
    ) -> Result<Result<(), Conflict>, StorageError> {
        let done = sqlx::query(
            "INSERT INTO names (account_id, kind, name, id) VALUES ($1, $2, $3, $4)
            ON CONFLICT (account_id, kind, name) DO NOTHING",
        )
        .bind(raw(account))
        .bind(kind)
        .bind(name)
        .bind(id)
        .execute(self.connection().await?)
        .await?;
        Ok(if done.rows_affected() == 1 { Ok(()) } else { Err(Conflict::NameTaken) })
    }
}
