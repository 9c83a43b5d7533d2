//! A key as a request finds it.

use domain::{AccountId, KeyId, KeyState, Timestamp, UserId};
use sqlx::FromRow;

use super::columns::{key_id, key_state};
use crate::{StorageError, Store};

/// A key as a request finds it.
#[derive(Debug, Clone)]
pub struct HeldKey {
    /// Its id.
    pub id: KeyId,
    /// Whom it belongs to.
    pub user: UserId,
    /// The account that they belong to.
    pub account: Option<AccountId>,
    /// Whether they were disabled.
    pub user_disabled: bool,
    /// Whether it opens anything.
    pub state: KeyState,
    /// The secret, sealed.
    pub sealed_secret: Vec<u8>,
    /// When its use was last noted.
    pub last_used: Option<Timestamp>,
    /// The first moment at which it opens nothing any more.
    pub expires_at: Option<Timestamp>,
}

#[derive(FromRow)]
struct HeldRow {
    id: String,
    user_id: i64,
    account_id: Option<i64>,
    user_disabled: bool,
    state: String,
    sealed_secret: Vec<u8>,
    last_used_at: Option<i64>,
    expires_at: Option<i64>,
}

impl HeldRow {
    fn held(self) -> Result<HeldKey, StorageError> {
        Ok(HeldKey {
            id: key_id(&self.id)?,
            user: UserId::from_raw(self.user_id),
            account: self.account_id.map(AccountId::from_raw),
            user_disabled: self.user_disabled,
            state: key_state(&self.state)?,
            sealed_secret: self.sealed_secret,
            last_used: self.last_used_at.map(Timestamp::from_millis),
            expires_at: self.expires_at.map(Timestamp::from_millis),
        })
    }
}

macro_rules! select_held {
    ($condition:literal) => {
        concat!(
            "SELECT k.id, k.user_id, u.account_id, u.disabled_at IS NOT NULL AS user_disabled, k.state,
                    k.sealed_secret, k.last_used_at, k.expires_at
            FROM access_keys k
            JOIN users u ON u.id = k.user_id
            WHERE ",
            $condition
        )
    };
}

impl Store {
    /// The key with this id.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn key(&self, id: KeyId) -> Result<Option<HeldKey>, StorageError> {
        let mut reader = self.reader().await?;
        let row: Option<HeldRow> =
            sqlx::query_as(select_held!("k.id = $1")).bind(id.as_str().to_owned()).fetch_optional(&mut *reader).await?;
        row.map(HeldRow::held).transpose()
    }

    /// The key whose client token has this hash.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn key_by_token(&self, token_hash: &[u8; 32]) -> Result<Option<HeldKey>, StorageError> {
        let mut reader = self.reader().await?;
        let row: Option<HeldRow> = sqlx::query_as(select_held!("k.token_hash = $1"))
            .bind(token_hash.as_slice())
            .fetch_optional(&mut *reader)
            .await?;
        row.map(HeldRow::held).transpose()
    }

    /// The oldest key of all: what shows whether a key file is the one of this store.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn oldest_key(&self) -> Result<Option<(KeyId, Vec<u8>)>, StorageError> {
        let mut reader = self.reader().await?;
        let row: Option<(String, Vec<u8>)> =
            sqlx::query_as("SELECT id, sealed_secret FROM access_keys ORDER BY created_at, id LIMIT 1")
                .fetch_optional(&mut *reader)
                .await?;
        row.map(|(id, sealed)| Ok((key_id(&id)?, sealed))).transpose()
    }
}
