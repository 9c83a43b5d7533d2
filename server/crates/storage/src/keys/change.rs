//! Keys, made and changed.

use domain::{KeyId, KeyLabel, KeyScope, KeyState, Timestamp, UserId};

use super::columns::{key_state, scope_columns};
use crate::{StorageError, WriteTx};

/// A key to be made.
#[derive(Debug, Clone)]
pub struct NewKey {
    /// Its id.
    pub id: KeyId,
    /// Whom it belongs to.
    pub user: UserId,
    /// What it is for.
    pub label: Option<KeyLabel>,
    /// How far it reaches.
    pub scope: KeyScope,
    /// Whether it opens anything at once.
    pub state: KeyState,
    /// The secret, sealed.
    pub sealed_secret: Vec<u8>,
    /// The hash of the client token.
    pub token_hash: [u8; 32],
    /// The first moment at which it opens nothing any more.
    pub expires_at: Option<Timestamp>,
}

impl WriteTx {
    /// Makes a key.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn create_key(&mut self, new: &NewKey) -> Result<(), StorageError> {
        let (scope, room) = scope_columns(new.scope);
        sqlx::query(
            "INSERT INTO access_keys (
                id, user_id, label, scope, room_id, state, sealed_secret, token_hash, created_at, expires_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        )
        .bind(new.id.as_str().to_owned())
        .bind(new.user.raw())
        .bind(new.label.as_ref().map_or("", KeyLabel::as_str).to_owned())
        .bind(scope)
        .bind(room)
        .bind(new.state.code())
        .bind(new.sealed_secret.clone())
        .bind(new.token_hash.as_slice())
        .bind(self.now.millis())
        .bind(new.expires_at.map(Timestamp::millis))
        .execute(self.connection().await?)
        .await?;
        Ok(())
    }

    /// How many keys of a user are not disabled.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn count_keys(&mut self, user: UserId) -> Result<u32, StorageError> {
        Ok(sqlx::query_scalar("SELECT count(*) FROM access_keys WHERE user_id = $1 AND state <> 'disabled'")
            .bind(user.raw())
            .fetch_one(self.connection().await?)
            .await?)
    }

    /// Whose key it is, and its state.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn key_owner(&mut self, id: KeyId) -> Result<Option<(UserId, KeyState)>, StorageError> {
        let row: Option<(i64, String)> = sqlx::query_as("SELECT user_id, state FROM access_keys WHERE id = $1")
            .bind(id.as_str().to_owned())
            .fetch_optional(self.connection().await?)
            .await?;
        row.map(|(user, state)| Ok((UserId::from_raw(user), key_state(&state)?))).transpose()
    }

    /// Sets the state of a key.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn set_key_state(&mut self, id: KeyId, state: KeyState) -> Result<(), StorageError> {
        sqlx::query("UPDATE access_keys SET state = $2 WHERE id = $1")
            .bind(id.as_str().to_owned())
            .bind(state.code())
            .execute(self.connection().await?)
            .await?;
        Ok(())
    }

    /// Notes that a key was used.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn touch_key(&mut self, id: KeyId) -> Result<(), StorageError> {
        sqlx::query("UPDATE access_keys SET last_used_at = $2 WHERE id = $1")
            .bind(id.as_str().to_owned())
            .bind(self.now.millis())
            .execute(self.connection().await?)
            .await?;
        Ok(())
    }
}
