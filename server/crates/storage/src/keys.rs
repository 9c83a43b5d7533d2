//! Access keys. Secrets come in sealed and go out sealed; of client tokens there are hashes only.

use domain::{
    AccountId, KeyId, KeyLabel, KeyScope, KeyStanding, KeyState, RoomId, Timestamp, UserId, limits,
    view::{KeyPage, KeyView, PersonRef, RoomRef},
};
use sqlx::FromRow;

use crate::{StorageError, Store, WriteTx, facts::Session};

/// What somebody is known by: looked up again at every act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Credential {
    /// The hash of a session's token.
    Session(Session),
    /// An access key, after its secret or token was checked.
    Key(KeyId),
    /// The same, acting for a user: whether it may is for the policy to decide.
    KeyFor {
        /// The key.
        key: KeyId,
        /// Whom it acts for.
        user: UserId,
    },
    /// The hash of a chat token.
    Token(Session),
}

impl Credential {
    /// The hash of a session's token, if it is one.
    pub(crate) const fn session(&self) -> Option<&Session> {
        match self {
            Self::Session(session) => Some(session),
            Self::Key(_) | Self::KeyFor { .. } | Self::Token(_) => None,
        }
    }

    /// The key, if it is one.
    pub(crate) const fn key(&self) -> Option<&KeyId> {
        match self {
            Self::Session(_) | Self::Token(_) => None,
            Self::Key(key) | Self::KeyFor { key, .. } => Some(key),
        }
    }

    /// Whom the key acts for, when it says so.
    pub(crate) const fn bearer(&self) -> Option<UserId> {
        match self {
            Self::Session(_) | Self::Key(_) | Self::Token(_) => None,
            Self::KeyFor { user, .. } => Some(*user),
        }
    }

    /// The hash of a chat token, if it is one.
    pub(crate) const fn token(&self) -> Option<&Session> {
        match self {
            Self::Token(token) => Some(token),
            Self::Session(_) | Self::Key(_) | Self::KeyFor { .. } => None,
        }
    }
}

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

pub(crate) fn key_id(id: &str) -> Result<KeyId, StorageError> {
    id.parse().map_err(|_| StorageError::Inconsistent("key id"))
}

fn key_state(state: &str) -> Result<KeyState, StorageError> {
    KeyState::from_code(state).ok_or(StorageError::Inconsistent("key state"))
}

/// Reads a scope from its two columns.
pub(crate) fn key_scope(scope: &str, room: Option<i64>) -> Result<KeyScope, StorageError> {
    match (scope, room) {
        ("all", None) => Ok(KeyScope::All),
        ("read", None) => Ok(KeyScope::Read),
        ("room", Some(room)) => Ok(KeyScope::Room(RoomId::from_raw(room))),
        _ => Err(StorageError::Inconsistent("key scope")),
    }
}

const fn scope_columns(scope: KeyScope) -> (&'static str, Option<i64>) {
    match scope {
        KeyScope::All => ("all", None),
        KeyScope::Read => ("read", None),
        KeyScope::Room(room) => ("room", Some(room.raw())),
    }
}

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
