//! Sessions and the one-time set-up link. Only hashes of tokens are kept.

use domain::{Timestamp, UserId};
use sqlx::FromRow;

use crate::{
    StorageError, Store, WriteTx,
    facts::{Bounds, Session},
};

/// A session as it stands in the file.
#[derive(Debug, Clone, FromRow)]
pub struct SessionRow {
    /// Hash of the token.
    pub token_hash: Vec<u8>,
    created_at: i64,
    last_seen_at: i64,
    /// The browser, as it called itself.
    pub agent: String,
    /// The address it came from.
    pub address: String,
}

impl SessionRow {
    /// When it began.
    #[must_use]
    pub const fn created_at(&self) -> Timestamp {
        Timestamp::from_millis(self.created_at)
    }

    /// When it was last used, to the minute.
    #[must_use]
    pub const fn last_seen(&self) -> Timestamp {
        Timestamp::from_millis(self.last_seen_at)
    }
}

impl Store {
    /// Whose session it is and when it was last used, if it is there.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn session(&self, session: &Session) -> Result<Option<(UserId, Timestamp)>, StorageError> {
        let mut reader = self.reader().await?;
        let row: Option<(i64, i64)> =
            sqlx::query_as("SELECT user_id, last_seen_at FROM sessions WHERE token_hash = $1")
                .bind(session.as_slice())
                .fetch_optional(&mut *reader)
                .await?;
        Ok(row.map(|(user, seen)| (UserId::from_raw(user), Timestamp::from_millis(seen))))
    }

    /// The sessions of a user that stand, last used first.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn sessions(&self, user: UserId) -> Result<Vec<SessionRow>, StorageError> {
        let bounds = Bounds::at(self.now());
        let mut reader = self.reader().await?;
        Ok(sqlx::query_as(
            "SELECT token_hash, created_at, last_seen_at, agent, address
            FROM sessions
            WHERE user_id = $1 AND last_seen_at > $2 AND created_at > $3
            ORDER BY last_seen_at DESC, token_hash
            LIMIT 100",
        )
        .bind(user.raw())
        .bind(bounds.last_seen_after)
        .bind(bounds.created_after)
        .fetch_all(&mut *reader)
        .await?)
    }

    /// Whether a set-up link with this token hash is open.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn set_up_open(&self, token: &Session) -> Result<bool, StorageError> {
        let mut reader = self.reader().await?;
        Ok(sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM set_up_links WHERE token_hash = $1)")
            .bind(token.as_slice())
            .fetch_one(&mut *reader)
            .await?)
    }
}

impl WriteTx {
    /// Whether a user is there, not disabled, and their password has this hash still, when one is given.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn may_sign_in(&mut self, user: UserId, hash: Option<&str>) -> Result<bool, StorageError> {
        Ok(sqlx::query_scalar(
            "SELECT EXISTS (
                SELECT 1
                FROM users u
                JOIN identities i ON i.user_id = u.id
                WHERE u.id = $1 AND u.disabled_at IS NULL AND ($2 IS NULL OR i.password_hash = $2))",
        )
        .bind(user.raw())
        .bind(hash)
        .fetch_one(self.connection().await?)
        .await?)
    }

    /// Begins a session.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn begin_session(
        &mut self,
        session: &Session,
        user: UserId,
        agent: &str,
        address: &str,
    ) -> Result<(), StorageError> {
        sqlx::query(
            "INSERT INTO sessions (token_hash, user_id, created_at, last_seen_at, agent, address)
            VALUES ($1, $2, $3, $3, $4, $5)",
        )
        .bind(session.as_slice())
        .bind(user.raw())
        .bind(self.now.millis())
        .bind(agent)
        .bind(address)
        .execute(self.connection().await?)
        .await?;
        Ok(())
    }

    /// Notes that a session was used.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn touch_session(&mut self, session: &Session) -> Result<(), StorageError> {
        sqlx::query("UPDATE sessions SET last_seen_at = $2 WHERE token_hash = $1")
            .bind(session.as_slice())
            .bind(self.now.millis())
            .execute(self.connection().await?)
            .await?;
        Ok(())
    }

    /// Ends one session of a user, named by its hash. Answers whether it was there.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn end_session(&mut self, user: UserId, session: &Session) -> Result<bool, StorageError> {
        let done = sqlx::query("DELETE FROM sessions WHERE token_hash = $1 AND user_id = $2")
            .bind(session.as_slice())
            .bind(user.raw())
            .execute(self.connection().await?)
            .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Ends every session of a user but one, or all of them. Answers how many.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn end_sessions(&mut self, user: UserId, but: Option<&Session>) -> Result<u64, StorageError> {
        let done = sqlx::query("DELETE FROM sessions WHERE user_id = $1 AND ($2 IS NULL OR token_hash <> $2)")
            .bind(user.raw())
            .bind(but.map(|session| session.as_slice()))
            .execute(self.connection().await?)
            .await?;
        Ok(done.rows_affected())
    }

    /// Forgets where sessions that have ended came from, and all of them but each user's newest, which tells when they
    /// were last seen.
    pub(crate) async fn forget_sessions(&mut self) -> Result<(), StorageError> {
        let bounds = Bounds::at(self.now);
        sqlx::query(
            "UPDATE sessions SET agent = '', address = ''
            WHERE (last_seen_at <= $1 OR created_at <= $2) AND (agent <> '' OR address <> '');
            DELETE FROM sessions
            WHERE (last_seen_at <= $1 OR created_at <= $2) AND EXISTS (
                SELECT 1
                FROM sessions newer
                WHERE newer.user_id = sessions.user_id
                  AND (newer.last_seen_at, newer.token_hash) > (sessions.last_seen_at, sessions.token_hash))",
        )
        .bind(bounds.last_seen_after)
        .bind(bounds.created_after)
        .execute(self.connection().await?)
        .await?;
        Ok(())
    }

    /// Opens a set-up link; any link before it is void.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn open_set_up(&mut self, token: &Session) -> Result<(), StorageError> {
        sqlx::query("DELETE FROM set_up_links; INSERT INTO set_up_links (token_hash, created_at) VALUES ($1, $2)")
            .bind(token.as_slice())
            .bind(self.now.millis())
            .execute(self.connection().await?)
            .await?;
        Ok(())
    }

    /// Uses a set-up link up. Answers whether it was open.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn use_set_up(&mut self, token: &Session) -> Result<bool, StorageError> {
        let done = sqlx::query("DELETE FROM set_up_links WHERE token_hash = $1")
            .bind(token.as_slice())
            .execute(self.connection().await?)
            .await?;
        Ok(done.rows_affected() == 1)
    }
}
