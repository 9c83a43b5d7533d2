//! Keys as they are listed.

use domain::{
    KeyId, KeyStanding, RoomId, Timestamp, UserId, limits,
    view::{KeyPage, KeyView, PersonRef, RoomRef},
};
use sqlx::FromRow;

use super::columns::{key_id, key_scope, key_state};
use crate::{StorageError, Store};

#[derive(FromRow)]
struct Row {
    id: String,
    user_id: i64,
    display_name: String,
    owner_disabled: bool,
    label: String,
    scope: String,
    room_id: Option<i64>,
    room_name: Option<String>,
    state: String,
    standing: String,
    created_at: i64,
    last_used_at: Option<i64>,
    expires_at: Option<i64>,
}

impl Row {
    fn view(self) -> Result<KeyView, StorageError> {
        Ok(KeyView {
            id: key_id(&self.id)?,
            owner: PersonRef { id: UserId::from_raw(self.user_id), name: self.display_name },
            label: self.label,
            scope: key_scope(&self.scope, self.room_id)?,
            room: self.room_id.zip(self.room_name).map(|(id, name)| RoomRef { id: RoomId::from_raw(id), name }),
            owner_disabled: self.owner_disabled,
            state: key_state(&self.state)?,
            standing: KeyStanding::from_code(&self.standing).ok_or(StorageError::Inconsistent("key standing"))?,
            created_at: Timestamp::from_millis(self.created_at),
            last_used: self.last_used_at.map(Timestamp::from_millis),
            expires_at: self.expires_at.map(Timestamp::from_millis),
        })
    }
}

impl Store {
    /// The keys of a user that are not disabled.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn keys_of(&self, user: UserId) -> Result<Vec<KeyId>, StorageError> {
        let mut reader = self.reader().await?;
        let ids: Vec<String> =
            sqlx::query_scalar("SELECT id FROM access_keys WHERE user_id = $1 AND state <> 'disabled'")
                .bind(user.raw())
                .fetch_all(&mut *reader)
                .await?;
        ids.iter().map(|id| key_id(id)).collect()
    }

    /// A page of keys, newest first: of one user, or of all; only those that stand so, if it says how.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn keys(
        &self,
        user: Option<UserId>,
        standing: Option<KeyStanding>,
        after: &str,
    ) -> Result<KeyPage, StorageError> {
        let cursor = after.split_once('.');
        let before = cursor.and_then(|(at, _)| at.parse::<i64>().ok()).unwrap_or(i64::MAX);
        let before_id = cursor.map_or("", |(_, id)| id);
        let mut reader = self.reader().await?;
        // `state_now` in the service decides the same at the door; here it is told of many at once.
        let mut rows: Vec<Row> = sqlx::query_as(
            "SELECT k.id, k.user_id, u.display_name, u.disabled_at IS NOT NULL AS owner_disabled, k.label, k.scope,
                    k.room_id, r.name AS room_name, k.state, k.standing, k.created_at, k.last_used_at, k.expires_at
            FROM (
                SELECT id, user_id, label, scope, room_id, state, created_at, last_used_at, expires_at,
                       CASE WHEN state <> 'disabled' AND expires_at <= $5 THEN 'expired' ELSE state END AS standing
                FROM access_keys
            ) k
            JOIN users u ON u.id = k.user_id
            LEFT JOIN rooms r ON r.id = k.room_id
            WHERE ($1 IS NULL OR k.user_id = $1)
              AND (k.created_at, k.id) < ($2, $3)
              AND ($6 IS NULL OR k.standing = $6)
            ORDER BY k.created_at DESC, k.id DESC
            LIMIT $4",
        )
        .bind(user.map(UserId::raw))
        .bind(before)
        .bind(before_id.to_owned())
        .bind(limits::KEY_PAGE_ROWS + 1)
        .bind(self.now().millis())
        .bind(standing.map(KeyStanding::code))
        .fetch_all(&mut *reader)
        .await?;
        let more = rows.len() > limits::KEY_PAGE_ROWS as usize;
        rows.truncate(limits::KEY_PAGE_ROWS as usize);
        let next = rows.last().filter(|_| more).map(|row| format!("{}.{}", row.created_at, row.id));
        Ok(KeyPage { keys: rows.into_iter().map(Row::view).collect::<Result<_, _>>()?, next })
    }
}
